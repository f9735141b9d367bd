"""Takes one lead out of the desk, sealed: everything said, as text and JSON, and the files beside it."""

import json
import uuid

from django.db import transaction

from firm.models import StaffMember
from intake.desk.actions.change import allow
from intake.desk.audit import record
from intake.desk.cards import open_card, open_details, open_entry
from intake.models import Lead, SealedFile
from intake.vault import OpenedDesk, VaultError
from intake.vault.export import SealedExport, seal_export
from intake.vault.files import ENDINGS, open_file


def export(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID, recipient: str = "") -> SealedExport:
    """The lead as an age file for `recipient`, or for a one-off key that is shown once.

    Raises:
        PermissionDenied, Lead.DoesNotExist, Tampered; BadRecipient for a mistyped key.
    """
    allow(actor)
    with transaction.atomic():
        lead = Lead.objects.get(pk=lead_id)
        sealed = seal_export(files_of(desk, lead), recipient)
        record(actor, "lead.export", lead.id, to_own_key=bool(recipient.strip()))
    return sealed


def files_of(desk: OpenedDesk, lead: Lead) -> dict[str, bytes]:
    """File name → bytes. What does not open is named as such and stops nothing else."""
    card, details = open_card(desk, lead), open_details(desk, lead)
    entries = []
    for entry in lead.entries.select_related("author").order_by("position"):
        try:
            body = open_entry(desk, entry)
        except VaultError:
            body = {"altered": True}
        entries.append({"kind": entry.kind, "by": str(entry.author or ""), **body})
    whole = {"reference": lead.reference, "person": card.__dict__, "about": details.__dict__, "timeline": entries}
    files = {"lead.json": json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")}
    for number, file in enumerate(SealedFile.objects.filter(envelope__entry__lead=lead).order_by("received_at"), 1):
        try:
            kind, _name, data = open_file(desk, file)
        except VaultError:
            continue
        files[f"file-{number}{ENDINGS.get(kind, '.bin')}"] = data
    return files
