"""The updates: the list with its search, one update, feeds and the sitemap."""

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from blog import search
from blog.lists import related, rows
from blog.models import Topic, UpdatePage, UpdatesIndexPage
from firm.page_cache import public_page
from firm.parts import Heading, contents_of, parts_of, pictures_of, with_renditions
from firm.views import alternates, language_code, languages_of, render_page

PAGE_SIZE = 20
WORDS_A_MINUTE = 200


def update_context(page: UpdatePage) -> dict[str, Any]:
    """What the template of an update needs beside the page: four queries at most."""
    parts = parts_of(page.body)
    path = f"/updates/{page.dated_slug}/"
    with_renditions([picture for picture in (page.picture, *pictures_of(parts)) if picture])
    return {
        "alternates": alternates(languages_of(page), path),
        "parts": parts,
        "contents": contents_of(parts) + closing_headings(page),
        "track": track_of(page),
        "sources": [block.value for block in page.sources],
        "minutes": minutes_to_read(page),
        "related": related(page),
    }


def closing_headings(page: UpdatePage) -> list[Heading]:
    """The sections every update ends with, when it has them."""
    closing = (
        (page.means, "means", _("What this means for you")),
        (page.unknown, "unknown", _("What nobody knows yet")),
        (page.sources, "sources", _("Sources")),
    )
    return [Heading(anchor, text) for has, anchor, text in closing if has]


def track_of(page: UpdatePage) -> list[dict[str, Any]]:
    """The dated steps, oldest first; years are printed once the track spans more than one."""
    steps = [{"date": block.value["date"], "text": block.value["text"]} for block in page.track]
    steps = sorted((step for step in steps if isinstance(step["date"], date)), key=lambda step: step["date"])
    years = {step["date"].year for step in steps}
    return [{**step, "with_year": len(years) > 1} for step in steps]


def minutes_to_read(page: UpdatePage) -> int:
    raw = " ".join(part["value"].get("text", "") for part in page.body.raw_data if isinstance(part.get("value"), dict))
    return max(1, round(len(re.findall(r"\w+", strip_tags(raw))) / WORDS_A_MINUTE))


@public_page
def update(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    found = (
        UpdatePage.objects.filter(live=True, locale__language_code=language_code(), slug=slug)
        .select_related("locale", "topic", "author", "reviewer", "picture")
        .order_by()  # by nothing: `first()` would spend a third of the query's time on sorting one row
    )
    page = next((page for page in found if (page.published_on.year, page.published_on.month) == (year, month)), None)
    if page is None:
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


def index_context(page: UpdatesIndexPage, asked: Any) -> dict[str, Any]:
    """The list, one topic of it, or what a search found."""
    code = page.locale.language_code
    number = page_number(asked.get("page"))
    query = asked.get("q", "").strip()[:200]
    context: dict[str, Any] = {
        "alternates": alternates(languages_of(page), "/updates/"),
        "query": query,
        "topics": list(Topic.objects.filter(locale__language_code=code)),
        "number": number,
    }
    if query:
        context["hits"], context["more"] = search.find(query, code, number)
        return context
    updates = rows(code)
    if slug := asked.get("topic"):
        context["topic"] = next((topic for topic in context["topics"] if topic.slug == slug), None)
        if context["topic"] is None:
            raise Http404
        updates = updates.filter(topic=context["topic"])
    start = (number - 1) * PAGE_SIZE
    found = list(updates[start : start + PAGE_SIZE + 1])
    if not found and number > 1:
        raise Http404
    context["updates"], context["more"] = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    return context


@public_page
def updates_index(request: HttpRequest) -> HttpResponse:
    pages = UpdatesIndexPage.objects.live().select_related("locale").filter(locale__language_code=language_code())
    page = pages.first()
    if page is None:
        raise Http404
    return render_page(request, page, index_context(page, request.GET))


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public address with its other languages; the host comes from the settings."""
    from blog.sitemap import entries

    return render(
        request,
        "blog/sitemap.xml",
        {"entries": entries(), "default": settings.LANGUAGE_CODE},
        content_type="application/xml",
    )
