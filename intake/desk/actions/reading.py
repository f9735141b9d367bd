"""Reading is an act: opening, revealing, playing, searching and exporting leave an audit row each."""

import uuid

from django.db import transaction
from django.utils import timezone

from firm.models import StaffMember
from intake.desk.actions.change import allow
from intake.desk.audit import record
from intake.desk.cards import open_card
from intake.models import Envelope, Lead, Presence, PrivatePage, SealedFile
from intake.phone.bell import acknowledge
from intake.vault import OpenedDesk
from intake.vault.files import open_file


def open_lead(actor: StaffMember, lead_id: uuid.UUID) -> Lead:
    """The lead, recorded as read by this person; opening it answers its bell.

    Raises: Lead.DoesNotExist, PermissionDenied.
    """
    allow(actor)
    with transaction.atomic():
        lead = Lead.objects.select_related("assignee").get(pk=lead_id)
        record(actor, "lead.open", lead.id)
        if lead.unread:
            # Not a change anybody could overwrite, so the row version stays.
            Lead.objects.filter(pk=lead.id).update(unread=False)
            lead.unread = False
            record(actor, "lead.seen", lead.id)
        now = timezone.now()
        PrivatePage.objects.filter(lead=lead, seen_at=None).update(seen_at=now)  # their page says so
        acknowledge(Envelope.objects.filter(entry__lead=lead).values_list("pk", flat=True), actor)
        Presence.objects.update_or_create(lead=lead, staff=actor, defaults={"seen_at": now})
    return lead


def reveal_number(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID) -> tuple[str, str]:
    """Number and e-mail address of a lead."""
    allow(actor)
    with transaction.atomic():
        lead = Lead.objects.get(pk=lead_id)
        record(actor, "number.reveal", lead.id)
    card = open_card(desk, lead)
    return card.phone, card.email


def read_file(
    desk: OpenedDesk, actor: StaffMember, file_id: uuid.UUID, *, again: bool = False, leaves: bool = False
) -> tuple[str, str, bytes]:
    """Content type, name and bytes of a voicemail or picture.

    Args:
        again: a later part of the same playing (an HTTP range), already recorded.
        leaves: it is saved outside the desk, where no seal protects it: recorded as such, every time.

    Raises: SealedFile.DoesNotExist, Tampered, PermissionDenied.
    """
    allow(actor)
    with transaction.atomic():
        sealed = SealedFile.objects.get(pk=file_id)
        if leaves or not again:
            record(actor, "file.download" if leaves else "file.open", sealed.id)
    return open_file(desk, sealed)


def searched(actor: StaffMember, found: int) -> None:
    """Somebody searched. Not for what: the words would name a person."""
    allow(actor)
    record(actor, "desk.search", found=found)
