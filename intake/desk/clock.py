"""Times as the desk says them: in the firm's zone, which stands beside them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from firm.opening_hours import zone

SOON = timedelta(minutes=30)


@dataclass(frozen=True)
class Due:
    """What is left of a promise; the page counts on from `at` without asking."""

    at: datetime
    text: str
    state: str  # "late", "soon" or ""


def hour_of(moment: datetime) -> datetime:
    """The hour it lies in: the rows outside the seal tell no minute."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def local(moment: datetime) -> datetime:
    return moment.astimezone(zone())


def zone_short(moment: datetime) -> str:
    """ "ET": what people say, whichever half of the year it is."""
    name = local(moment).tzname() or ""
    return name[0] + "T" if len(name) == 3 and name.endswith("T") and name[1] in "SD" else name


def clock(moment: datetime) -> str:
    """ "9:18 am"."""
    return clock_in(moment, zone())


def clock_in(moment: datetime, where: ZoneInfo) -> str:
    """ "9:18 am" on a clock that hangs there."""
    here = moment.astimezone(where)
    return f"{here.hour % 12 or 12}:{here:%M} {_('am') if here.hour < 12 else _('pm')}"


def clock_with_zone(moment: datetime) -> str:
    """ "9:18 am ET"."""
    return f"{clock(moment)} {zone_short(moment)}"


def when(moment: datetime, now: datetime) -> str:
    """ "9:18 am" today, "Yesterday, 9:18 am", else "Nov 3, 9:18 am"."""
    days = (local(now).date() - local(moment).date()).days
    if days == 0:
        return clock(moment)
    if days == 1:
        return _("Yesterday, %(clock)s") % {"clock": clock(moment)}
    if days == -1:
        return _("Tomorrow, %(clock)s") % {"clock": clock(moment)}
    return f"{formats.date_format(local(moment).date(), 'M j')}, {clock(moment)}"


def due(moment: datetime | None, now: datetime) -> Due | None:
    """ "22 min left", "8 min late", "1 h 10", "Tomorrow"; static/js/desk.js says the same as time goes on."""
    if moment is None:
        return None
    left = moment - now
    minutes = int(left.total_seconds() // 60)
    if minutes < 0:
        return Due(moment, _("%(time)s late") % {"time": span(int(-left.total_seconds() // 60))}, "late")
    if left <= SOON:
        return Due(moment, _("%(minutes)s min left") % {"minutes": minutes}, "soon")
    days = (local(moment).date() - local(now).date()).days
    if days == 0 or minutes < 6 * 60:
        return Due(moment, span(minutes), "")
    if days == 1:
        return Due(moment, _("Tomorrow"), "")
    return Due(moment, formats.date_format(local(moment).date(), "D M j"), "")


def span(minutes: int) -> str:
    """ "8 min", "1 h 10", "3 h", "2 d"."""
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return (
            _("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": rest}
            if rest
            else _("%(hours)s h") % {"hours": hours}
        )
    return _("%(days)s d") % {"days": minutes // 1440}
