"""A call that nobody took and that left nothing: an urgent arrival of its own, the moment that is known."""

import uuid
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from intake.mailbox import drop
from intake.models import Envelope, InboundCall

MISSED = ":missed"  # ends the key of such an arrival
# A recording's report may come after the call's own end; the caller may hang up without one ever coming.
RECORDING_COMES = timedelta(minutes=1)
LONGEST_CALL = timedelta(minutes=30)  # a call whose end was never reported; answered ones are settled already
A_SWEEP = 100


def missed_key(call_sid: str) -> str:
    return call_sid + MISSED


def miss(call: InboundCall, number: str = "") -> None:
    """Seals the missed call as urgent; twice is once.

    Args:
        number: who called, while this process knows; filing finds the call by its sid either way.

    Raises:
        OSError, NoDeskKey: it could not be kept.
    """
    content = {
        "call_sid": call.pk,
        "from": number,
        "line": call.line,
        "language": call.language,
        "missed": True,
    }
    drop(Envelope.Kind.CALL, content, key=missed_key(call.pk), urgent=True, envelope_id=uuid.uuid4())
    InboundCall.objects.filter(pk=call.pk, outcome="").update(outcome="missed")


def lost(now: datetime) -> QuerySet[InboundCall]:
    """Calls that are over, or must be, and nobody told us how they ended."""
    unsettled = InboundCall.objects.filter(outcome="")
    return unsettled.filter(ended_at__lt=now - RECORDING_COMES) | unsettled.filter(started_at__lt=now - LONGEST_CALL)


def settle_lost(now: datetime | None = None) -> int:
    """Calls whose end or whose recording was never reported; returns how many were missed."""
    calls = list(lost(now or timezone.now())[:A_SWEEP])
    for call in calls:
        miss(call)
    return len(calls)
