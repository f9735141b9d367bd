"""An attorney reads a proposed ruling and decides, on a phone and with one tap."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from blog import rulings
from blog.approvals import Waiting, feed
from blog.cms.rulings import by_language
from blog.models import Ruling
from firm.facts import time_zone
from firm.models import StaffMember
from firm.roles import Role


@feed
def waiting(member: StaffMember) -> list[Waiting]:
    """Rulings no attorney has decided yet; for attorneys alone."""
    if not member.has_role(Role.ATTORNEY):
        return []
    return [
        Waiting(_("Ruling"), str(ruling), ruling.proposed_by.name, ruling.proposed_at, address_of(ruling))
        for ruling in Ruling.objects.filter(state=Ruling.State.PROPOSED).select_related("story", "proposed_by")
    ]


def address_of(ruling: Ruling) -> str:
    return reverse("approve_ruling", args=[ruling.pk])


@require_http_methods(["GET", "POST"])
def ruling(request: HttpRequest, ruling_id: UUID) -> HttpResponse:
    """What is proposed, before and after in every language; the post approves or declines it."""
    member = cast(StaffMember, request.user)
    if not member.has_role(Role.ATTORNEY):
        raise PermissionDenied
    proposed = get_object_or_404(
        Ruling.objects.select_related("story__checked_by", "proposed_by", "decided_by"), pk=ruling_id
    )
    if request.method == "POST":
        return decide(request, proposed, member)
    context = {"ruling": proposed, "languages": by_language(proposed), "zone": time_zone()}
    return render(request, "blog/approvals/ruling.html", context)


def decide(request: HttpRequest, proposed: Ruling, member: StaffMember) -> HttpResponse:
    """Carries out the tap, or says why not; nobody's second tap does anything."""
    reason = request.POST.get("reason", "").strip()[:500]
    try:
        if "decline" not in request.POST:
            rulings.approve(proposed, member, request.POST.get("digest", ""))
            messages.success(request, _("Approved. Every page of the story shows it now."))
        elif reason:
            rulings.decline(proposed, member, reason)
            messages.success(request, _("Declined. The editor has been told to look here."))
        else:
            messages.error(request, _("Say why, so that the editor can mend it. Nothing was decided."))
    except rulings.AlreadyDecided:
        messages.error(request, _("This was decided already."))
    except rulings.Changed:
        messages.error(request, _("This changed after you opened it. Read it again; nothing was approved."))
    return redirect("approve_ruling", proposed.pk)
