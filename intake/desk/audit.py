"""Reading is an act: who opened, searched, revealed or changed what, and when."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from firm.models import StaffMember
from intake.models import AuditEvent

GENESIS = "0" * 64
# What leaves the desk looking as it did; everything else makes every open desk draw itself again.
READINGS = frozenset({"lead.open", "lead.export", "number.reveal", "file.open", "desk.search"})


def record(actor: StaffMember | None, action: str, subject: object = "", **facts: Any) -> AuditEvent:
    """Appends one content-free event to the chain, in the caller's transaction.

    Args:
        action: "noun.verb", e.g. "lead.open", "number.reveal".
        subject: the id acted on. Never a name, a number or a word a visitor wrote.
        facts: unsealed values only; what an undo needs goes in `before` and `after`.
    """
    with transaction.atomic():
        # Lock the tail, or two writers on PostgreSQL fork the chain.
        tail = AuditEvent.objects.select_for_update().order_by("-id").first()
        event = AuditEvent(
            at=timezone.now(),
            actor=actor,
            action=action,
            subject=str(subject),
            changes=action not in READINGS,
            facts=facts,
            previous_hash=tail.hash if tail else GENESIS,
        )
        event.hash = digest(event)
        event.save(force_insert=True)
    return event


def digest(event: AuditEvent) -> str:
    """SHA-256 over everything the event says and the hash before it."""
    said = [
        event.previous_hash,
        event.at.isoformat(),
        event.actor_id,
        event.action,
        event.subject,
        event.facts,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def first_broken_link() -> AuditEvent | None:
    """The first event that was altered, or follows one that was removed; None when the chain is whole."""
    previous = GENESIS
    for event in AuditEvent.objects.order_by("id").iterator():
        if event.previous_hash != previous or event.hash != digest(event):
            return event
        previous = event.hash
    return None
