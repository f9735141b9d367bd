"""When a person may be texted, in their own time: rules of law as data (`quiet_hours.toml`), the strictest wins.

Where somebody is, only their area code tells, and numbers move: so every time zone the area code reaches into
must allow the moment, and every rule that may apply. An unknown zone means all zones of the country at once,
each under the rules of the states that lie in it.
"""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone as zones_by_number

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STEP = timedelta(minutes=15)
AHEAD = timedelta(days=8)
Hours = tuple[int, int]  # whole hours of the person's own clock; the second is when it ends
LOADED: dict[str, Any] = tomllib.loads((Path(__file__).parent / "quiet_hours.toml").read_text("utf-8"))
# A person answers a person: within this time of their own message the hour is theirs, not ours.
ANSWERING = timedelta(minutes=LOADED["answer_within_minutes"])


@dataclass(frozen=True)
class Rule:
    """One jurisdiction's window per day of the week; a day that is missing is quiet all day."""

    jurisdiction: str
    law: str
    area_codes: frozenset[str]  # empty: everywhere
    hours: dict[str, Hours]

    def applies(self, number: str) -> bool:
        return not self.area_codes or area_code(number) in self.area_codes

    @cached_property
    def zones(self) -> frozenset[ZoneInfo]:
        """Where its numbers may be; empty: everywhere."""
        return frozenset(zone for code in self.area_codes for zone in known_zones(f"+1{code}5550100"))

    def reaches(self, zone: ZoneInfo) -> bool:
        return not self.area_codes or zone in self.zones


Clock = tuple[ZoneInfo, list[Rule]]  # a zone, and the rules that count on its clock


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            jurisdiction=entry["jurisdiction"],
            law=entry["law"],
            area_codes=frozenset(entry.get("area_codes", ())),
            hours={day: (hours[0], hours[1]) for day, hours in entry["hours"].items()},
        )
        for entry in LOADED["rule"]
    )


def read_hours(text: str) -> Hours | None:
    """ "8-20", as somebody asked for it, in whole hours; None for any."""
    first, _dash, last = text.partition("-")
    return (int(first), int(last)) if first.isdigit() and last.isdigit() else None


def area_code(number: str) -> str:
    """The three digits after +1; "" elsewhere."""
    return number[2:5] if number.startswith("+1") else ""


def known_zones(number: str) -> tuple[ZoneInfo, ...]:
    """The zones an E.164 number may be in, likeliest first; none when nobody can say (libphonenumber, offline)."""
    try:
        names = zones_by_number.time_zones_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return ()
    # A toll-free number lists half the world: that is not knowing either.
    if not 0 < len(names) <= 6 or "Etc/Unknown" in names:
        return ()
    # libphonenumber goes by the wire centre of the exchange and guesses for mobiles: where an area code lies in
    # two zones, the guess alone would text half of its people an hour too early.
    return tuple(ZoneInfo(name) for name in dict.fromkeys([*names, *split().get(area_code(number), ())]))


@cache
def split() -> dict[str, list[str]]:
    """The zones of each area code that lies in two."""
    return {code: entry["zones"] for entry in LOADED["split"] for code in entry["area_codes"]}


def may_send(number: str, moment: datetime, own: Hours | None = None) -> bool:
    """True when every rule that may apply allows `moment` wherever the number may be.

    Args:
        own: the hours this person asked for; they narrow the law, never widen it.
    """
    return _within(_clocks(number), moment, own)


def next_moment(number: str, after: datetime, own: Hours | None = None) -> datetime | None:
    """The first quarter of an hour from `after` on at which `number` may be texted; None within eight days."""
    clocks = _clocks(number)
    moment = ceiling(after)
    while moment < after + AHEAD:
        if _within(clocks, moment, own):
            return moment
        moment += STEP
    return None


def ceiling(moment: datetime) -> datetime:
    """The quarter of an hour that is, or comes next."""
    moment = moment.astimezone(UTC)
    whole = moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)
    return whole if whole == moment else whole + STEP


def _clocks(number: str) -> list[Clock]:
    """Every zone whose clock must allow a text to this number, with the rules that count there."""
    if known := known_zones(number):
        applying = [rule for rule in rules() if rule.applies(number)]
        return [(zone, applying) for zone in known]
    anywhere = [ZoneInfo(name) for name in LOADED["unknown"]["zones"]]
    return [(zone, [rule for rule in rules() if rule.reaches(zone)]) for zone in anywhere]


def _within(clocks: list[Clock], moment: datetime, own: Hours | None) -> bool:
    for zone, applying in clocks:
        local = moment.astimezone(zone)
        windows = [rule.hours.get(DAYS[local.weekday()]) for rule in applying]
        if own is not None:
            windows.append(own)
        if not all(window is not None and _inside(local.time(), window) for window in windows):
            return False
    return True


def _inside(clock: time, window: Hours) -> bool:
    return window[0] <= clock.hour < window[1]
