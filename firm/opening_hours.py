"""When somebody answers a published number, in the firm's own time zone."""

from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from firm.models import ContactNumber

# Django writes these into times; listed here so that our Spanish spaces them as Spanish does: "8:00 a. m.".
HALVES_OF_THE_DAY = (gettext_noop("a.m."), gettext_noop("p.m."))
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Span = tuple[str, str]


def zone() -> ZoneInfo:
    """The firm's time zone."""
    from firm.facts import time_zone

    return time_zone()


def spans_on(number: ContactNumber, day: date) -> list[Span]:
    """Opening and closing times of one day, "08:00" to "20:00"; empty when closed."""
    if day.isoformat() in number.holidays:
        return []
    return sorted((opens, closes) for opens, closes in number.hours.get(DAYS[day.weekday()], []))


def is_open(number: ContactNumber, moment: datetime) -> bool:
    """True when somebody answers `number` at `moment` (any zone)."""
    if number.any_hour:
        return True
    local = moment.astimezone(zone())
    now = local.strftime("%H:%M")
    return any(opens <= now < closes for opens, closes in spans_on(number, local.date()))


def lines_of_hours(number: ContactNumber, language: str) -> list[str]:
    """The hours as printed: "Monday to Friday: 8 a.m. to 8 p.m.", days alike joined.

    Printed hours, never "open now": the same bytes must stay true while a cache keeps them.
    """
    with translation.override(language):
        if number.any_hour:
            return [_("Every day, at any hour")]
        lines = []
        for hours, run in groupby(range(7), key=lambda day: printed_spans(number, day)):
            days = list(run)
            if hours:
                lines.append(_("%(days)s: %(hours)s") % {"days": printed_days(days), "hours": hours})
        if closed := printed_holidays(number):
            lines.append(_("Closed on %(dates)s") % {"dates": closed})
        return lines


def printed_spans(number: ContactNumber, day: int) -> str:
    spans = sorted(number.hours.get(DAYS[day], []))
    return ", ".join(
        f"{printed_time(opens)}\N{NO-BREAK SPACE}–\N{NO-BREAK SPACE}{printed_time(closes)}" for opens, closes in spans
    )


def printed_time(text: str) -> str:
    return time_format(time.fromisoformat("00:00" if text == "24:00" else text), "TIME_FORMAT")


def printed_days(days: list[int]) -> str:
    first, last = str(WEEKDAYS[days[0]]), str(WEEKDAYS[days[-1]])
    if len(days) == 1:
        return capital(first)
    if len(days) == 2:
        return capital(_("%(first)s and %(last)s") % {"first": first, "last": last})
    return capital(_("%(first)s to %(last)s") % {"first": first, "last": last})


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def printed_holidays(number: ContactNumber) -> str:
    """Days closed from today on; past ones are kept for the record but not printed."""
    today = datetime.now(zone()).date()
    coming = sorted(date.fromisoformat(day) for day in number.holidays if date.fromisoformat(day) >= today)
    return ", ".join(date_format(day, "DATE_FORMAT") for day in coming)
