"""Every opening, covering, locking, miss and admission goes into the audit chain."""

from typing import Any

from firm.models import StaffMember
from intake.vault.signals import door_event


def record_door_events() -> None:
    """Connects the record to the vault; called once, when the app is ready."""
    door_event.connect(keep, dispatch_uid="desk doors")


def keep(staff: StaffMember | None, action: str, subject: object, facts: dict[str, Any], **_: Any) -> None:
    from intake.desk import audit

    audit.record(staff, action, subject, **facts)
