"""Who takes bells and calls now. The rota plans it; staff put themselves on and off."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils import timezone

from firm.facts import published
from firm.models import StaffMember
from firm.opening_hours import zone
from firm.page_cache import bump
from firm.roles import Role
from intake.models import Duty, HandOver
from intake.phone import rota


@transaction.atomic
def set_duty(staff: StaffMember, on: bool) -> None:
    """Puts a member of staff on or off duty; repeating it changes nothing.

    On: they answer at once; whoever is planned answers as planned, and what they had handed over comes back.
    Off: for the rest of today, or of the shift that runs past midnight.
    """
    if on:
        Duty.objects.filter(staff=staff, on=False).delete()
        HandOver.objects.filter(giver=staff, accepted=True, until__gt=timezone.now()).update(until=timezone.now())
        bump()  # which update() does not do by itself
        if not is_on_duty(staff):
            Duty.objects.get_or_create(staff=staff)
        return
    until = _end_of_today(staff)
    if until:
        Duty.objects.update_or_create(staff=staff, defaults={"on": False, "until": until})
    else:
        Duty.objects.filter(staff=staff).delete()


def _end_of_today(staff: StaffMember) -> datetime | None:
    """When everything planned for them today is over; None when nothing is (or no longer) planned."""
    now = timezone.now()
    ends = [hand.until for hand in HandOver.objects.filter(taker=staff, accepted=True, until__gt=now) if hand.until]
    for line in published():
        mine = [shift for shift in rota.plan().get(line.pk, []) if shift.staff_id == staff.pk]
        for _shift, (begins, _ends) in rota.worked_on(line, mine, now.astimezone(zone()).date()):
            ends.append(rota.end_of(line, mine, max(begins, now)))
    return max((end for end in ends if end > now), default=None)


def is_on_duty(staff: StaffMember) -> bool:
    """True when they answer at least one line now."""
    return on_duty().filter(pk=staff.pk).exists()


def on_duty(line: str | None = None, moment: datetime | None = None) -> QuerySet[StaffMember]:
    """Who answers `line` (E.164; any line when None) at `moment` (now) and may still open a lead, first to be rung first."""
    held = rota.holders(moment)
    chosen = held.get(line, []) if line else rota.in_turn(holder for each in held.values() for holder in each)
    ids = list(dict.fromkeys(holder.staff.pk for holder in chosen))
    order = Case(*(When(pk=pk, then=Value(place)) for place, pk in enumerate(ids)), default=Value(len(ids)))
    return StaffMember.objects.filter(Q(pk__in=ids) & Q(pk__in=rota.able())).order_by(order)


def attorneys() -> QuerySet[StaffMember]:
    """Who is told when nobody is on duty."""
    return StaffMember.objects.filter(is_active=True, groups__name=Role.ATTORNEY.value)
