"""Who takes bells and calls now. Staff put themselves on and off."""

from django.db.models import QuerySet

from firm.models import StaffMember
from firm.roles import LEAD_ROLES, Role
from intake.models import Duty


def set_duty(staff: StaffMember, on: bool) -> None:
    """Puts a member of staff on or off duty; repeating it changes nothing."""
    if on:
        Duty.objects.get_or_create(staff=staff)
    else:
        Duty.objects.filter(staff=staff).delete()


def is_on_duty(staff: StaffMember) -> bool:
    return Duty.objects.filter(staff=staff).exists()


def on_duty() -> QuerySet[StaffMember]:
    """Who is on duty and may still open a lead, longest on duty first."""
    roles = [role.value for role in LEAD_ROLES]
    return (
        StaffMember.objects.filter(duty__isnull=False, is_active=True, groups__name__in=roles)
        .distinct()
        .order_by("duty__since", "pk")
    )


def attorneys() -> QuerySet[StaffMember]:
    """Who is told when nobody is on duty."""
    return StaffMember.objects.filter(is_active=True, groups__name=Role.ATTORNEY.value)
