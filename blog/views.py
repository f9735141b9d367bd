"""The updates: the list with its search, one update, feeds and the sitemap."""

import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from blog import finding, markup
from blog.filters import asked_of
from blog.lists import published, related, replaced
from blog.models import Topic, TranslationReview, UpdatePage, UpdatesIndexPage
from blog.standing import Standing
from blog.take_down.closed import gone, was_taken_down
from firm.addresses import absolute
from firm.page_cache import public_page
from firm.parts import Heading, contents_of, parts_of, pictures_of, with_renditions
from firm.views import alternates, language_code, languages_of, render_page

PAGE_SIZE = 20
WORDS_A_MINUTE = 200


def update_context(page: UpdatePage) -> dict[str, Any]:
    """What the template of an update needs beside the page: five queries at most."""
    parts = parts_of(page.body)
    path = f"/updates/{page.dated_slug}/"
    with_renditions([picture for picture in (page.picture, *pictures_of(parts)) if picture])
    return {
        "alternates": alternates(languages_of(page), path),
        "parts": parts,
        "contents": contents_of(parts) + closing_headings(page),
        "sources": [block.value for block in page.sources],
        "minutes": minutes_to_read(page),
        "related": related(page),
        "card": card_of(page),
        "markup": markup.update(page),
        "compared": review_of(page),
        **replaced(page),
    }


def review_of(page: UpdatePage) -> TranslationReview | None:
    """Who compared a translation with its original, and when; the original itself needs nobody."""
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return None
    return TranslationReview.objects.filter(page=page.pk).only("reviewer_name", "reviewed_on").first()


def card_of(page: UpdatePage) -> str:
    """The whole address of the picture a shared link shows, or "" while there is none."""
    fingerprint = getattr(page, "card", None)
    return f"{absolute(page.address)}card.png?{fingerprint}" if fingerprint else ""


def closing_headings(page: UpdatePage) -> list[Heading]:
    """The sections every update ends with, when it has them."""
    closing = (
        (page.means, "means", _("What this means for you")),
        (page.unknown, "unknown", _("What nobody knows yet")),
        (page.sources, "sources", _("Sources")),
    )
    return [Heading(anchor, text) for has, anchor, text in closing if has]


def minutes_to_read(page: UpdatePage) -> int:
    values = [part.get("value") for part in page.body.raw_data]
    raw = " ".join(value if isinstance(value, str) else value.get("text", "") for value in values if value)
    return max(1, round(len(re.findall(r"\w+", strip_tags(raw))) / WORDS_A_MINUTE))


@public_page
def update(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    found = published(language_code(), slug)
    page = next((page for page in found if page.in_month(year, month)), None)
    if page is None:
        if was_taken_down(year, month, slug, language_code()):
            return gone(request)
        raise Http404
    return render_page(request, page, update_context(page))


def page_number(text: str | None) -> int:
    """`?page=`; anything but a sensible number is no page.

    Raises:
        Http404: not a number from 1 to 9999.
    """
    if text is None:
        return 1
    if not re.fullmatch(r"[1-9]\d{0,3}", text):
        raise Http404
    return int(text)


def index_context(page: UpdatesIndexPage, given: Any) -> dict[str, Any]:
    """The list, what filters left of it, or what a search found."""
    code = page.locale.language_code
    number = page_number(given.get("page"))
    topics = list(Topic.objects.filter(locale__language_code=code))
    asked = asked_of(given, code, topics)
    context: dict[str, Any] = {
        "alternates": alternates(languages_of(page), "/updates/"),
        "asked": asked,
        "query": asked.query,
        "topics": topics,
        "standings": Standing.choices,
        "languages": [code for code, _name in settings.LANGUAGES],
        "number": number,
        "here": asked.address(number),
        "newer": asked.address(number - 1),
        "older": asked.address(number + 1),
        "markup": markup.index(code, page.title),
    }
    updates = asked.updates()
    if asked.query:
        found = finding.find(asked.query, asked.code, number, within=updates if asked.filtered else None)
        if not found.hits and number > 1:
            raise Http404
        return context | {"found": found, "more": found.more_after(number)}
    start = (number - 1) * PAGE_SIZE
    listed = list(updates[start : start + PAGE_SIZE + 1])
    if not listed and number > 1:
        raise Http404
    return context | {"updates": listed[:PAGE_SIZE], "more": len(listed) > PAGE_SIZE}


@public_page
def updates_index(request: HttpRequest) -> HttpResponse:
    pages = UpdatesIndexPage.objects.live().select_related("locale").filter(locale__language_code=language_code())
    page = pages.first()
    if page is None:
        raise Http404
    return render_page(request, page, index_context(page, request.GET))
