"""The covered door: a short pause, ended by the PIN."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from firm.roles import Role
from intake.desk.door import DeskRequest, door_page, sent_to, way_back
from intake.vault import open_desks
from intake.vault.stretching import Busy


@door_page(Role.PARALEGAL, Role.ATTORNEY)
def cover(request: DeskRequest) -> HttpResponse:
    """Covers an open desk (POST), or asks for the PIN of a covered one and uncovers it (POST `pin`)."""
    if request.desk_state == open_desks.LOCKED:
        return sent_to(request, reverse("desk:unlock"), back=False)
    problem = ""
    if request.desk_state == open_desks.OPEN:
        if request.method != "POST" or "pin" in request.POST:
            return HttpResponseRedirect(way_back(request))
        open_desks.cover(request.door.row, reason="asked")  # type: ignore[arg-type]
        return sent_to(request, reverse("desk:cover"))
    if request.method == "POST" and "pin" in request.POST:
        try:
            state = open_desks.uncover(request.door, request.POST["pin"].strip())
        except Busy:
            state, problem = open_desks.IS_COVERED, _("Others are unlocking at this moment. Try again.")
        if state == open_desks.OPEN:
            return HttpResponseRedirect(way_back(request))
        if state == open_desks.LOCKED:
            return HttpResponseRedirect(reverse("desk:unlock"))
        problem = problem or _("That is not the PIN.")
    return render(request, "intake/desk/doors/cover.html", {"problem": problem, "next": way_back(request)})
