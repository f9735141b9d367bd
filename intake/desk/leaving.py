"""How a lead leaves the desk, or may not: exported, sealed, for somebody who keeps it; kept; or deleted for good."""

import uuid
from base64 import b64encode
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from firm.roles import Role
from intake.desk.actions import deleting, exporting
from intake.desk.actions.change import Stale
from intake.desk.door import DeskRequest, desk_page
from intake.desk.filing import file_arrivals
from intake.desk.pages import WORKERS, view_named
from intake.desk.posts import step, version_of
from intake.mailbox import spool
from intake.models import Lead, PrivatePage, SealedFile
from intake.vault import Tampered
from intake.vault.export import BadRecipient
from intake.vault.visitor import bare


@desk_page(*WORKERS)
def export(request: DeskRequest, lead_id: uuid.UUID) -> HttpResponse:
    """GET asks for whom; POST answers with the sealed file, or with a one-off key and the file beside it."""
    found = get_object_or_404(Lead.objects.only("id", "reference"), pk=lead_id)
    context: dict[str, Any] = {"lead": found, "view": view_named(request)}
    if request.method == "POST":
        recipient = request.POST.get("recipient", "").strip()
        try:
            sealed = exporting.export(request.desk, request.user, lead_id, recipient)
        except BadRecipient:
            context |= {
                "recipient": recipient,
                "trouble": _("This is no age key. It begins with age1 and is 62 letters long."),
            }
        except Tampered:
            context["trouble"] = _("This lead was altered in the database and does not open.")
        else:
            if not sealed.identity:
                headers = {"Content-Disposition": f'attachment; filename="{found.reference}.zip.age"'}
                return HttpResponse(sealed.sealed, content_type="application/octet-stream", headers=headers)
            context |= {"identity": sealed.identity, "file": b64encode(sealed.sealed).decode()}
    return render(request, "intake/desk/export.html", context)


@desk_page(Role.ATTORNEY)
def delete(request: DeskRequest, lead_id: uuid.UUID) -> HttpResponse:
    """GET asks what the law asks; POST deletes, or puts the lead under a legal hold."""
    if request.method == "POST":
        spool.drain()  # a word of theirs that waits in a file belongs to this lead, and would come back as another
        file_arrivals(request.desk)
    found = get_object_or_404(Lead, pk=lead_id)
    context = {"lead": found, "view": view_named(request), "why": deleting.WHY}
    if request.method == "POST":
        context["trouble"] = trouble = decided(request, found)
        if not trouble:
            return render(request, "intake/desk/deleted.html", context)
    context |= {
        "entries": found.entries.count(),
        "files": SealedFile.objects.filter(envelope__entry__lead=found).count(),
        "has_page": PrivatePage.objects.filter(lead=found).exists(),
        "chosen": request.POST.get("why", ""),
        "hold": request.POST.get("hold", ""),
        "typed": request.POST.get("code", ""),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "intake/desk/delete.html", context, status=status)


def decided(request: DeskRequest, lead: Lead) -> str:
    """Does what the form says; what is wrong with it, or ""."""
    if wrong := wrong_in(request, lead):
        return wrong
    version = version_of(request)
    try:
        if request.POST["hold"] == "yes":
            lead.kept = deleting.keep(request.user, lead.pk, Lead.Kept.HOLD, version=version).kept
        else:
            deleting.delete(request.user, lead.pk, request.POST["why"], version=version or 0)
    except deleting.CannotDelete as reason:
        return str(reason)
    except Stale:
        return _("Something was added since you opened this. Read it, then decide again.")
    return ""


def wrong_in(request: DeskRequest, lead: Lead) -> str:
    if request.POST.get("hold") not in {"yes", "no"}:
        return _("Say first whether the firm must keep it.")
    if request.POST["hold"] == "yes":
        return ""
    if request.POST.get("why", "") not in deleting.WHY:
        return _("Say why it is deleted.")
    if bare(request.POST.get("code", "")) != bare(lead.reference):
        return _("Type the code %(code)s, so that nothing else is deleted.") % {"code": lead.reference}
    return ""


@desk_page(Role.ATTORNEY)
@step
def keep(request: DeskRequest, lead_id: uuid.UUID) -> str:
    """They became a client, a legal hold, or neither any more."""
    try:
        lead = deleting.keep(request.user, lead_id, request.POST.get("kept", ""), version=version_of(request))
    except ValueError:
        raise Http404 from None
    return str(Lead.Kept(lead.kept).label) if lead.kept else _("It goes on its date")
