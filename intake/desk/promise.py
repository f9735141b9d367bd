"""When a person must have answered: the band's time, counted in hours that are printed and that the rota covers."""

from datetime import date, datetime, timedelta

from firm.models import ContactNumber
from intake.desk.clock import zone
from intake.models import Band
from intake.phone import rota

MINUTES = {Band.NOW: 15, Band.HOUR: 60}


def lines() -> list[ContactNumber]:
    """The lines somebody answers, read once per batch of filing."""
    return list(ContactNumber.objects.all())


def promised(band: int, moment: datetime, numbers: list[ContactNumber]) -> datetime | None:
    """The moment by which a person answers, or None when nobody is planned for any line: then nothing is promised.

    The minutes of an urgent band run only while somebody is there, and carry over to the next shift. A line
    that is open at any hour holds somebody for emergencies alone.
    """
    windows = open_windows(moment, [number for number in numbers if band == Band.NOW or not number.any_hour])
    if band in MINUTES:
        return run_out(timedelta(minutes=MINUTES[Band(band)]), windows)
    closings = closing_times(windows)
    if band == Band.DAY:
        return next(iter(closings), None)
    # The next working day: the close of the first open day after the day it arrived.
    arrived = moment.astimezone(zone()).date()
    return next((close for close in closings if close.astimezone(zone()).date() > arrived), None)


def open_windows(moment: datetime, numbers: list[ContactNumber]) -> list[rota.Window]:
    """What is left of every covered hour from `moment` on, all lines together, joined where they overlap."""
    today = moment.astimezone(zone()).date()
    spans = sorted(
        span
        for ahead in range(rota.FARTHEST)
        for number in numbers
        for span in rota.covered(number, today + timedelta(ahead))
    )
    joined: list[rota.Window] = []
    for opens, closes in ((max(opens, moment), closes) for opens, closes in spans if closes > moment):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined


def run_out(left: timedelta, windows: list[rota.Window]) -> datetime | None:
    for opens, closes in windows:
        if opens + left <= closes:
            return opens + left
        left -= closes - opens
    return None


def closing_times(windows: list[rota.Window]) -> list[datetime]:
    """The last closing of each day, soonest first."""
    last: dict[date, datetime] = {}
    for _opens, closes in windows:
        last[(closes - timedelta(seconds=1)).astimezone(zone()).date()] = closes
    return list(last.values())
