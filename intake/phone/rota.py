"""Who has which line at a moment: the weekly plan, with what people have changed about it since.

In the order they are rung: as planned, then whoever put themselves on duty, longest on duty first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from firm.facts import published
from firm.models import ContactNumber, StaffMember
from firm.opening_hours import is_open, spans_on, zone
from firm.page_cache import bump, once_a_generation
from firm.roles import LEAD_ROLES
from intake.models import Duty, HandOver, Shift

UNPLANNED = 1000  # put themselves on duty: rung after those who are planned
A_WEEK = 7
FARTHEST = 30  # days; a firm closed for longer promises nothing
Window = tuple[datetime, datetime]


@dataclass(frozen=True)
class Holder:
    """Somebody who answers a line now; `until` is None for who stays until they go off."""

    staff: StaffMember
    position: int
    since: datetime
    until: datetime | None
    instead_of: int | None = None  # whose phones they took over


class Changed(NamedTuple):
    """What somebody changed about the plan: on, off, or (with `giver_id`) took over from another."""

    staff: StaffMember
    on: bool
    giver_id: int | None
    line_id: int | None
    since: datetime
    until: datetime | None


def able() -> QuerySet[StaffMember]:
    """Who may open a lead, and so may be rung."""
    return StaffMember.objects.filter(is_active=True, groups__name__in=[role.value for role in LEAD_ROLES]).order_by()


@receiver([post_save, post_delete], sender=Shift, dispatch_uid="the plan changed")
@receiver([post_save, post_delete], sender=Duty, dispatch_uid="somebody went on or off duty")
@receiver([post_save, post_delete], sender=HandOver, dispatch_uid="somebody handed over")
@receiver(m2m_changed, sender=StaffMember.groups.through, dispatch_uid="the plan's people changed")
def forget_plan(**kwargs: object) -> None:
    """Every process reads the plan anew."""
    bump()


@once_a_generation
def plan() -> dict[int, list[Shift]]:
    """Every line's shifts, by the line's id; read again when anything public, the plan included, has changed."""
    found: dict[int, list[Shift]] = {}
    for shift in Shift.objects.filter(staff__in=able()).select_related("staff"):
        found.setdefault(shift.line_id, []).append(shift)
    return found


@once_a_generation
def everybody() -> list[StaffMember]:
    """Who may be rung at all, by name."""
    return list(able().distinct().order_by("name"))


@once_a_generation
def said_by_staff() -> list[Changed]:
    """What people said about themselves and took over that is not long past; read again when one of them says more."""
    duties = Duty.objects.filter(staff__in=able()).select_related("staff")
    taken = HandOver.objects.filter(taker__in=able(), accepted=True, until__gt=timezone.now() - timedelta(days=1))
    return [
        *(Changed(row.staff, row.on, None, None, row.since, row.until) for row in duties),
        *(
            Changed(row.taker, True, row.giver_id, row.line_id, row.answered_at, row.until)
            for row in taken.select_related("taker")
            if row.answered_at
        ),
    ]


def changes(moment: datetime) -> list[Changed]:
    """What of it is in force at `moment`; whoever put themselves on duty stays until they go off."""
    return [row for row in said_by_staff() if (row.on and not row.giver_id) or row.until is None or row.until > moment]


def clock(day: date, text: str) -> datetime:
    """ "08:00" of a day in the firm's zone; "24:00" is the next midnight."""
    if text == "24:00":
        return datetime.combine(day + timedelta(days=1), time(), zone())
    return datetime.combine(day, time.fromisoformat(text), zone())


def worked_on(line: ContactNumber, shifts: Iterable[Shift], day: date) -> Iterator[tuple[Shift, Window]]:
    """The line's shifts of that day; nobody is planned for a holiday, but on a line that is open at any hour."""
    if not line.any_hour and day.isoformat() in line.holidays:
        return
    for shift in shifts:
        if shift.weekday == day.weekday():
            yield shift, (clock(day, shift.begins), clock(day, shift.ends))


def end_of(line: ContactNumber, mine: list[Shift], moment: datetime) -> datetime:
    """When the shift somebody works at `moment` ends; a night's two halves are one, as are back-to-back shifts."""
    today, end = moment.astimezone(zone()).date(), moment
    for ahead in range(A_WEEK):
        for begins, ends in sorted(window for _shift, window in worked_on(line, mine, today + timedelta(ahead))):
            if begins <= end < ends:
                end = ends
    return end


def covered(line: ContactNumber, day: date) -> list[Window]:
    """The hours of a day that are printed for the line and that the plan puts somebody on; joined, in order.

    An emergency line and a direct one are open at any hour. What somebody changed about today does not count: it covers no
    promise that was made before.
    """
    spans = [("00:00", "24:00")] if line.any_hour else spans_on(line, day)
    open_for = [(clock(day, opens), clock(day, closes)) for opens, closes in spans]
    worked = [window for _shift, window in worked_on(line, plan().get(line.pk, []), day)]
    shared = ((max(begins, opens), min(ends, closes)) for begins, ends in worked for opens, closes in open_for)
    return joined((first, last) for first, last in shared if first < last)


def joined(windows: Iterable[Window]) -> list[Window]:
    """The same hours in order, those that touch or overlap made one."""
    found: list[Window] = []
    for begins, ends in sorted(windows):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def next_covered(line: ContactNumber, moment: datetime) -> datetime | None:
    """When somebody planned next answers the line from `moment` on; `moment` itself when somebody is planned now."""
    today = moment.astimezone(zone()).date()
    for ahead in range(FARTHEST):
        for begins, ends in covered(line, today + timedelta(ahead)):
            if ends > moment:
                return max(begins, moment)
    return None


def holders(moment: datetime | None = None) -> dict[str, list[Holder]]:
    """For every published line (E.164), who answers it at `moment` (now), first to be rung first.

    Under "" stands who put themselves on duty, whatever line there is. Nothing is read that has not changed.
    """
    moment = moment or timezone.now()
    changed = changes(moment)
    handed = sorted((row for row in changed if row.giver_id), key=lambda row: row.since)
    said = [row for row in changed if not row.giver_id]
    on = {row.staff.pk: Holder(row.staff, UNPLANNED, row.since, None) for row in said if row.on}
    off = {row.staff.pk for row in said if not row.on}
    found = {"": in_turn(on.values())}
    for line in published():
        held = taken_over(line, on | planned(line, plan().get(line.pk, []), moment), handed)
        found[line.number] = in_turn(holder for staff_id, holder in held.items() if staff_id not in off)
    return found


def planned(line: ContactNumber, shifts: list[Shift], moment: datetime) -> dict[int, Holder]:
    """Whom the plan puts on the line at `moment`, by staff id."""
    found: dict[int, Holder] = {}
    for shift, (begins, ends) in worked_on(line, shifts, moment.astimezone(zone()).date()):
        if begins <= moment < ends:
            mine = [other for other in shifts if other.staff_id == shift.staff_id]
            found[shift.staff_id] = Holder(shift.staff, shift.position, begins, end_of(line, mine, moment))
    return found


def taken_over(line: ContactNumber, found: dict[int, Holder], handed: list[Changed]) -> dict[int, Holder]:
    """The same after every hand-over still in force, in the order they were accepted."""
    for hand in handed:
        if hand.line_id in {None, line.pk} and hand.giver_id in found:
            held = found.pop(hand.giver_id)
            found[hand.staff.pk] = replace(held, staff=hand.staff, instead_of=hand.giver_id)
    return found


def in_turn(found: Iterable[Holder]) -> list[Holder]:
    return sorted(found, key=lambda holder: (holder.position, holder.since, holder.staff.pk))


def unanswered(held: dict[str, list[Holder]], moment: datetime) -> list[ContactNumber]:
    """The lines that say they are open while nobody is on duty for them."""
    return [line for line in published() if not held.get(line.number) and is_open(line, moment)]
