"""Nobody is texted at night: the strictest rule that may apply, on the person's own clock."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from phonenumbers import geocoder

from blog.advertising.jurisdictions import code_of
from intake.phone import quiet_hours
from intake.phone.quiet_hours import known_zones, may_send, next_moment, rules

NEW_YORK, MIAMI, HOUSTON, LOS_ANGELES = "+12125550133", "+13055550133", "+17135550133", "+13105550133"
HARTFORD, LOUISVILLE, TOLL_FREE = "+18605550133", "+15025550133", "+18005550133"
OWENSBORO, PENSACOLA_OVERLAY = "+12705550133", "+14485550133"
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
        (LOUISVILLE, "America/New_York", MONDAY, "9:59", False),
        (LOUISVILLE, "America/New_York", MONDAY, "10:00", True),
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
def test_an_unknown_zone_may_be_any_zone_under_the_rules_of_that_zone(number: str) -> None:
    assert not may_send(number, at(MONDAY, "12:30"))  # 7:30 am in Hawaii
    assert may_send(number, at(MONDAY, "13:00"))
    assert may_send(number, at(MONDAY, "18:45"))
    assert not may_send(number, at(MONDAY, "19:00"))  # 7 pm in Pennsylvania
    assert not may_send(number, at(SUNDAY, "12:45"))


def test_an_area_code_in_two_zones_waits_for_both() -> None:
    for number in (OWENSBORO, PENSACOLA_OVERLAY):
        opens = 10 if number == OWENSBORO else 8
        assert not may_send(number, at(MONDAY, f"{opens}:30"))  # an hour earlier in the western half
        assert may_send(number, at(MONDAY, f"{opens + 1}:00"))
    assert may_send(OWENSBORO, at(MONDAY, "20:30"))
    assert not may_send(OWENSBORO, at(MONDAY, "21:00"))


def test_a_number_abroad_counts_its_own_clock() -> None:
    assert not may_send("+525512345678", at(MONDAY, "8:30"))  # 7:30 in Mexico City
    assert may_send("+525512345678", at(MONDAY, "9:00"))


def test_the_next_moment_is_the_first_quarter_hour_that_is_allowed() -> None:
    assert next_moment(NEW_YORK, at(SUNDAY, "22:10")) == at(MONDAY, "8:00")
    assert next_moment(NEW_YORK, at(MONDAY, "9:01")) == at(MONDAY, "9:15")
    assert next_moment(HOUSTON, at(SUNDAY, "9:00", "America/Chicago")) == at(SUNDAY, "12:00", "America/Chicago")
    assert next_moment(TOLL_FREE, at(MONDAY, "2:00")) == at(MONDAY, "13:00")


def test_when_the_clock_changes_eight_stays_eight() -> None:
    saturday = at(date(2026, 10, 31), "22:00")
    assert next_moment(NEW_YORK, saturday) == at(date(2026, 11, 1), "8:00")


def test_hours_that_contradict_the_law_leave_no_moment() -> None:
    assert next_moment(NEW_YORK, datetime(2026, 11, 23, tzinfo=UTC), (21, 23)) is None


LISTED = quiet_hours.LOADED["rule"]
EVERY_READING = pytest.mark.parametrize("entry", [*LISTED, *quiet_hours.LOADED["not_kept"]], ids=lambda it: it["law"])


@EVERY_READING
def test_every_rule_names_its_law_and_what_was_read_and_claims_no_attorney(entry: dict[str, Any]) -> None:
    assert re.fullmatch(r"US(-[A-Z]{2})?", entry["jurisdiction"])
    assert entry["law"] and entry["source"].startswith("https://") and entry["read_at"]
    assert date(2026, 11, 1) <= entry["read_on"] < entry.get("reverify_by", date.max)
    assert entry["verified_by"] == ""
    assert entry["read"] in {"law", "quoted", "reported"}
    assert entry["words"] or entry["read"] == "reported", "what was read can be quoted"


def test_the_hours_of_a_rule_that_was_read_are_those_of_its_words() -> None:
    for entry in LISTED:
        clocks = {
            int(hour) % 12 + (12 if half.lower() == "p" else 0)
            for hour, half in re.findall(r"\b(\d{1,2})(?::00)? ([aApP])\.[mM]\.", entry["words"])
        }
        if clocks:
            assert clocks == set(entry["hours"]["mon"]), entry["law"]


def test_a_day_the_law_closes_is_named_where_it_is_not_kept() -> None:
    closed = {entry["jurisdiction"] for entry in LISTED if "sun" in entry.get("closed", ())}
    assert closed == {"US-AL", "US-LA", "US-MS", "US-PA"}
    assert all(set(entry["hours"]) == set(quiet_hours.DAYS) for entry in LISTED)
    assert all(entry["why"] and "hours" not in entry for entry in quiet_hours.LOADED["not_kept"])


def test_a_state_is_stricter_than_the_country_or_not_listed() -> None:
    country, *states = rules()
    assert (country.jurisdiction, country.area_codes) == ("US", frozenset())
    for rule in states:
        inside = [
            rule.hours[day][0] >= first and rule.hours[day][1] <= last for day, (first, last) in country.hours.items()
        ]
        assert all(inside) and rule.hours != country.hours, rule.law


def test_no_area_code_is_two_states_and_each_is_in_the_state_that_lists_it() -> None:
    listed = [(code, rule.jurisdiction[3:]) for rule in rules() for code in rule.area_codes]
    assert len({code for code, _state in listed}) == len(listed)
    for code, state in listed:
        named = geocoder.description_for_number(phonenumbers.parse(f"+1{code}5550133"), "en")
        # libphonenumber says "Florida" or "FL"; an overlay it does not know yet has no name.
        assert code_of(named.split(", ")[-1].removesuffix(" State")) in {state, ""}, code


def test_an_area_code_libphonenumber_places_in_two_zones_is_known_to_be_in_two() -> None:
    for entry in quiet_hours.LOADED["split"]:
        for code in entry["area_codes"]:
            assert set(entry["zones"]) <= {zone.key for zone in known_zones(f"+1{code}5550133")}, code
    assert "America/Chicago" in {zone.key for zone in known_zones("+17015550133")}  # most of North Dakota


def test_answering_means_within_a_quarter_of_an_hour() -> None:
    assert timedelta(minutes=15) == quiet_hours.ANSWERING
