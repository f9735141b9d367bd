"""Assign, snooze, done, reopen, release, undo: whose turn it is, and when."""

import uuid
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from firm.models import StaffMember
from firm.roles import LEAD_ROLES
from intake.desk import promise
from intake.desk.actions.change import Stale, changing, columns, put_back
from intake.desk.audit import record
from intake.models import AuditEvent, Lead, OutgoingText
from intake.phone.scheduling import ask_to_cancel

UNDOABLE = ("lead.assign", "lead.snooze", "lead.done", "lead.reopen", "lead.release", "lead.move")
REMEMBERED = 30  # how many of one's own steps Z looks back over


def assign(actor: StaffMember, lead_id: uuid.UUID, to: StaffMember | None, *, version: int | None = None) -> Lead:
    """Gives the lead to somebody who works on leads, or to nobody.

    Raises: Stale, PermissionDenied; ValueError when `to` may not open leads.
    """
    if to and not (to.is_active and to.has_role(*LEAD_ROLES)):
        message = "only paralegals and attorneys take leads"
        raise ValueError(message)
    with changing(actor, lead_id, "lead.assign", version=version) as lead:
        lead.assignee = to
    return lead


def snooze(actor: StaffMember, lead_id: uuid.UUID, until: datetime | None, *, version: int | None = None) -> Lead:
    """Puts the lead away until a moment, or (None) until they write again. The promise stands and goes on."""
    with changing(actor, lead_id, "lead.snooze", version=version) as lead:
        lead.status = Lead.Status.SNOOZED if until else Lead.Status.WAITING
        lead.snoozed_until = until
    return lead


def done(actor: StaffMember, lead_id: uuid.UUID, *, version: int | None = None) -> Lead:
    with changing(actor, lead_id, "lead.done", version=version) as lead:
        lead.status, lead.snoozed_until, lead.promise_due = Lead.Status.DONE, None, None
        lead.unread = False
        ask_to_cancel([lead.id])  # a closed lead sends nothing later
    return lead


def reopen(actor: StaffMember, lead_id: uuid.UUID, *, version: int | None = None) -> Lead:
    """Ours again, with a new promise."""
    with changing(actor, lead_id, "lead.reopen", version=version) as lead:
        open_again(lead)
    return lead


def release(actor: StaffMember, lead_id: uuid.UUID, *, version: int | None = None) -> Lead:
    """Out of quarantine: a person looked, and it is not spam. The clock starts now."""
    with changing(actor, lead_id, "lead.release", version=version) as lead:
        open_again(lead)
    return lead


class NothingToUndo(Exception):
    """Nothing this person did lately can be taken back."""


def undo(actor: StaffMember) -> Lead:
    """Takes back one's own last step, if the lead is still as that step left it.

    Its columns are compared, not its row version: a colleague's note in between, or the step undone
    before this one, changes nothing that would be lost.

    Raises:
        NothingToUndo: no step of one's own is left.
        Stale: somebody went on from there.
    """
    event = last_step(actor)
    if event is None:
        raise NothingToUndo
    with changing(actor, uuid.UUID(event.subject), "lead.undo", undoes=event.id) as lead:
        if columns(lead) != event.facts["after"]:
            raise Stale
        put_back(lead, event.facts["before"])
    return lead


def wake() -> int:
    """Snoozed leads whose time has come are open again; called by the poll that sees one due."""
    now = timezone.now()
    due = Lead.objects.filter(status=Lead.Status.SNOOZED, snoozed_until__lte=now)
    woken = 0
    for lead_id in list(due.values_list("id", flat=True)[:50]):
        changed = Lead.objects.filter(pk=lead_id, status=Lead.Status.SNOOZED, snoozed_until__lte=now)
        woken += changed.update(status=Lead.Status.OPEN, snoozed_until=None, unread=True)
    if woken:
        record(None, "lead.wake", "", woken=woken)
    return woken


def bring_back_failed() -> int:
    """Leads that wait for an answer to a text that never arrived are ours again; returns how many."""
    brought = 0
    for text in list(unheard_failures()[:50]):
        changed = OutgoingText.objects.filter(pk=text.pk, failure_told=False).update(failure_told=True)
        waiting = Lead.objects.filter(outgoing_texts=text, status__in=[Lead.Status.WAITING, Lead.Status.SNOOZED])
        brought += bool(changed) and waiting.update(status=Lead.Status.OPEN, snoozed_until=None, unread=True)
    if brought:
        record(None, "lead.undelivered", "", brought=brought)
    return brought


def unheard_failures() -> QuerySet[OutgoingText]:
    """Replies that failed, and whose lead has not been brought back for it."""
    failed = [OutgoingText.State.FAILED, OutgoingText.State.UNDELIVERED]
    return OutgoingText.objects.filter(
        state__in=failed, purpose=OutgoingText.Purpose.REPLY, failure_told=False, lead__isnull=False
    )


def open_again(lead: Lead) -> None:
    """It is our turn, and the clock starts now."""
    now = timezone.now()
    lead.status, lead.snoozed_until = Lead.Status.OPEN, None
    lead.promise_due = promise.promised(lead.band, now, promise.lines())
    lead.queue_at = lead.promise_due or lead.received_hour


def last_step(actor: StaffMember) -> AuditEvent | None:
    """The last step of one's own that can be taken back and was not."""
    steps = AuditEvent.objects.filter(actor=actor, action__in=[*UNDOABLE, "lead.undo"]).order_by("-id")
    taken_back = set()
    for event in steps[:REMEMBERED]:
        if event.action == "lead.undo":
            taken_back.add(event.facts["undoes"])
        elif event.id not in taken_back and Lead.objects.filter(pk=event.subject).exists():
            return event
    return None
