"""What the demo says: both languages whole, sourced, dated, and no number typed into a text."""

import calendar
import datetime
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from firm.demo import text

HOUSE = Path(__file__).resolve().parents[2]
UPDATES = {path.stem: text.read(path) for path in sorted((HOUSE / "blog/demo/updates").glob("*.toml"))}
STORIES = {path.stem: text.read(path) for path in sorted((HOUSE / "blog/demo/stories").glob("*.toml"))}
PAGES = {path.stem: text.read(path) for path in sorted((HOUSE / "firm/demo/pages").glob("*.toml"))}
FACTS = text.read(HOUSE / "firm/demo/facts.toml")
MONTHS = list(calendar.month_name)[1:]
EVERY_UPDATE = pytest.mark.parametrize("slug", UPDATES)
BOASTS = ("guarantee", "we will win", "success rate", "best lawyer", "garantizamos", "ganaremos", "mejores abogados")
# Numbers of public agencies may stand in a text: the firm cannot change them.
PUBLIC_NUMBERS = {"1-800-898-7180"}


def strings(value: Any) -> Iterator[str]:
    """Every string inside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def shape(piece: dict[str, Any]) -> tuple[Any, ...]:
    """What kind of piece, and how large a table."""
    if "table" in piece:
        return ("table", len(piece["columns"]), [len(row) for row in piece["rows"]])
    return (next(iter(piece)),)


def test_there_are_at_least_six_updates_and_they_stand_in_different_places() -> None:
    assert len(UPDATES) >= 6
    assert {story["standing"] for story in STORIES.values()} >= {"in_effect", "paused", "deadline"}


@EVERY_UPDATE
def test_both_languages_say_the_same_things(slug: str) -> None:
    english, spanish = UPDATES[slug]["en"], UPDATES[slug]["es"]
    assert english.keys() == spanish.keys()
    assert [shape(piece) for piece in english["body"]] == [shape(piece) for piece in spanish["body"]]
    assert len(english["means"]) == len(spanish["means"]) >= 3
    assert len(english["in_short"]) == len(spanish["in_short"]) >= 3


@pytest.mark.parametrize("slug", STORIES)
def test_a_story_is_told_in_both_languages_and_names_who_checked_it(slug: str) -> None:
    story = STORIES[slug]
    assert story["next_step"]["en"] and story["next_step"]["es"]
    assert all(step["en"] and step["es"] and step["en"] != step["es"] for step in story.get("track", []))
    assert story["checked_by"] in {person["slug"] for person in FACTS["person"]}
    assert (story["standing"] == "deadline") == ("deadline" in story)


def test_the_irs_story_is_carried_with_sources_from_march_2025_to_the_latest_ruling_found() -> None:
    story = STORIES["irs-ice-addresses"]
    days = [step["date"] for step in story["track"]]
    assert days == sorted(days)
    assert days[0] == datetime.date(2025, 3, 7) and days[-1] == datetime.date(2026, 2, 26)
    assert days[-1] <= story["checked_on"] <= datetime.date(2026, 3, 26), "it claims no later check than its sources"
    after_the_update = [step for step in story["track"] if step["date"] > UPDATES["irs-ice-addresses"]["checked_on"]]
    assert len(after_the_update) >= 6 and all(step["source"] for step in after_the_update)
    assert story["note"]["en"] and story["note"]["es"]


@EVERY_UPDATE
def test_what_a_story_learned_after_its_text_has_a_source(slug: str) -> None:
    update = UPDATES[slug]
    story = STORIES[update["story"]]
    learned = [step for step in story.get("track", []) if update["checked_on"] < step["date"] <= story["checked_on"]]
    assert all(step.get("source", "").startswith("http") for step in learned)
    assert not learned or story["note"]["en"] != story["note"]["es"], "and the card says what it means"


@EVERY_UPDATE
def test_spanish_is_not_left_in_english(slug: str) -> None:
    assert set(strings(UPDATES[slug]["en"])) & set(strings(UPDATES[slug]["es"])) <= {"Department of Homeland Security"}


@EVERY_UPDATE
def test_an_update_has_dates_sources_and_an_honest_gap(slug: str) -> None:
    update = UPDATES[slug]
    assert update["slug"] == slug
    assert update["published_on"] <= update["checked_on"]
    assert update["author"] != update["reviewer"]
    assert len(update["sources"]) >= 3
    assert all(source["url"].startswith("https://") and source["en"] and source["es"] for source in update["sources"])
    assert any(source["kind"] in {"statute", "rule", "docket"} for source in update["sources"])
    assert update["en"]["unknown"].strip() and update["es"]["unknown"].strip()
    assert update["story"] in STORIES


@pytest.mark.parametrize(("slug", "month", "day"), [("irs-ice-addresses", 4, 22), ("irs-ice-request", 3, 21)])
def test_the_irs_updates_know_nothing_later_than_the_day_they_were_checked(slug: str, month: int, day: int) -> None:
    update = UPDATES[slug]
    assert update["checked_on"] == datetime.date(2025, month, day)
    named = re.findall(rf"({'|'.join(MONTHS)}) (\d{{1,2}})\b", " ".join(strings(update["en"])))
    assert named
    assert all((MONTHS.index(name) + 1, int(number)) <= (month, day) for name, number in named)


def test_what_is_replaced_names_a_newer_update_of_its_own_story() -> None:
    replaced = [update for update in UPDATES.values() if "superseded_by" in update]
    assert replaced
    for update in replaced:
        newer = UPDATES[update["superseded_by"]]
        assert newer["published_on"] > update["published_on"] and newer["story"] == update["story"]


@pytest.mark.parametrize("name", [*UPDATES, *PAGES, "facts"])
def test_no_number_of_the_firm_is_typed_into_a_text(name: str) -> None:
    facts = {key: FACTS[key] for key in ("en", "es", "home")}
    found = {
        number
        for words in strings({**UPDATES, **PAGES, "facts": facts}[name])
        for number in re.findall(r"\+?[\d(][\d() .-]{8,}\d", words)
    }
    typed = {number.strip() for number in found if len(re.sub(r"\D", "", number)) >= 10}
    assert typed <= PUBLIC_NUMBERS


@pytest.mark.parametrize("name", [*UPDATES, *PAGES])
def test_no_text_promises_an_outcome(name: str) -> None:
    words = " ".join(strings({**UPDATES, **PAGES}[name])).lower()
    assert not [boast for boast in BOASTS if boast in words]


def test_the_numbers_belong_to_fiction() -> None:
    assert all(re.fullmatch(r"\+120255501\d\d", row["number"]) for row in FACTS["number"])


def test_the_privacy_page_says_what_carriers_ask_in_both_languages() -> None:
    english, spanish = (" ".join(strings(PAGES["privacy"][language])) for language in ("en", "es"))
    for sentence in ("No mobile information is shared with third parties", "Message frequency varies", "STOP", "HELP"):
        assert sentence in english
    for sentence in ("No se comparte información móvil con terceros", "La frecuencia de los mensajes varía", "STOP"):
        assert sentence in spanish


@EVERY_UPDATE
def test_every_update_has_its_own_drawing_wide_enough_to_be_shared(slug: str) -> None:
    from blog.demo import pictures

    drawn = pictures.draw(UPDATES[slug]["picture"])
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (1600, 1000)
        assert not picture.getexif()
    assert len(drawn) < 60_000


def test_drawings_are_not_shared_between_updates() -> None:
    assert len({update["picture"] for update in UPDATES.values()}) == len(UPDATES)
