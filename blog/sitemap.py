"""Every public address with the languages it exists in, and what was published in the last two days."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from blog.models import UpdatePage, UpdatesIndexPage
from firm.addresses import absolute, prefixed
from firm.facts import facts
from firm.models import HomePage, Person, PlainPage, PracticeArea, RightsPage
from firm.page_cache import public_page

NEWS_DAYS = 2  # older ones make a news sitemap invalid (Google Search Central, "News sitemaps")
XML = "application/xml"


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public address with its other languages; the host comes from the settings."""
    return render(request, "blog/sitemap.xml", {"entries": entries()}, content_type=XML)


@public_page
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """What was first published within two days, in every language."""
    since = timezone.now() - timedelta(days=NEWS_DAYS)
    pages = UpdatePage.objects.live().filter(first_published_at__gte=since).select_related("locale")
    pages = pages.only("title", "slug", "published_on", "first_published_at", "locale__language_code")
    listed = [(page, facts(page.locale.language_code).name) for page in pages.order_by("-first_published_at")[:1000]]
    return render(request, "blog/news_sitemap.xml", {"pages": listed}, content_type=XML)


@dataclass
class Entry:
    """One address in one language."""

    url: str
    changed: datetime | None
    alternates: list[tuple[str, str]] = field(default_factory=list)


def entries() -> list[Entry]:
    """Home pages, lists, updates, plain pages, people."""
    listed: list[Entry] = []
    for model in (HomePage, UpdatesIndexPage, PlainPage, RightsPage, UpdatePage):
        listed += of_pages(model.objects.live().select_related("locale"))
    for slug in ["", *(f"{slug}/" for slug in Person.objects.filter(listed=True).values_list("slug", flat=True))]:
        listed += in_every_language(f"/attorneys/{slug}")
    listed += in_every_language("/offices/") + in_every_language("/practice-areas/")
    for areas in grouped(PracticeArea.objects.select_related("locale")):
        path = f"/practice-areas/{areas[0].slug}/"
        codes = [area.locale.language_code for area in areas]
        group = [(code, Entry(absolute(prefixed(code, path)), None)) for code in codes]
        listed += [with_alternates(entry, group) for _code, entry in group]
    return listed


def grouped(areas: Any) -> list[list[PracticeArea]]:
    """Practice areas with their translations."""
    found: dict[Any, list[PracticeArea]] = defaultdict(list)
    for area in areas:
        found[area.slug].append(area)
    return list(found.values())


def of_pages(pages: Any) -> list[Entry]:
    """The pages' entries; those of one translation key name each other."""
    groups: dict[Any, list[tuple[str, Entry]]] = defaultdict(list)
    for page in pages.defer_streamfields():
        code = page.locale.language_code
        path = "/" + page.url_path.split("/", 2)[2]
        groups[page.translation_key].append((code, Entry(absolute(prefixed(code, path)), page.last_published_at)))
    return [with_alternates(entry, group) for group in groups.values() for _code, entry in group]


def with_alternates(entry: Entry, group: list[tuple[str, Entry]]) -> Entry:
    if len(group) > 1:
        entry.alternates = [(code, other.url) for code, other in group]
    return entry


def in_every_language(path: str) -> list[Entry]:
    group = [(code, Entry(absolute(prefixed(code, path)), None)) for code, _name in settings.LANGUAGES]
    return [with_alternates(entry, group) for _code, entry in group]
