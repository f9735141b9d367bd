"""The state of the desk in one query, because every page and every poll asks for it."""

import hashlib
import uuid
from dataclasses import dataclass

from django.db import OperationalError
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.utils import timezone

from firm.models import StaffMember
from intake.desk.actions.triage import wake
from intake.desk.filing import file_arrivals
from intake.models import AuditEvent, Duty, Envelope, Lead, OutgoingText
from intake.phone.outgoing import retry_outbox
from intake.phone.reconcile import reconcile, stuck
from intake.vault import OpenedDesk


@dataclass(frozen=True)
class Glance:
    arrived: bool  # something waits to be filed
    due: bool  # a snoozed lead's time has come
    outbox: int  # texts that could not leave
    stuck: bool  # texts nobody knows the outcome of
    on_duty: bool
    newest: int  # the last change in the audit chain: the version of everything on the desk


def glance(staff: StaffMember) -> Glance:
    outbox = OutgoingText.objects.filter(state=OutgoingText.State.OUTBOX).order_by().values("state")
    columns = {
        "arrived": Exists(Envelope.objects.filter(filed_at=None)),
        "due": Exists(Lead.objects.filter(status=Lead.Status.SNOOZED, snoozed_until__lte=timezone.now())),
        "outbox": Subquery(outbox.annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
        "stuck": Exists(stuck()),
        "on_duty": Exists(Duty.objects.filter(staff=OuterRef("pk"))),
        "newest": Subquery(AuditEvent.objects.filter(changes=True).order_by("-id").values("id")[:1]),
    }
    seen = StaffMember.objects.filter(pk=staff.pk).order_by().annotate(**columns).values(*columns).get()
    return Glance(**seen | {"outbox": seen["outbox"] or 0, "newest": seen["newest"] or 0})


def arrive(desk: OpenedDesk, staff: StaffMember) -> Glance:
    """Files what came, wakes what was snoozed, sends what waits; then says how things stand.

    A busy database is left for the next poll.
    """
    seen = glance(staff)
    if not (seen.arrived or seen.due or seen.outbox or seen.stuck):
        return seen
    try:
        if seen.arrived:
            file_arrivals(desk)
        if seen.due:
            wake()
        if seen.stuck:
            reconcile(desk)
        if seen.outbox:
            retry_outbox(desk)
    except OperationalError:
        return seen
    return glance(staff)


def tag_of(seen: Glance, lead_id: uuid.UUID | None, *shown: object) -> str:
    """What a page shows, and of which state, as one short opaque word."""
    said = "|".join(map(str, (seen.newest, seen.outbox, seen.on_duty, lead_id or "", *shown)))
    return hashlib.sha256(said.encode()).hexdigest()[:20]
