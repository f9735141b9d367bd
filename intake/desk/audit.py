"""Reading is an act: who opened, searched, revealed or changed what, and when."""

from typing import Any

from django.utils import timezone

from firm.models import StaffMember
from intake.models import AuditEvent

# What leaves the desk looking as it did; everything else makes every open desk draw itself again.
READINGS = frozenset({"lead.open", "lead.export", "number.reveal", "file.open", "desk.search"})


def record(actor: StaffMember | None, action: str, subject: object = "", **facts: Any) -> AuditEvent:
    """Appends one content-free event to the chain, in the caller's transaction.

    Args:
        action: "noun.verb", e.g. "lead.open", "number.reveal".
        subject: the id acted on. Never a name, a number or a word a visitor wrote.
        facts: unsealed values only; what an undo needs goes in `before` and `after`.
    """
    return AuditEvent.append(
        lambda: AuditEvent(
            at=timezone.now(),
            actor=actor,
            action=action,
            subject=str(subject),
            changes=action not in READINGS,
            facts=facts,
        )
    )


def first_broken_link() -> AuditEvent | None:
    """The first event that was altered, or follows one that was removed; None when the chain is whole."""
    return AuditEvent.first_broken()
