"""Delivery reports, which come in any order, late, twice, or before Twilio has answered us."""

import uuid

from django.db.models import Q
from django.utils import timezone

from firm.models import ContactNumber
from intake.models import OutgoingText
from intake.phone import remote

State = OutgoingText.State
# A report never moves a text down. Outcomes of our own (outbox, unknown) lie below all of Twilio's.
RANK = {
    State.OUTBOX: 0,
    State.SENDING: 0,
    State.UNKNOWN: 0,
    State.ACCEPTED: 1,
    State.SCHEDULED: 1,
    State.QUEUED: 2,
    State.SENT: 4,
    State.DELIVERED: 5,
    State.UNDELIVERED: 5,
    State.FAILED: 5,
    State.CANCELED: 5,
    State.READ: 6,
}
FAILURES = frozenset({State.UNDELIVERED, State.FAILED, State.CANCELED})
FINAL = FAILURES | {State.DELIVERED, State.READ}
OPTED_OUT = 21610


def apply_status(text_id: uuid.UUID, status: str, *, sid: str, error_code: int | None = None) -> bool:
    """Moves the text up to `status` if it stands lower; True when it moved.

    One conditional UPDATE, so two copies of a report, or a report and our own answer, cannot undo each
    other. A failure stays a failure whatever comes after. Twilio's own "sending" is our `queued`: ours
    means that the request is still under way.
    """
    status = State.QUEUED if status == State.SENDING else State(status)
    rank = RANK[status]
    lower = [state for state, place in RANK.items() if place < rank and state not in FAILURES]
    now = timezone.now()
    rows = OutgoingText.objects.filter(pk=text_id)
    rows.filter(sid="").update(sid=sid)
    # The sid is part of the condition: a report about another message cannot move this text.
    moved = rows.filter(Q(state__in=lower), sid=sid).update(state=status, error_code=error_code, changed_at=now)
    if moved and status in FINAL:
        after_final(text_id, sid)
    return bool(moved)


def after_final(text_id: uuid.UUID, sid: str) -> None:
    """Nothing more will happen to it: Twilio's copy may go, and ours where the lead keeps the words."""
    OutgoingText.objects.filter(pk=text_id).filter(
        Q(entry__isnull=False) | Q(purpose__in=[OutgoingText.Purpose.BELL, OutgoingText.Purpose.TEST])
    ).update(sealed=b"")
    tested = OutgoingText.objects.filter(
        pk=text_id, purpose=OutgoingText.Purpose.TEST, state__in=[State.DELIVERED, State.READ]
    ).first()
    if tested:
        for line in ContactNumber.objects.filter(number=tested.line):
            line.texts_proven_at = timezone.now()
            line.save(update_fields=["texts_proven_at"])  # and kept public pages are forgotten
    remote.to_erase("message", sid)
