"""`/desk/settings/duty/`: who takes bells and calls now."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from firm.roles import LEAD_ROLES
from intake.desk import audit
from intake.desk.door import DeskRequest, desk_page
from intake.desk.settings.pages import page
from intake.phone.duty import is_on_duty, on_duty, set_duty


@desk_page(opened=False)
@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    on = on_duty().select_related("duty")
    context = {"on": on, "i_am": request.user in on, "may": request.user.has_role(*LEAD_ROLES)}
    return page(request, "duty", context)


@desk_page(*LEAD_ROLES, opened=False)
@require_POST
@transaction.atomic
def set_mine(request: DeskRequest) -> HttpResponse:
    """Sets oneself on or off; nobody sets another on."""
    on = request.POST.get("on") == "yes"
    if is_on_duty(request.user) != on:
        set_duty(request.user, on)
        audit.record(request.user, "duty.on" if on else "duty.off", request.user.pk)
    return redirect("desk:on-duty")
