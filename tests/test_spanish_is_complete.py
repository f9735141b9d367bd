"""Whatever a visitor can read is there in Spanish, finished."""

import re

import polib
import pytest

from tests.translatable import HOUSE, Translatable, translatable

CATALOG = HOUSE / "locale/es/LC_MESSAGES/django.po"
# Where a visitor's words stand. Staff read English as well; visitors may not.
VISITORS = (
    "templates/firm/",
    "templates/blog/",
    "templates/blocks/",
    "templates/components/",
    "templates/plain/",
    "templates/intake/ask/",
    "templates/4",
    "templates/5",
    "intake/ask/",
    "intake/phone/",
    "blog/",
    "firm/opening_hours.py",
    "firm/facts.py",
    "firm/templatetags/",
    "firm/views.py",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def catalog() -> dict[tuple[str | None, str], polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(CATALOG)) if not entry.obsolete}


def for_visitors(string: Translatable) -> bool:
    return string.file.startswith(VISITORS) and "simulator" not in string.file


def test_every_string_a_visitor_can_read_has_finished_spanish(
    catalog: dict[tuple[str | None, str], polib.POEntry],
) -> None:
    strings = [string for string in translatable() if for_visitors(string)]
    assert len(strings) > 60, "the source is no longer read"
    missing = sorted(
        f"{string.file}: {string.text}"
        for string in strings
        if not (entry := catalog.get((string.context, string.text))) or not entry.translated() or entry.fuzzy
    )
    assert not missing, "\n".join(missing)


def test_a_translation_keeps_the_places_where_facts_are_put_in(
    catalog: dict[tuple[str | None, str], polib.POEntry],
) -> None:
    for entry in catalog.values():
        wanted = sorted(PLACEHOLDER.findall(entry.msgid))
        for translated in filter(None, [entry.msgstr, *entry.msgstr_plural.values()]):
            assert sorted(PLACEHOLDER.findall(translated)) == wanted, entry.msgid


def test_spanish_says_usted(catalog: dict[tuple[str | None, str], polib.POEntry]) -> None:
    familiar = re.compile(r"\b(tú|tu|tus|tienes|puedes|quieres|escribe tu|contigo)\b", re.IGNORECASE)
    assert not [entry.msgstr for entry in catalog.values() if familiar.search(entry.msgstr)]


def test_no_string_is_translated_twice() -> None:
    seen = [(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOG))]
    assert len(seen) == len(set(seen))
