"""Urgent arrivals ring phones: down the list of who is on duty, one after the other, until somebody presses 1.

The text comes first (`bell`); ringing begins a minute later and ends after three rounds. A missed call is texted
alone: the phones it would ring have just rung. While its caller is still on the line, nobody is paged for a call.
"""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from firm.models import StaffMember
from intake.models import Bell, InboundCall, OutgoingCall
from intake.phone import bell, twiml
from intake.phone.missed import MISSED
from intake.phone.outgoing_calls import OPEN, State, move, ring_staff
from intake.phone.ringing import MOST_ROUNDS, whom_to_ring
from intake.phone.spoken import NOT_NEEDED, YOURS

TEXT_FIRST = timedelta(seconds=60)
UNDER_WAY = timedelta(seconds=75)  # rings, whispers, and is reported over; a report may be lost
A_CALL = timedelta(minutes=10)  # no caller waits longer than that

Purpose = OutgoingCall.Purpose


def page_urgent() -> int:
    """Rings the next phone for the oldest urgent arrival; one phone at a time in the whole firm. Returns 0 or 1."""
    now = timezone.now()
    if OutgoingCall.objects.filter(purpose=Purpose.PAGE, state__in=OPEN, created_at__gt=now - UNDER_WAY).exists():
        return 0
    waiting = Bell.objects.filter(
        urgent=True, acknowledged_at=None, arrived_at__lte=now - TEXT_FIRST, arrived_at__gt=now - bell.RECENT
    )
    for each in waiting.select_related("envelope").order_by("arrived_at"):
        if not each.envelope.key.endswith(MISSED) and not _caller_waits(each.envelope.key) and _page(each.envelope_id):
            return 1
    return 0


def _caller_waits(key: str) -> bool:
    """True while the call that is the arrival lasts: its own ringing goes on."""
    since = timezone.now() - A_CALL
    calls = InboundCall.objects.filter(pk=key.partition(":")[0], started_at__gt=since)
    return calls.filter(outcome="", ended_at=None).exists()


def _page(envelope_id: UUID) -> bool:
    """Rings whoever comes next for this arrival; False when the rounds are over or nobody has a phone."""
    turn = OutgoingCall.objects.filter(purpose=Purpose.PAGE, envelope=envelope_id).count()
    order = [
        member for number in range(1, MOST_ROUNDS + 1) for member in whom_to_ring("", urgent=True, round_number=number)
    ]
    if turn >= len(order):
        return False
    call = OutgoingCall(purpose=Purpose.PAGE, envelope=envelope_id, key=f"page:{envelope_id}:{turn}")
    ring_staff(call, order[turn])
    return True


def take(call: OutgoingCall, staff: StaffMember) -> str:
    """They pressed 1: every urgent arrival up to that ring is theirs, and the bells fall silent."""
    if call.state == State.ACCEPTED:
        return twiml.tell_staff(YOURS)  # the same keypress again
    waiting = Bell.objects.filter(urgent=True, acknowledged_at=None, arrived_at__lte=call.created_at)
    if not bell.acknowledge(list(waiting.values_list("envelope_id", flat=True)), staff):
        move(call.pk, State.NOT_TAKEN)
        return twiml.tell_staff(NOT_NEEDED)
    move(call.pk, State.ACCEPTED)
    return twiml.tell_staff(YOURS)
