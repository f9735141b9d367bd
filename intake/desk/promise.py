"""When a person must have answered: the band's time, counted in hours that are printed and that the rota covers."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from firm.models import ContactNumber
from firm.opening_hours import zone
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
    # The next working day: the first open day after the day it arrived, from its midnight on.
    arrived = moment.astimezone(zone()).date()
    later = (window for window in windows if band == Band.DAY or window[0].astimezone(zone()).date() > arrived)
    return next(closing_times(later), None)


def open_windows(moment: datetime, numbers: list[ContactNumber]) -> Iterator[rota.Window]:
    """What is left of every covered hour from `moment` on, soonest first, all lines of a day together.

    A day is looked at when somebody asks for its hours: most promises end within two.
    """
    planned = [number for number in numbers if rota.plan().get(number.pk)]
    today = moment.astimezone(zone()).date()
    for ahead in range(rota.FARTHEST if planned else 0):
        day = today + timedelta(ahead)
        for opens, closes in rota.joined(span for number in planned for span in rota.covered(number, day)):
            if closes > moment:
                yield max(opens, moment), closes


def run_out(left: timedelta, windows: Iterable[rota.Window]) -> datetime | None:
    for opens, closes in windows:
        if opens + left <= closes:
            return opens + left
        left -= closes - opens
    return None


def closing_times(windows: Iterable[rota.Window]) -> Iterator[datetime]:
    """The last closing of each day, soonest first."""
    here = zone()
    for _day, of_a_day in groupby(windows, key=lambda window: window[0].astimezone(here).date()):
        yield list(of_a_day)[-1][1]
