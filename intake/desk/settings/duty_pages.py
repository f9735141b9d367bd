"""`/desk/settings/duty/`: who takes bells and calls now."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from firm.models import StaffMember
from firm.roles import LEAD_ROLES
from intake.desk import audit
from intake.desk.door import DeskRequest, desk_page
from intake.desk.settings.pages import page
from intake.models import Duty


@desk_page(opened=False)
@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    on = Duty.objects.select_related("staff").filter(staff__is_active=True).order_by("since")
    context = {
        "on": on,
        "i_am": any(duty.staff_id == request.user.pk for duty in on),
        "may": request.user.has_role(*LEAD_ROLES),
    }
    return page(request, "duty", context)


@desk_page(*LEAD_ROLES, opened=False)
@require_POST
def set_mine(request: DeskRequest) -> HttpResponse:
    """Sets oneself on or off; nobody sets another on."""
    set_duty(request.user, on=request.POST.get("on") == "yes")
    return redirect("desk:duty")


@transaction.atomic
def set_duty(staff: StaffMember, *, on: bool) -> None:
    """Puts somebody on or off duty; nothing happens when they are so already."""
    if on:
        _duty, changed = Duty.objects.get_or_create(staff=staff)
    else:
        changed = bool(Duty.objects.filter(staff=staff).delete()[0])
    if changed:
        audit.record(staff, "duty.on" if on else "duty.off", staff.pk)
