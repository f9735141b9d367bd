"""What a reader meets where something was taken down: 410, a neutral notice, and the way to the firm."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_from_path

from blog.models import TakeDown, UpdatePage
from blog.take_down import everything_is_down
from firm.page_cache import NEVER_PUBLIC

# Who needs help must still find it: the form, and what machines ask before anything else.
STAYS = ("/ask/", "/robots.txt")


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "blog/taken_down.html", status=410)


def was_taken_down(year: int, month: int, slug: str, code: str) -> bool:
    """True for the address of an update that is down; a draft that never was public stays a 404."""
    pages = UpdatePage.objects.filter(slug=slug, locale__language_code=code, live=False)
    keys = [
        page.translation_key for page in pages if (page.published_on.year, page.published_on.month) == (year, month)
    ]
    return bool(keys) and TakeDown.objects.filter(translation_key__in=keys, back_at=None).exists()


class ClosedSiteMiddleware:
    """While everything is taken down, every public page answers 410. Reached only by pages not in the cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = get_language_from_path(request.path)
        path = request.path.removeprefix(f"/{code}") if code else request.path
        if request.path.startswith((*NEVER_PUBLIC, *STAYS)) or path.startswith(STAYS) or not everything_is_down():
            return self.get_response(request)
        return gone(request)
