"""What somebody told the firm goes for good: because they asked, or because its day has come."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from firm.models import StaffMember
from firm.roles import Role
from intake.desk.actions.change import lock
from intake.desk.audit import record
from intake.desk.clock import zone
from intake.models import Envelope, Lead, OutgoingText, RemoteRecord, SealedFile
from intake.phone import remote
from intake.phone.scheduling import ask_to_cancel, cancel_asked
from intake.phone.statuses import FINAL

OVER = (Lead.Status.DONE, Lead.Status.QUARANTINED)
A_SWEEP = 20
State = OutgoingText.State
UNDER_WAY = (State.SCHEDULED, State.SENDING, State.UNKNOWN)


class UnderWay(Exception):
    """A text to them is at Twilio, and without its row nobody could cancel it or have it erased there."""


def delete(actor: StaffMember, lead_id: uuid.UUID) -> None:
    """Deletes a lead with its timeline, files, drafts and private page; an attorney's to decide. Nothing undoes it.

    Raises: UnderWay, PermissionDenied, Lead.DoesNotExist.
    """
    if not actor.is_active or not actor.has_role(Role.ATTORNEY):
        raise PermissionDenied
    _delete(lead_id, actor, "lead.delete")


def purge() -> int:
    """Deletes what is done, or spam, and past its day; what is still worked on stays. Returns how many went."""
    today = timezone.localdate(timezone=zone())
    gone = 0
    for lead_id in list(
        Lead.objects.filter(status__in=OVER, purge_on__lte=today).values_list("pk", flat=True)[:A_SWEEP]
    ):
        try:
            _delete(lead_id, None, "lead.purge")
        except (UnderWay, Lead.DoesNotExist):
            continue  # the next time
        gone += 1
    return gone


def _delete(lead_id: uuid.UUID, actor: StaffMember | None, action: str) -> None:
    with transaction.atomic():
        lock([lead_id])
        ask_to_cancel([lead_id], waiting_too=True)
    cancel_asked()
    with transaction.atomic():
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        texts = OutgoingText.objects.filter(lead=lead)
        if texts.filter(state__in=UNDER_WAY).exists():
            raise UnderWay
        for sid in texts.exclude(sid="").exclude(state__in=FINAL).values_list("sid", flat=True):
            remote.to_erase("message", sid)
        arrived = list(Envelope.objects.filter(entry__lead=lead).values_list("pk", flat=True))
        # The envelope's row stays, empty, so that a late replay is still refused.
        Envelope.objects.filter(pk__in=arrived).update(sealed=b"")
        SealedFile.objects.filter(envelope__in=arrived).delete()
        RemoteRecord.objects.filter(envelope__in=arrived, state=RemoteRecord.State.TO_FETCH).update(
            state=RemoteRecord.State.TO_ERASE, not_before=timezone.now()
        )
        lead.delete()
        record(actor, action, lead_id)
        transaction.on_commit(_overwrite)


def _overwrite() -> None:
    """SQLite has overwritten the freed pages (`secure_delete`); its journal still holds what was in them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
