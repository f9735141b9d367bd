"""Nobody is texted at night: the strictest rule that may apply, on the person's own clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.phone import quiet_hours
from intake.phone.quiet_hours import may_send, next_moment, rules

NEW_YORK, MIAMI, HOUSTON, LOS_ANGELES = "+12125550133", "+13055550133", "+17135550133", "+13105550133"
HARTFORD, TOLL_FREE = "+18605550133", "+18005550133"
MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 22)


def at(day: date, clock: str, zone: str = "America/New_York") -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("number", "zone", "day", "clock", "allowed"),
    [
        (NEW_YORK, "America/New_York", MONDAY, "7:59", False),
        (NEW_YORK, "America/New_York", MONDAY, "8:00", True),
        (NEW_YORK, "America/New_York", MONDAY, "20:59", True),
        (NEW_YORK, "America/New_York", MONDAY, "21:00", False),
        (MIAMI, "America/New_York", MONDAY, "19:59", True),
        (MIAMI, "America/New_York", MONDAY, "20:00", False),
        (HOUSTON, "America/Chicago", MONDAY, "8:30", False),
        (HOUSTON, "America/Chicago", MONDAY, "9:00", True),
        (HOUSTON, "America/Chicago", SUNDAY, "11:59", False),
        (HOUSTON, "America/Chicago", SUNDAY, "12:00", True),
        (HARTFORD, "America/New_York", MONDAY, "8:30", False),
        (HARTFORD, "America/New_York", MONDAY, "19:30", True),
        (LOS_ANGELES, "America/New_York", MONDAY, "9:00", False),
        (LOS_ANGELES, "America/New_York", MONDAY, "23:00", True),
    ],
)
def test_the_strictest_rule_on_their_own_clock(number: str, zone: str, day: date, clock: str, allowed: bool) -> None:
    assert may_send(number, at(day, clock, zone)) is allowed


def test_the_hours_they_asked_for_narrow_the_law_and_never_widen_it() -> None:
    assert not may_send(NEW_YORK, at(MONDAY, "9:00"), (17, 21))
    assert may_send(NEW_YORK, at(MONDAY, "17:00"), (17, 21))
    assert not may_send(MIAMI, at(MONDAY, "20:30"), (17, 21))


@pytest.mark.parametrize("number", [TOLL_FREE, "+99999999999"])
def test_an_unknown_zone_may_be_any_zone_under_any_rule(number: str) -> None:
    assert not may_send(number, at(MONDAY, "13:30"))  # 8:30 am in Hawaii, and Connecticut's rule may apply
    assert may_send(number, at(MONDAY, "14:00"))
    assert not may_send(number, at(MONDAY, "19:30"))  # 8:30 pm in Puerto Rico, and Florida's rule may apply
    assert not may_send(number, at(SUNDAY, "12:30"))


def test_a_number_abroad_counts_its_own_clock() -> None:
    assert not may_send("+525512345678", at(MONDAY, "8:30"))  # 7:30 in Mexico City
    assert may_send("+525512345678", at(MONDAY, "9:00"))


def test_the_next_moment_is_the_first_quarter_hour_that_is_allowed() -> None:
    assert next_moment(NEW_YORK, at(SUNDAY, "22:10")) == at(MONDAY, "8:00")
    assert next_moment(NEW_YORK, at(MONDAY, "9:01")) == at(MONDAY, "9:15")
    assert next_moment(HOUSTON, at(SUNDAY, "9:00", "America/Chicago")) == at(SUNDAY, "12:00", "America/Chicago")
    assert next_moment(TOLL_FREE, at(MONDAY, "2:00")) == at(MONDAY, "14:00")


def test_when_the_clock_changes_eight_stays_eight() -> None:
    saturday = at(date(2026, 10, 31), "22:00")
    assert next_moment(NEW_YORK, saturday) == at(date(2026, 11, 1), "8:00")


def test_hours_that_contradict_the_law_leave_no_moment() -> None:
    assert next_moment(NEW_YORK, datetime(2026, 11, 23, tzinfo=UTC), (21, 23)) is None


def test_every_rule_names_its_law_and_claims_no_check_that_nobody_made() -> None:
    assert {rule.jurisdiction for rule in rules()} >= {"US", "US-FL", "US-TX"}
    for rule in rules():
        assert rule.law
        assert rule.source.startswith("https://")
        assert rule.checked >= date(2026, 11, 1)
        assert rule.verified_by == ""
        assert set(rule.hours) <= set(quiet_hours.DAYS)
        assert all(len(code) == 3 and code.isdigit() for code in rule.area_codes)


def test_no_area_code_is_two_states() -> None:
    listed = [code for rule in rules() for code in rule.area_codes]
    assert len(listed) == len(set(listed))


def test_answering_means_within_a_quarter_of_an_hour() -> None:
    assert timedelta(minutes=15) == quiet_hours.ANSWERING
