"""Takes scheduled texts back: a STOP, a closed lead or somebody's key cancels what Twilio still holds.

Twilio does not cancel them at a STOP by itself. A cancellation needs the sid alone, so it goes on while the
desk is locked; it is asked for in the transaction that knows why, and done outside it.
"""

import logging
import time
import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils import timezone

from intake.models import OutgoingText
from intake.phone import clock
from intake.phone.gateway import Gone, PhoneError, Refused, gateway
from intake.phone.statuses import apply_status

State = OutgoingText.State
A_SWEEP = 20
PATIENCE = 5.0  # seconds, but one that has begun may take five more: the worker must be back at the bell
logger = logging.getLogger(__name__)


def ask_to_cancel(leads: Collection[uuid.UUID], *, waiting_too: bool = False) -> int:
    """Marks the scheduled texts of these leads; returns how many will not leave.

    Args:
        waiting_too: replies that wait in the outbox go as well (a revocation covers queued sends).
    """
    now, leaving = timezone.now(), Q(send_at__gt=clock.now())
    texts = OutgoingText.objects.filter(lead__in=leads)
    waiting = texts.filter(state=State.OUTBOX)
    gone = (waiting if waiting_too else waiting.filter(leaving)).update(
        state=State.CANCELED, cancel_asked=True, changed_at=now
    )
    held = texts.filter(leaving, state__in=[State.SCHEDULED, State.SENDING, State.UNKNOWN], cancel_asked=False)
    return gone + held.update(cancel_asked=True, changed_at=now)


def to_cancel() -> QuerySet[OutgoingText]:
    """Texts Twilio holds and shall not send."""
    return OutgoingText.objects.filter(state=State.SCHEDULED, cancel_asked=True).order_by("changed_at")


def cancel_asked() -> int:
    """Cancels at Twilio what was asked for; returns how many are cancelled for certain. Call outside a transaction."""
    began, cancelled = time.monotonic(), 0
    for text in to_cancel()[:A_SWEEP]:
        if time.monotonic() - began > PATIENCE:
            break
        try:
            gateway().cancel_text(text.sid)
        except (Refused, Gone):
            # It has left, or is leaving: its reports will say so.
            OutgoingText.objects.filter(pk=text.pk).update(cancel_asked=False)
        except PhoneError as error:
            logger.warning("text %s: not cancelled yet (%s)", text.pk, error.code)
        else:
            cancelled += apply_status(text.pk, State.CANCELED, sid=text.sid)
    return cancelled
