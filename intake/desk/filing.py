"""Opens what arrived and files it: into the lead it continues, or into a new one.

Two desks may file at once and each envelope is filed once: a batch holds one lock (a row of `DeskKey`;
on SQLite the IMMEDIATE transaction itself). Skipping locked rows instead would let two batches make two
leads of one person. An envelope that does not open is marked spoiled, is shown as a lead of its own,
and stops nothing else.

**What joins, and what is only suggested.** A text, a call or a voicemail carries a number the phone
network vouches for. It joins the open lead whose *own* conversation is with that number: one that a text
or call from it began, or one the firm has texted at that number. A text joins on the same line; a call
and its voicemail come in on whichever line was dialled. A *form* that shares a number or an address with
a lead is only suggested there, and needs one human key: whoever typed it vouches for nothing, and phones
are shared, recycled and taken.
"""

import time
import uuid
from collections.abc import Callable
from typing import cast

from django.db import transaction

from intake.desk import promise
from intake.desk.arrivals import Arrival
from intake.desk.batch import Batch
from intake.desk.from_form import file_form
from intake.desk.from_phone import file_call, file_opt_out, file_text
from intake.desk.from_private_page import file_message
from intake.desk.known import Known
from intake.models import DeskKey, Envelope, OutgoingText
from intake.phone.scheduling import cancel_asked
from intake.vault import OpenedDesk

BATCH = 50
PATIENCE = 1.0  # seconds one request may spend filing; the next poll goes on
HANDLERS: dict[str, Callable[[Batch, Arrival], None]] = {
    Envelope.Kind.FORM: file_form,
    Envelope.Kind.TEXT: file_text,
    Envelope.Kind.CALL: file_call,
    Envelope.Kind.VOICEMAIL: file_call,
    Envelope.Kind.MESSAGE: file_message,
    Envelope.Kind.OPT_OUT: file_opt_out,
}


def file_arrivals(desk: OpenedDesk) -> int:
    """Files what waits in the mailbox; cheap when nothing does. Returns how many envelopes were filed."""
    filed, began = 0, time.monotonic()
    while Envelope.objects.filter(filed_at=None).exists():
        batch = file_batch(desk)
        filed += batch
        if not batch or time.monotonic() - began > PATIENCE:
            break
    if filed:
        cancel_asked()  # who said STOP gets nothing that was scheduled; the worker goes on where this could not
    return filed


def file_batch(desk: OpenedDesk) -> int:
    with transaction.atomic():
        DeskKey.objects.select_for_update().order_by("-epoch").first()  # one batch at a time
        # Of one minute the forms come before the messages that continue them: "form" < "message".
        waiting = Envelope.objects.filter(filed_at=None).order_by("received_at", "kind", "id")
        envelopes = list(waiting[:BATCH])
        if not envelopes:
            return 0
        batch = Batch(desk, Known.of(desk), promise.lines(), HANDLERS, acknowledged=unclaimed())
        batch.adopt_late()
        batch.file(envelopes)
        batch.save()
    return len(envelopes)


def unclaimed() -> dict[uuid.UUID, list[OutgoingText]]:
    """Acknowledgements that no lead has yet, by the envelope they answered."""
    texts = OutgoingText.objects.filter(lead=None, purpose=OutgoingText.Purpose.ACKNOWLEDGEMENT)
    found: dict[uuid.UUID, list[OutgoingText]] = {}
    for text in texts.exclude(envelope=None).only("id", "envelope_id", "line", "created_at"):
        found.setdefault(cast(uuid.UUID, text.envelope_id), []).append(text)
    return found
