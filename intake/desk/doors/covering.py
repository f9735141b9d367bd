"""The covered door: a short pause, ended by a passkey or the PIN."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from firm.roles import Role
from firm.staff import passkeys
from intake.desk.door import DeskRequest, door_page, sent_to, way_back
from intake.vault import open_desks
from intake.vault.stretching import Busy


@door_page(Role.PARALEGAL, Role.ATTORNEY)
def cover(request: DeskRequest) -> HttpResponse:
    """Covers an open desk (POST), or asks for the PIN of a covered one and uncovers it (POST `pin`)."""
    if request.desk_state == open_desks.LOCKED:
        return sent_to(request, reverse("desk:unlock"), back=False)
    if request.desk_state == open_desks.OPEN:
        if request.method != "POST" or "pin" in request.POST:
            return HttpResponseRedirect(way_back(request))
        open_desks.cover(request.door.row, reason="asked")  # type: ignore[arg-type]
        return sent_to(request, reverse("desk:cover"))
    if request.method == "POST" and "pin" in request.POST:
        try:
            state = open_desks.uncover(request.door, request.POST["pin"].strip())
        except Busy:
            return _asked_again(request, _("Others are unlocking at this moment. Try again."))
        return _went(request, state, _("That is not the PIN."))
    return _asked_again(request)


@door_page(Role.PARALEGAL, Role.ATTORNEY)
def cover_passkey(request: DeskRequest) -> HttpResponse:
    """A challenge for the browser's passkey (GET, JSON), or its answer (POST `credential`), which uncovers.

    The challenge is fetched as the button is pressed: every tab of a covered desk shows the button, and one made
    with the page would be used up by whichever tab was drawn last.
    """
    row = request.door.row
    if row is None or request.desk_state != open_desks.IS_COVERED:
        return HttpResponseRedirect(way_back(request))
    keys = open_desks.uncovering_passkeys(row)
    if request.method != "POST":
        return JsonResponse({"request_options": passkeys.challenge(keys)} if keys else {}, status=200 if keys else 404)
    form = passkeys.AnswerForm(request.POST, member=request.user, keys=keys)
    state = open_desks.uncover_with_passkey(request.door, answered=form.is_valid())
    return _went(request, state, _("The passkey did not answer."))


def _went(request: DeskRequest, state: str, problem: str) -> HttpResponse:
    if state == open_desks.OPEN:
        return HttpResponseRedirect(way_back(request))
    if state == open_desks.LOCKED:
        return HttpResponseRedirect(reverse("desk:unlock"))
    return _asked_again(request, problem)


def _asked_again(request: DeskRequest, problem: str = "") -> HttpResponse:
    row = request.door.row
    return render(
        request,
        "intake/desk/doors/cover.html",
        {
            "problem": problem,
            "next": way_back(request),
            "pin": bool(row and row.pin_hash),
            "passkey": bool(row and open_desks.uncovering_passkeys(row)),
        },
    )
