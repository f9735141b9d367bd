"""`/desk/settings/duty/`: who takes bells and calls now. Shows nothing sealed, so it answers while the desk is locked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from firm.roles import LEAD_ROLES
from intake.desk import phones
from intake.desk.door import DeskRequest, desk_page
from intake.desk.settings.pages import page


@desk_page(opened=False)
@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    now = phones.of(request.user, timezone.now())
    nobody = not now.unplanned and not any(line.holders for line in now.lines)
    context = {"phones": now, "nobody": nobody, "may": request.user.has_role(*LEAD_ROLES)}
    return page(request, "duty", context)


@desk_page(*LEAD_ROLES, opened=False)
@require_POST
def set_mine(request: DeskRequest) -> HttpResponse:
    """Sets oneself on or off; nobody sets another on."""
    on = request.POST.get("on") == "yes"
    phones.switch(request.user, on)
    return redirect("desk:on-duty")


@desk_page(*LEAD_ROLES, opened=False)
@require_POST
def answer(request: DeskRequest, question_id: int) -> HttpResponse:
    """Takes a colleague's phones, or says no: a notice of it reaches people whose desk is locked."""
    if said := phones.answer(request.user, question_id, request.POST.get("answer", "")):
        messages.info(request, said)
    return redirect("desk:on-duty")
