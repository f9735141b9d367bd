"""Opening hours are the firm's own, whatever the clock of the server."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from firm import opening_hours
from firm.models import ContactNumber
from firm.opening_hours import is_open, lines_of_hours

NEW_YORK = ZoneInfo("America/New_York")
WEEK = {day: [["08:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture(autouse=True)
def in_new_york(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening_hours, "zone", lambda: NEW_YORK)


def line(**fields: object) -> ContactNumber:
    return ContactNumber(number="+12025550187", kind="both", label="Main", **{"hours": WEEK, **fields})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-11-23T07:59", False),
        ("2026-11-23T08:00", True),
        ("2026-11-23T19:59", True),
        ("2026-11-23T20:00", False),
        ("2026-11-22T12:00", False),
    ],
)
def test_open_from_the_first_minute_until_before_the_last(moment: str, answer: bool) -> None:
    assert is_open(line(), at(moment)) is answer


def test_the_firms_zone_decides_not_the_servers() -> None:
    assert is_open(line(), datetime(2026, 11, 24, 0, 30, tzinfo=UTC))  # Monday 19:30 in New York
    assert not is_open(line(), datetime(2026, 11, 23, 9, 0, tzinfo=UTC))  # Monday 04:00 in New York


def test_a_holiday_is_closed() -> None:
    assert not is_open(line(holidays=["2026-11-26"]), at("2026-11-26T12:00"))


def test_a_lunch_break_closes_the_line_between_two_spans() -> None:
    number = line(hours={"mon": [["13:00", "17:00"], ["08:00", "12:00"]]})
    assert not is_open(number, at("2026-11-23T12:30"))
    assert is_open(number, at("2026-11-23T13:00"))


def test_opening_follows_the_clock_change() -> None:
    number = line(hours={"sun": [["08:00", "09:00"]]})
    assert is_open(number, datetime(2026, 3, 8, 12, 0, tzinfo=UTC)), "8:00 in summer time"
    assert not is_open(number, datetime(2026, 3, 8, 13, 0, tzinfo=UTC)), "8:00 had it stayed winter"


def test_a_line_without_hours_never_opens() -> None:
    assert not is_open(line(hours={}), at("2026-11-20T12:00"))
    assert lines_of_hours(line(hours={}), "en") == []


def test_the_emergency_line_is_always_open() -> None:
    number = line(urgent=True, hours={})
    assert is_open(number, at("2026-12-25T03:00"))
    assert lines_of_hours(number, "en") == ["Every day, at any hour"]


def test_days_alike_are_joined_when_printed() -> None:
    number = line(hours={**WEEK, "sat": [["09:00", "12:00"]]}, holidays=["2001-01-01"])
    printed = [text.replace("\N{NO-BREAK SPACE}", " ") for text in lines_of_hours(number, "en")]
    assert printed == ["Monday to Friday: 8 a.m. – 8 p.m.", "Saturday: 9 a.m. – noon"]


def test_hours_are_printed_in_the_readers_language() -> None:
    (printed,) = lines_of_hours(line(), "es")
    assert "unes" in printed
    assert printed.endswith("8:00 a.\xa0m.\xa0–\xa08:00 p.\xa0m."), "as Spanish is read in the United States"
    assert "08:00" in printed or "8:00" in printed
