"""A staff phone rings: the row is committed first, then Twilio is dialled, then the row says how it went.

Whoever picks up must press 1, so that no voicemail and no pocket takes a call.
"""

import logging
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from firm.models import StaffMember
from intake.models import OutgoingCall
from intake.phone import lines, remote
from intake.phone.gateway import CallToPlace, OutcomeUnknown, PhoneError, gateway
from intake.phone.retrying import RETRY

State = OutgoingCall.State
# Nothing that happened yet is final; a report may move it on.
OPEN = frozenset({State.PLACING, State.RINGING, State.UNKNOWN})
ENDED = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
logger = logging.getLogger(__name__)


def ring_staff(call: OutgoingCall, staff: StaffMember) -> OutgoingCall:
    """Rings the member's own phone. Call it outside any transaction, with an unsaved row.

    Raises:
        OperationalError: the row could not be written, so nothing rings.
    """
    call.staff = staff
    try:
        with transaction.atomic(durable=True):
            call.save(force_insert=True)
    except IntegrityError:
        return OutgoingCall.objects.get(key=call.key)
    try:
        sid = gateway().ring(
            CallToPlace(
                lines.shown_to_staff(),
                staff.notice_phone,
                address("ring", call),
                address("ring-status", call) + RETRY,
            )
        )
    except OutcomeUnknown as error:
        _settle(call, State.UNKNOWN, error.code)
    except PhoneError as error:
        _settle(call, State.FAILED, error.code)
    except Exception:  # noqa: BLE001  a fault of ours after the request left must not lose the row's outcome
        logger.error("call %s: the gateway broke", call.id)
        _settle(call, State.UNKNOWN, None)
    else:
        OutgoingCall.objects.filter(pk=call.pk).update(sid=sid)
        move(call.pk, State.RINGING, only=frozenset({State.PLACING}))
    call.refresh_from_db()
    return call


def address(name: str, call: OutgoingCall) -> str:
    return str(settings.PUBLIC_BASE_URL) + reverse(f"twilio:{name}", args=[call.pk])


def move(call_id: uuid.UUID, state: str, *, only: frozenset[str] = OPEN, seconds: int | None = None) -> bool:
    """Moves a call on from one of `only`; True when it moved. One conditional UPDATE, so reports cannot undo each other."""
    changes = {"state": state, "changed_at": timezone.now()} | ({"seconds": seconds} if seconds is not None else {})
    return bool(OutgoingCall.objects.filter(pk=call_id, state__in=only).update(**changes))


def ended(call_id: uuid.UUID, form: Mapping[str, str]) -> None:
    """Twilio reports that the call to the staff phone is over; its record there may go."""
    if form.get("CallStatus") not in ENDED:
        return
    move(call_id, State.NOT_TAKEN)
    remote.to_erase("call", form["CallSid"], after=remote.AFTER_CALL)


def _settle(call: OutgoingCall, state: str, code: int | None) -> None:
    try:
        OutgoingCall.objects.filter(pk=call.pk, state=State.PLACING).update(
            state=state, error_code=code, changed_at=timezone.now()
        )
    except DatabaseError:
        logger.error("call %s: %s, but its row was not reached", call.id, state)
