"""The state of the desk in one query, because every page and every poll asks for it."""

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError
from django.db.models import Count, Exists, IntegerField, Q, QuerySet, Subquery, Value
from django.utils import timezone

from firm.models import StaffMember
from intake.desk.actions.triage import bring_back_failed, unheard_failures, wake
from intake.desk.clock import local
from intake.desk.filing import file_arrivals
from intake.models import AuditEvent, Envelope, Lead, OutgoingText, Shift
from intake.phone.hand_over import concerning
from intake.phone.outgoing import retry_outbox
from intake.phone.reconcile import reconcile, stuck
from intake.vault import OpenedDesk


@dataclass(frozen=True)
class Glance:
    arrived: bool  # something waits to be filed
    due: bool  # a snoozed lead's time has come
    outbox: int  # texts that could not leave
    stuck: bool  # texts nobody knows the outcome of
    failed: bool  # replies that never arrived, and nobody was told
    handing: bool  # a hand-over concerns this person
    turn: int  # how many shifts have begun or ended since Monday: moves when the rota does
    newest: int  # the last change in the audit chain: the version of everything on the desk


def glance(staff: StaffMember) -> Glance:
    outbox = OutgoingText.objects.filter(state=OutgoingText.State.OUTBOX).order_by().values("state")
    columns = {
        "arrived": Exists(Envelope.objects.filter(filed_at=None)),
        "due": Exists(Lead.objects.filter(status=Lead.Status.SNOOZED, snoozed_until__lte=timezone.now())),
        "outbox": Subquery(outbox.annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
        "stuck": Exists(stuck()),
        "failed": Exists(unheard_failures()),
        "handing": Exists(concerning(staff)),
        "turn": Subquery(turned(), output_field=IntegerField()),
        "newest": Subquery(AuditEvent.objects.filter(changes=True).order_by("-id").values("id")[:1]),
    }
    seen = StaffMember.objects.filter(pk=staff.pk).order_by().annotate(**columns).values(*columns).get()
    return Glance(**seen | {"outbox": seen["outbox"] or 0, "newest": seen["newest"] or 0, "turn": seen["turn"] or 0})


def turned() -> QuerySet[Shift, Any]:
    """Shifts begun and shifts ended this week by the firm's clock."""
    here = local(timezone.now())
    now = f"{here:%H:%M}"
    today, before = Q(weekday=here.weekday()), Q(weekday__lt=here.weekday())
    begun = Count("pk", filter=before | (today & Q(begins__lte=now)))
    over = Count("pk", filter=before | (today & Q(ends__lte=now)))
    one = Shift.objects.order_by().annotate(all=Value(1)).values("all")
    return one.annotate(n=begun + over).values("n")


def arrive(desk: OpenedDesk, staff: StaffMember) -> Glance:
    """Files what came, wakes what was snoozed, sends what waits; then says how things stand.

    A busy database is left for the next poll.
    """
    seen = glance(staff)
    if not (seen.arrived or seen.due or seen.outbox or seen.stuck or seen.failed):
        return seen
    try:
        if seen.arrived:
            file_arrivals(desk)
        if seen.due:
            wake()
        if seen.failed:
            bring_back_failed()
        if seen.stuck:
            reconcile(desk)
        if seen.outbox:
            retry_outbox(desk)
    except OperationalError:
        return seen
    return glance(staff)


def tag_of(seen: Glance, lead_id: uuid.UUID | None, *shown: object) -> str:
    """What a page shows, and of which state, as one short opaque word."""
    said = "|".join(map(str, (seen.newest, seen.outbox, seen.turn, seen.handing, lead_id or "", *shown)))
    return hashlib.sha256(said.encode()).hexdigest()[:20]
