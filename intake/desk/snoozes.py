"""The moments a lead may be put away until."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firm.opening_hours import zone
from intake.desk.clock import when

MORNING = time(9)


@dataclass(frozen=True)
class Choice:
    name: str
    label: str | Promise
    until: datetime | None  # None: until they write again
    shown: str


def choices(now: datetime) -> list[Choice]:
    """In an hour, in three, tomorrow morning, Monday morning, until they answer."""
    today = now.astimezone(zone()).date()
    tomorrow = datetime.combine(today + timedelta(days=1), MORNING, zone())
    monday = datetime.combine(today + timedelta(days=7 - today.weekday()), MORNING, zone())
    moments: list[tuple[str, str | Promise, datetime | None]] = [
        ("hour", _("In an hour"), now + timedelta(hours=1)),
        ("later", _("In three hours"), now + timedelta(hours=3)),
        ("tomorrow", _("Tomorrow morning"), tomorrow),
        ("monday", _("Monday morning"), monday),
        ("reply", _("Until they answer"), None),
    ]
    return [Choice(name, label, until, when(until, now) if until else "") for name, label, until in moments]
