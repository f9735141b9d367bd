"""What the phone lets go of when a lead is deleted: its rows here, and the copies at Twilio that they know of."""

import uuid
from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from intake.models import Bell, InboundCall, OutgoingCall, OutgoingText, RemoteRecord
from intake.phone import remote
from intake.phone.scheduling import ask_to_cancel, cancel_asked
from intake.phone.statuses import FINAL

State = OutgoingText.State


def taken_back(lead_id: uuid.UUID) -> bool:
    """True once nothing of this lead can leave any more. Call it outside any transaction.

    A row that Twilio may still act on is needed: to cancel it, or to learn that it left.
    """
    ask_to_cancel([lead_id], waiting_too=True)
    cancel_asked()
    return not OutgoingText.objects.filter(
        lead=lead_id, state__in=[State.SCHEDULED, State.SENDING, State.UNKNOWN]
    ).exists()


def let_go(lead_id: uuid.UUID, envelopes: Collection[uuid.UUID]) -> None:
    """Deletes what the phone holds of a lead, in the transaction that deletes it.

    Afterwards no row knows of Twilio's copies, so their erasing is noted now; what was to be fetched is
    erased there instead.
    """
    texts = OutgoingText.objects.filter(Q(lead=lead_id) | Q(envelope__in=envelopes)).exclude(sid="")
    for sid in texts.exclude(state__in=FINAL).values_list("sid", flat=True):
        remote.to_erase("message", sid)
    calls = OutgoingCall.objects.filter(lead=lead_id)
    for sid in calls.exclude(sid="").values_list("sid", flat=True):
        remote.to_erase("call", sid, after=remote.AFTER_CALL)
    OutgoingText.objects.filter(Q(lead=lead_id) | Q(envelope__in=envelopes)).delete()
    calls.delete()
    records = RemoteRecord.objects.filter(envelope__in=envelopes)
    records.filter(state=RemoteRecord.State.TO_FETCH).update(
        state=RemoteRecord.State.TO_ERASE, attempts=0, not_before=timezone.now()
    )
    records.update(envelope=None, refused="")
    InboundCall.objects.filter(envelope__in=envelopes).update(envelope=None, language="")
    Bell.objects.filter(envelope__in=envelopes).delete()  # nobody is rung for it
