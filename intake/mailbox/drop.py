"""Drops one sealed envelope into the mailbox, durably, exactly once."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.utils import timezone

from intake.mailbox import spool
from intake.models import Envelope, PrivatePage
from intake.vault import visitor
from intake.vault.sealing import BUCKET, seal_record


@dataclass(frozen=True)
class Receipt:
    """The envelope is on disk. `fresh` is False when the same key was already there."""

    id: uuid.UUID
    fresh: bool


def drop(  # noqa: PLR0913
    kind: Envelope.Kind,
    content: dict[str, Any],
    *,
    key: str,
    urgent: bool = False,
    suspect: bool = False,
    envelope_id: uuid.UUID | None = None,
    at: datetime | None = None,
) -> Receipt:
    """Seals `content` and keeps it; returns only once it is durable.

    Args:
        content: JSON-able; see docs/envelopes.md for the fields of each kind. The exact time is added.
            A form with a `visitor_key` makes its visitor's private page, in the same transaction.
        key: the idempotency key (MessageSid, CallSid, RecordingSid, the form stamp's UUID).
        at: when it arrived, if that was earlier than now (found at Twilio by reconciliation).

    Raises:
        NoDeskKey: no desk key is configured.
        OSError: neither the database nor the spool took it; say so to whoever sent it.
    """
    envelope_id = envelope_id or uuid.uuid4()
    now = at or timezone.now()
    sealed = seal_record(envelope_id, kind, {**content, "at": now.isoformat()})
    envelope = Envelope(
        id=envelope_id,
        kind=kind,
        received_at=now.replace(second=0, microsecond=0),
        urgent=urgent,
        suspect=suspect,
        key=key,
        bucket=-(-len(sealed) // BUCKET) * BUCKET,
        sealed=sealed,
    )
    page = page_for(envelope, content, now)
    if spool.holds(key):  # a replay, while the first one still waits for the database
        return Receipt(envelope_id, fresh=False)
    try:
        with transaction.atomic():
            envelope.save(force_insert=True)
            if page:
                page.save(force_insert=True)
    except IntegrityError:
        return Receipt(envelope_id, fresh=False)
    except (DatabaseError, InterfaceError):  # locked, full, damaged or gone
        return Receipt(envelope_id, fresh=spool.keep(envelope, page))
    return Receipt(envelope_id, fresh=True)


def page_for(envelope: Envelope, content: dict[str, Any], now: datetime) -> PrivatePage | None:
    """The private page of a request whose visitor got a return key; None of anything else."""
    recipient = content.get("visitor_key")
    if envelope.kind != Envelope.Kind.FORM or not recipient:
        return None
    page_id = visitor.page_id(content["reference"], recipient)
    sealed = visitor.seal_for(recipient, page_id, visitor.PAGE, {"at": now.isoformat()})
    return PrivatePage(id=page_id, envelope=envelope, sealed=sealed)
