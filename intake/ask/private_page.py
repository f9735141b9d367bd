"""The visitor's private page: opened with code and return key, by post alone; no cookie, and nothing is kept.

Every form on it carries both in its body, because there is no session to carry them. Nothing of it is
ever in an address.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from firm.facts import facts
from firm.opening_hours import zone
from intake.ask import stamp, wording
from intake.ask.limits import Tally, address_of
from intake.ask.own_forms import EnterForm, MessageForm, OwnForm, ReachForm
from intake.ask.own_page import DeletedPage, OwnPage, open_page, send_from
from intake.ask.reach import TEXT
from intake.ask.views import STATUS, unreadable
from intake.vault import VaultError
from intake.vault.visitor import bare

log = logging.getLogger(__name__)
WITHIN = 10 * 60  # seconds
MISSES_OF_ADDRESS = 20
MISSES_OF_REFERENCE = 10
POSTS_OF_ADDRESS = 60
SENT_BY_PAGE = 20  # messages; more is a program, or somebody who should call

misses_lately = Tally(WITHIN)
posts_lately = Tally(WITHIN)
sent_lately = Tally(WITHIN)


@dataclass(frozen=True)
class Sent:
    """What to show beside the page after a post: what went well, and what was typed into each form."""

    said: str = ""  # "message", "reach", "delete": it was kept
    problem: str = ""
    message: MessageForm | None = None
    reach: ReachForm | None = None


@csrf_exempt  # no cookie on public pages; firm.cross_origin refuses what another site sends
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """GET: asks for code and key, the same bytes for everyone. POST: the page, and what is done on it."""
    if request.method != "POST":
        return enter(request, EnterForm())
    if problem := unreadable(request):
        return enter(request, EnterForm(), problem)
    post = request.POST.dict()
    form = EnterForm.typed(post)
    found = opened(request, form)
    if isinstance(found, DeletedPage):
        return render(request, "intake/ask/status_deleted.html", {"day": found.on} | lines())
    if not isinstance(found, OwnPage):
        return enter(request, form, found, post)
    return show(request, found, ACTS.get(post.get("do", ""), look)(found, post))


def opened(request: HttpRequest, form: EnterForm) -> OwnPage | DeletedPage | str:
    """The page of the code and key in `form`, or what keeps it shut; "" when one of them is not filled in."""
    reference = form.data["reference"]
    if too_often(request, reference):
        return "busy"
    if not form.is_valid():
        return ""
    try:
        page = open_page(reference, form.cleaned_data["key"])
    except DatabaseError as error:
        log.error("A private page could not be looked up: %s", type(error).__name__)
        return "broken"
    if page is None:
        note_miss(request, reference)
    return page or "none"


# ---- What can be done on it -------------------------------------------------------------------------


def look(_page: OwnPage, post: Mapping[str, str]) -> Sent:
    """Opens it, or looks for news; half-typed words stay."""
    return Sent(message=MessageForm(initial={"body": post.get("body", "")}))


def write(page: OwnPage, post: Mapping[str, str]) -> Sent:
    form = MessageForm.typed(post)
    if not form.is_valid():
        return Sent(message=form)
    problem = keep(page, post, {"about": "message", "body": form.cleaned_data["body"]})
    return Sent(problem=problem, message=form.unjudged()) if problem else Sent(said="message")


def reach_anew(page: OwnPage, post: Mapping[str, str]) -> Sent:
    form = ReachForm.typed(post)
    if not form.is_valid():
        return Sent(reach=form)
    wanted = {name: form.cleaned_data[name] for name in ("reach", "phone", "email")}
    language = get_language() or "en"
    agreed = {"text": wording.consent(language, facts(language).name), "version": wording.CONSENT_VERSION}
    problem = keep(page, post, {"about": "reach", **wanted, "consent": agreed if wanted["reach"] == TEXT else None})
    return Sent(problem=problem, reach=form.unjudged()) if problem else Sent(said="reach")


def delete(page: OwnPage, post: Mapping[str, str]) -> Sent:
    problem = keep(page, post, {"about": "delete"})
    return Sent(problem=problem) if problem else Sent(said="delete")


Act = Callable[[OwnPage, Mapping[str, str]], Sent]
ACTS: dict[str, Act] = {"message": write, "reach": reach_anew, "delete": delete}


def keep(page: OwnPage, post: Mapping[str, str], content: dict[str, Any]) -> str:
    """Sends it to the desk, once; what went wrong, or ""."""
    mark = stamp.read(post.get("stamp", ""))
    once = stamp.once(mark, {"page": str(page.row.id), **content}, "message")
    if sent_lately.add(str(page.row.id)) > SENT_BY_PAGE:
        return "busy"
    try:
        send_from(page, once, content)
    except (OSError, VaultError) as error:
        log.error("A message could not be kept: %s", type(error).__name__)
        return "broken"
    return ""


# ---- How often --------------------------------------------------------------------------------------


def too_often(request: HttpRequest, reference: str) -> bool:
    """True when this address or this code had too many misses, or this address posts like a program."""
    address = address_of(request)
    if misses_lately.count(of_reference(reference)) >= MISSES_OF_REFERENCE:
        return True
    if not address:
        return False
    return misses_lately.count(address) >= MISSES_OF_ADDRESS or posts_lately.add(address) > POSTS_OF_ADDRESS


def note_miss(request: HttpRequest, reference: str) -> None:
    misses_lately.add(of_reference(reference))
    if address := address_of(request):
        misses_lately.add(address)


def of_reference(reference: str) -> str:
    return f"code {bare(reference)[:20]}"


# ---- Pages ------------------------------------------------------------------------------------------


def enter(
    request: HttpRequest, form: EnterForm, problem: str = "", typed: Mapping[str, str] | None = None
) -> HttpResponse:
    """The way in, with what was typed. Words written on an open page wait in it to be sent."""
    waiting = MessageForm(initial={"body": (typed or {}).get("body", "")}) if (typed or {}).get("body") else None
    if problem:
        form = form.unjudged()
    context = {"form": form, "problem": problem, "waiting": waiting, "stamp": (typed or {}).get("stamp", "")}
    code = STATUS.get(problem, 422 if problem or form.errors else 200)
    return render(request, "intake/ask/status_enter.html", context | lines(), status=code)


def show(request: HttpRequest, page: OwnPage, sent: Sent) -> HttpResponse:
    """The open page."""
    language = get_language() or "en"
    wrong: list[OwnForm] = [form for form in (sent.message, sent.reach) if form and form.errors]
    context = {
        "page": page,
        "sent": sent,
        "message": sent.message or MessageForm(),
        "reach": sent.reach or ReachForm(),
        "stamp": stamp.issue(),
        "consent": wording.consent(language, facts(language).name),
        "wrong": bool(wrong),
    }
    code = STATUS.get(sent.problem, 422 if wrong else 200)
    with timezone.override(zone()):  # the times on it are the firm's own
        return render(request, "intake/ask/status.html", context | lines(), status=code)


def lines() -> dict[str, Any]:
    firm = facts()
    return {"text_line": firm.text_number, "call_line": firm.call_number, "urgent_line": firm.urgent_number}
