"""How a lead leaves the desk: exported, sealed, for somebody who keeps it; or deleted for good."""

import uuid
from base64 import b64encode
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from firm.roles import Role
from intake.desk.actions import deleting, exporting
from intake.desk.door import DeskRequest, desk_page
from intake.desk.pages import WORKERS, view_named
from intake.models import Lead
from intake.vault import Tampered
from intake.vault.export import BadRecipient


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
    """GET says what goes; POST, once somebody is sure, deletes it and leads back to the queue."""
    context: dict[str, Any] = {"lead": get_object_or_404(Lead.objects.only("id", "reference"), pk=lead_id)}
    if request.method == "POST" and request.POST.get("sure") != "yes":
        context["trouble"] = _("Tick that you are sure; nothing was deleted.")
    elif request.method == "POST":
        try:
            deleting.delete(request.user, lead_id)
        except deleting.UnderWay:
            context["trouble"] = _(
                "A text to them is being sent or cancelled. Try again in a minute; nothing was deleted."
            )
        else:
            return HttpResponseRedirect(reverse("desk:queue"))
    return render(request, "intake/desk/delete.html", context, status=409 if "trouble" in context else 200)
