"""What every change to a lead has in common: the right, the lock, the version and the audit row, together."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from firm.models import StaffMember
from firm.roles import LEAD_ROLES
from intake.desk.audit import record
from intake.models import Entry, Lead

# The unsealed columns an undo may put back. Nothing sealed: an audit row carries no content.
COLUMNS = ("status", "assignee_id", "band", "promise_due", "queue_at", "snoozed_until", "next_action")
TIMES = {"promise_due", "queue_at", "snoozed_until"}


class Stale(Exception):
    """Somebody else changed this lead first; nothing was done."""


def allow(actor: StaffMember) -> None:
    """Raises: PermissionDenied, for whoever is neither paralegal nor attorney."""
    if not actor.is_active or not actor.has_role(*LEAD_ROLES):
        raise PermissionDenied


@contextmanager
def changing(
    actor: StaffMember, lead_id: uuid.UUID, action: str, *, version: int | None = None, **facts: Any
) -> Iterator[Lead]:
    """The lead, locked, for the length of one change; saved and recorded when the block ends well.

    Args:
        version: the row version the person was looking at; None where an older view does no harm.
        facts: content-free facts for the audit row.

    Raises:
        PermissionDenied: not this person's to change.
        Stale: the lead is not as it was seen.
        Lead.DoesNotExist: deleted meanwhile.
    """
    allow(actor)
    with transaction.atomic():
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        if version is not None and version != lead.row_version:
            raise Stale
        before = columns(lead)
        yield lead
        lead.row_version += 1
        lead.save()
        record(actor, action, lead.id, before=before, after=columns(lead), version=lead.row_version, **facts)


def lock(lead_ids: Iterable[uuid.UUID]) -> None:
    """Holds several leads to the end of the transaction, in one order, before the record is asked for: what changes
    one after the other would otherwise wait, holding the record, for somebody who holds a lead and waits for it.
    """
    list(Lead.objects.select_for_update().filter(pk__in=list(lead_ids)).order_by("pk").values_list("pk"))


def columns(lead: Lead) -> dict[str, Any]:
    """The undoable columns, as JSON holds them."""
    values = {name: getattr(lead, name) for name in COLUMNS}
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def put_back(lead: Lead, before: dict[str, Any]) -> None:
    """The inverse of `columns`."""
    for name in COLUMNS:
        value = before[name]
        setattr(lead, name, datetime.fromisoformat(value) if value and name in TIMES else value)


def next_position(lead: Lead) -> int:
    """Where the next entry of a locked lead goes."""
    last = Entry.objects.filter(lead=lead).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1
