"""A call from the desk: one's own phone rings first, then the other side's, which sees the firm's number.

Whom to dial is kept in this process's memory for some minutes, by the call's own id: never in an address, a row or
a log. A restart in between forgets it: the staff member hears so, and presses the button again.
"""

import threading
import time
import uuid
from collections.abc import Mapping

from firm.models import StaffMember
from intake.models import Entry, Lead, OutgoingCall
from intake.phone import remote, twiml
from intake.phone.outgoing_calls import OPEN, State, move, ring_staff
from intake.phone.spoken import FORGOTTEN

KEPT = 3 * 60.0  # seconds: the phone rings for twenty, the whisper waits for eight
ANSWERED = frozenset({"completed", "answered"})
OUTCOMES = {"busy": State.BUSY, "no-answer": State.NO_ANSWER, "canceled": State.NO_ANSWER}


class Dialling:
    """Whom a call is for, in memory, while it is being put through."""

    def __init__(self) -> None:
        self._numbers: dict[uuid.UUID, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def note(self, call_id: uuid.UUID, number: str) -> None:
        with self._lock:
            now = time.monotonic()
            self._numbers = {key: kept for key, kept in self._numbers.items() if kept[1] > now}
            self._numbers[call_id] = (number, now + KEPT)

    def number(self, call_id: uuid.UUID) -> str:
        with self._lock:
            number, until = self._numbers.get(call_id, ("", 0.0))
            return number if until > time.monotonic() else ""

    def forget(self, call_id: uuid.UUID) -> None:
        with self._lock:
            self._numbers.pop(call_id, None)

    def clear(self) -> None:
        with self._lock:
            self._numbers.clear()


DIALLING = Dialling()


def place(staff: StaffMember, lead: Lead, entry: Entry, number: str, line: str) -> OutgoingCall:
    """Rings `staff`; `number` (E.164) is dialled once they press 1. Outside any transaction.

    Raises:
        OperationalError: the row could not be written, so nothing rings.
    """
    call = OutgoingCall(purpose=OutgoingCall.Purpose.DESK, lead=lead, entry=entry, line=line, key=key_of(entry.pk))
    DIALLING.note(call.pk, number)
    placed = ring_staff(call, staff)
    if placed.pk != call.pk or placed.state not in OPEN | {State.ACCEPTED}:
        DIALLING.forget(call.pk)
    return placed


def key_of(call_id: uuid.UUID) -> str:
    return f"desk:{call_id}"


def connect(call: OutgoingCall) -> str:
    """They pressed 1: dials the other side, or says that the number is no longer in memory."""
    number = DIALLING.number(call.pk)
    if not number:
        move(call.pk, State.LOST)
        return twiml.tell_staff(FORGOTTEN)
    move(call.pk, State.ACCEPTED)
    return twiml.dial_out(number, call.line, call.pk)


def dialled(call: OutgoingCall, form: Mapping[str, str]) -> str:
    """How the second half went. "Connected" may have been a voicemail: only who called knows, and logs it."""
    status, length = form.get("DialCallStatus", ""), form.get("DialCallDuration", "")
    state = State.CONNECTED if status in ANSWERED else OUTCOMES.get(status, State.FAILED)
    move(call.pk, state, only=frozenset({State.ACCEPTED}), seconds=int(length) if length.isdecimal() else None)
    DIALLING.forget(call.pk)
    if remote.SID.fullmatch(form.get("DialCallSid", "")):  # Twilio's record of whom we called
        remote.to_erase("call", form["DialCallSid"], after=remote.AFTER_CALL)
    return twiml.hang_up()
