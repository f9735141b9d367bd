"""The public door stays shut until what comes through it can surely be read again."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from intake.models import DeskKey, PaperKey
from intake.vault.key_holders import holders

HOLDERS = 2
INTAKE_PATHS = ("ask", "twilio")  # the first part of a path, after a language
FRESH = 20  # seconds an answer is believed


def missing() -> list[str]:
    """What keeps the firm from taking requests, one sentence each; empty when it may."""
    if not settings.DESK_PUBLIC_KEY:
        return [_("No desk key is pinned: run `manage.py desk_setup` and set DESK_PUBLIC_KEY.")]
    if DeskKey.objects.filter(public_key=settings.DESK_PUBLIC_KEY, retired_at__isnull=False).exists():
        return [_("The pinned desk key was replaced: set DESK_PUBLIC_KEY to the new one and start again.")]
    problems = []
    proven = holders().count()
    if proven < HOLDERS:
        problems.append(_("Only %(count)d of two people have proven that they can open the desk.") % {"count": proven})
    paper = PaperKey.objects.filter(
        proven_at__isnull=False, retired_at=None, wraps__desk_key__public_key=settings.DESK_PUBLIC_KEY
    )
    if not paper.exists():
        problems.append(_("No paper key has been typed back: run `manage.py desk_setup --new-paper`."))
    return problems


def is_live() -> bool:
    """True in the demo, and when nothing is missing; asked of the database every 20 seconds at most."""
    if settings.DEMO:
        return True
    live: bool | None = cache.get("vault-live")
    if live is None:
        live = not missing()
        cache.set("vault-live", live, FRESH)
    return live


def takes_requests(path: str) -> bool:
    """True for the addresses through which a stranger's words arrive."""
    parts = path.strip("/").split("/")
    if parts[0] in {code for code, _name in settings.LANGUAGES}:
        parts = parts[1:]
    return bool(parts) and parts[0] in INTAKE_PATHS


class GoLiveMiddleware:
    """Answers 503 to what would have to be sealed while two people and a paper cannot open it.

    Twilio then asks the number's fallback address, and shows the failure in its debugger.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not takes_requests(request.path) or is_live():
            return self.get_response(request)
        context: dict[str, Any] = {"firm": {}}
        response = render(request, "intake/not_live.html", context, status=503)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Retry-After"] = "3600"
        return response
