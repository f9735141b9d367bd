"""Locking: names the replies that did not leave yet, then destroys the server's half of the key."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from firm.roles import Role
from intake.desk.door import DeskRequest, door_page, sent_to, way_back
from intake.models import OutgoingText
from intake.phone.outgoing import waiting_outbox
from intake.vault import open_desks
from intake.vault.doorway import cookie_name


@door_page(Role.PARALEGAL, Role.ATTORNEY)
def lock(request: DeskRequest) -> HttpResponse:
    """GET asks; POST locks, but with unsent replies only when `anyway` says so."""
    row = request.door.row
    if row is None:
        return HttpResponseRedirect(reverse("desk:unlock"))
    unsent: list[OutgoingText] = []
    if request.desk_state == open_desks.OPEN:
        unsent = list(waiting_outbox().select_related("lead")[:50])
    if request.method != "POST" or (unsent and "anyway" not in request.POST):
        if request.method == "POST" and request.headers.get("HX-Request"):
            return sent_to(request, reverse("desk:lock"), back=False)
        return render(request, "intake/desk/doors/lock.html", {"unsent": unsent, "next": way_back(request)})
    open_desks.lock(row, reason="asked")
    response = sent_to(request, reverse("desk:unlock"), back=False)
    response.headers["Clear-Site-Data"] = '"cache"'  # Back shows nothing
    response.delete_cookie(cookie_name(), path="/", samesite="Strict")
    return response
