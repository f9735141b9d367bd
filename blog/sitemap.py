"""Every public address, with the languages it exists in."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from blog.models import UpdatePage, UpdatesIndexPage
from firm.addresses import absolute, prefixed
from firm.models import HomePage, Person, PlainPage


@dataclass
class Entry:
    """One address in one language."""

    url: str
    changed: datetime | None
    alternates: list[tuple[str, str]] = field(default_factory=list)


def entries() -> list[Entry]:
    """Home pages, lists, updates, plain pages, people."""
    listed: list[Entry] = []
    for model in (HomePage, UpdatesIndexPage, PlainPage, UpdatePage):
        listed += of_pages(model.objects.live().select_related("locale"))
    for slug in ["", *(f"{slug}/" for slug in Person.objects.filter(listed=True).values_list("slug", flat=True))]:
        listed += in_every_language(f"/attorneys/{slug}")
    return listed


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
