"""Reading is an act: opening, revealing, playing, searching and exporting leave an audit row each."""

import uuid
from datetime import timedelta

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

# A page that is looked at asks every few seconds, a hidden one every half minute.
NOTED, LATELY = timedelta(seconds=15), timedelta(minutes=15)


def open_lead(actor: StaffMember, lead_id: uuid.UUID) -> Lead:
    """The lead, recorded as read by this person; opening it answers its bell.

    Raises: Lead.DoesNotExist, PermissionDenied.
    """
    allow(actor)
    with transaction.atomic():
        lead = Lead.objects.select_related("assignee").get(pk=lead_id)
        unseen, lead.unread = lead.unread, False
        if unseen:
            # Not a change anybody could overwrite, so the row version stays.
            Lead.objects.filter(pk=lead.id).update(unread=False)
        now = timezone.now()
        PrivatePage.objects.filter(lead=lead, seen_at=None).update(seen_at=now)  # their page says so
        acknowledge(Envelope.objects.filter(entry__lead=lead).values_list("pk", flat=True), actor)
        Presence.objects.update_or_create(lead=lead, staff=actor, defaults={"seen_at": now})
        record(actor, "lead.open", lead.id)
        if unseen:
            record(actor, "lead.seen", lead.id)
    return lead


def still_reading(actor: StaffMember, lead_id: uuid.UUID) -> None:
    """Somebody has this lead on their page; noted at most every 15 seconds.

    Whoever did not open it lately reads it now, however they asked for it: that is recorded.
    """
    now = timezone.now()
    here = Presence.objects.filter(lead=lead_id, staff=actor)
    seen = here.values_list("seen_at", flat=True).first()
    if seen is None and not Lead.objects.filter(pk=lead_id).exists():
        return
    if seen is None or seen < now - LATELY:
        with transaction.atomic():
            Presence.objects.update_or_create(lead_id=lead_id, staff=actor, defaults={"seen_at": now})
            record(actor, "lead.open", lead_id)
    elif seen < now - NOTED:
        here.update(seen_at=now)


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
