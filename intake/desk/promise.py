"""When a person must have answered: the band's time, counted in hours somebody is there."""

from datetime import date, datetime, time, timedelta

from firm.models import ContactNumber
from firm.opening_hours import spans_on
from intake.desk.clock import zone
from intake.models import Band

MINUTES = {Band.NOW: 15, Band.HOUR: 60}
AHEAD = 30  # days; a firm closed for longer promises nothing

Window = tuple[datetime, datetime]


def lines() -> list[ContactNumber]:
    """The lines somebody answers, read once per batch of filing."""
    return list(ContactNumber.objects.all())


def promised(band: int, moment: datetime, numbers: list[ContactNumber]) -> datetime | None:
    """The moment by which a person answers, or None when no line has hours: then nothing is promised.

    The minutes of an urgent band run only while a line is open, and carry over to the next opening. An
    emergency line is open at every hour, but holds somebody for emergencies alone.
    """
    if band == Band.NOW and any(number.urgent for number in numbers):
        return moment + timedelta(minutes=MINUTES[Band.NOW])
    windows = open_windows(moment, [number for number in numbers if not number.urgent])
    if band in MINUTES:
        return run_out(timedelta(minutes=MINUTES[Band(band)]), windows)
    closings = closing_times(windows)
    if band == Band.DAY:
        return next(iter(closings), None)
    # The next working day: the close of the first open day after the day it arrived.
    arrived = moment.astimezone(zone()).date()
    return next((close for close in closings if close.astimezone(zone()).date() > arrived), None)


def open_windows(moment: datetime, numbers: list[ContactNumber]) -> list[Window]:
    """What is left of every opening from `moment` on, all lines together, joined where they overlap."""
    today = moment.astimezone(zone()).date()
    spans = sorted(
        span for ahead in range(AHEAD) for number in numbers for span in windows_of(number, today + timedelta(ahead))
    )
    joined: list[Window] = []
    for opens, closes in ((max(opens, moment), closes) for opens, closes in spans if closes > moment):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined


def windows_of(number: ContactNumber, day: date) -> list[Window]:
    return [(clock(day, opens), clock(day, closes)) for opens, closes in spans_on(number, day)]


def clock(day: date, text: str) -> datetime:
    if text == "24:00":
        return datetime.combine(day + timedelta(days=1), time(), zone())
    return datetime.combine(day, time.fromisoformat(text), zone())


def run_out(left: timedelta, windows: list[Window]) -> datetime | None:
    for opens, closes in windows:
        if opens + left <= closes:
            return opens + left
        left -= closes - opens
    return None


def closing_times(windows: list[Window]) -> list[datetime]:
    """The last closing of each day, soonest first."""
    last: dict[date, datetime] = {}
    for _opens, closes in windows:
        last[(closes - timedelta(seconds=1)).astimezone(zone()).date()] = closes
    return list(last.values())
