"""A text leaves the firm: the row is committed first, then Twilio is dialled, then the row says how it went.

A time-out is `unknown` and is looked up (`intake.phone.reconcile`), never sent again blindly. What could
not leave waits sealed in the outbox; any unlocked desk sends it (`retry_outbox`).
"""

import logging
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from intake.models import Entry, Envelope, Lead, OutgoingText
from intake.phone import clock, limits, quiet_hours
from intake.phone.gateway import SOONEST, OutcomeUnknown, Refused, SentText, TextToSend, TryLater, gateway
from intake.phone.optouts import STOPPED, refused_by_twilio
from intake.phone.retrying import RETRY
from intake.phone.segments import too_long
from intake.phone.statuses import OPTED_OUT, apply_status
from intake.vault import OpenedDesk, VaultError, seal_record

SEALED_AS = "outgoing-text"
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=1)  # Twilio's 429 passes within seconds as a rule
QUEUE_FULL = 21611
LONGEST_QUEUE_WAIT = timedelta(minutes=10)
STALE = quiet_hours.ANSWERING  # later an acknowledgement would confuse, and be no answer any more but a text at night
AT_ONCE = 5  # texts one poll may send: each may take five seconds

State = OutgoingText.State
Purpose = OutgoingText.Purpose
logger = logging.getLogger(__name__)


class TooLong(ValueError):
    """More than Twilio takes in one text (`segments.LIMIT`); nothing was written."""


def send_now(  # noqa: PLR0913
    *,
    purpose: str,
    line: str,
    to: str,
    body: str,
    key: str,
    lead: Lead | None = None,
    entry: Entry | None = None,
    envelope: uuid.UUID | None = None,
    send_at: datetime | None = None,
    hours: str = "",
) -> OutgoingText:
    """Sends one text, or has it scheduled, and returns its row, whose `state` tells what happened.

    Call it outside any transaction. Whatever Twilio does, it returns within about five seconds: accepted,
    outbox (will be tried again), unknown (will be looked up) or failed (`error_code`; see errors_in_words).

    Args:
        purpose: of `OutgoingText.Purpose`.
        line: the firm's own number it leaves from, E.164.
        to: E.164. Lives in memory and in the sealed row only.
        key: one press of Send; the same key returns the first row and sends nothing.
        envelope: the arrival it answers, by id; ignored while that envelope is still spooled.
        send_at: when it shall leave, `gateway.SOONEST` to `LATEST` ahead; None: at once.
        hours: "8-20", the hours this person asked for; what has to wait leaves within them.

    Raises:
        TooLong: nothing was written or sent.
        OperationalError, NoDeskKey: the row could not be written, so nothing was sent.
    """
    if too_long(body):
        raise TooLong
    text = prepare(purpose, line, to, body, key, hours)
    text.lead, text.entry, text.send_at = lead, entry, send_at
    if envelope and Envelope.objects.filter(pk=envelope).exists():
        text.envelope_id = envelope
    try:
        with transaction.atomic(durable=True):
            text.save(force_insert=True)
    except IntegrityError:
        return OutgoingText.objects.get(key=key)
    return _dial(text, to, body)


def prepare(purpose: str, line: str, to: str, body: str, key: str, hours: str = "") -> OutgoingText:
    """An unsaved row, number and words sealed to the desk; the caller commits it before dialling."""
    text = OutgoingText(id=uuid.uuid4(), purpose=purpose, line=line, key=key, attempts=1)
    text.sealed = seal_record(
        text.id, SEALED_AS, {"to": to, "body": body, "hours": hours, "at": timezone.now().isoformat()}
    )
    return text


def status_path(text_id: uuid.UUID) -> str:
    """Where Twilio reports on this text: our own id, so a report that beats its answer still matches."""
    return reverse("twilio:text-status", args=[text_id])


def status_url(text_id: uuid.UUID) -> str:
    return settings.PUBLIC_BASE_URL + status_path(text_id) + RETRY


def read_sealed(desk: OpenedDesk, text: OutgoingText) -> dict[str, str]:
    """`to`, `body`, `hours` and `at` of a text.

    Raises:
        Tampered: the blob is not this row's.
    """
    return desk.open_record(bytes(text.sealed), text.id, SEALED_AS)


def _held_back(text: OutgoingText, to: str) -> int | None:
    """Why it does not leave, as Twilio's code for the same; None when it may."""
    if text.purpose == Purpose.ACKNOWLEDGEMENT and to in STOPPED:
        return OPTED_OUT
    return limits.refusal(text.purpose, to)


def _dial(text: OutgoingText, to: str, body: str) -> OutgoingText:
    if code := _held_back(text, to):
        _settle(text, State.FAILED, code)
        return text
    try:
        sent = gateway().send_text(TextToSend(text.line, to, body, status_url(text.id), text.send_at))
    except TryLater as error:
        _could_not_leave(text, error.code)
    except Refused as error:
        _settle(text, State.FAILED, error.code)
        if error.code == OPTED_OUT:
            _opted_out(text, to)
    except OutcomeUnknown as error:
        _settle(text, State.UNKNOWN, error.code)
    except Exception:  # noqa: BLE001  a fault of ours after the request left must not lose the row's outcome
        logger.error("text %s: the gateway broke", text.id)
        _settle(text, State.UNKNOWN, None)
    else:
        _accepted(text, sent)
    return text


def _opted_out(text: OutgoingText, to: str) -> None:
    """The desk learns by a sealed envelope; should that be impossible now, Twilio refuses the next text again."""
    try:
        refused_by_twilio(to, text.line, str(text.id))
    except (OSError, VaultError):
        logger.error("text %s: the opt-out could not be kept", text.id)


def _accepted(text: OutgoingText, sent: SentText) -> None:
    status = sent.status if sent.status in State.values else State.ACCEPTED
    text.sid, text.state = sent.sid, status
    try:
        apply_status(text.id, status, sid=sent.sid, error_code=sent.error_code)
        text.refresh_from_db(fields=["state", "sid", "error_code", "not_before"])
    except OperationalError:
        logger.warning("text %s: sent, but its row was not reached; it will be looked up", text.id)


def _could_not_leave(text: OutgoingText, code: int | None) -> None:
    if text.purpose in {Purpose.BELL, Purpose.TEST}:
        _settle(text, State.FAILED, code)  # the bell has other ways, and rings again
        return
    # Twilio's queue of a line drains at one segment a second, so a full one (21611) is given minutes.
    first, longest = (FIRST_WAIT, LONGEST_WAIT) if code != QUEUE_FULL else (LONGEST_WAIT, LONGEST_QUEUE_WAIT)
    wait = min(first * 2 ** (text.attempts - 1), longest)
    _settle(text, State.OUTBOX, code, not_before=timezone.now() + wait)


def _settle(text: OutgoingText, state: str, code: int | None, not_before: datetime | None = None) -> None:
    """Writes an outcome that no status report has overtaken."""
    text.state, text.error_code, text.not_before = state, code, not_before
    try:
        changed = OutgoingText.objects.filter(pk=text.pk, state=State.SENDING).update(
            state=state, error_code=code, not_before=not_before, changed_at=timezone.now()
        )
        if not changed:
            text.refresh_from_db(fields=["state", "sid", "error_code", "not_before"])
    except OperationalError:
        logger.warning("text %s: outcome not written; it will be looked up", text.id)


def waiting_outbox() -> QuerySet[OutgoingText]:
    """Texts that could not leave, oldest first: shown red, and listed before the desk is locked."""
    return OutgoingText.objects.filter(state=State.OUTBOX).order_by("created_at")


def retry_outbox(desk: OpenedDesk, *, all_now: bool = False) -> int:
    """Sends what waits and is due; returns how many left. Two desks at once send each text once.

    Args:
        all_now: somebody pressed "try again": the waiting time is skipped.
    """
    now = timezone.now()
    _drop_stale(now)
    due = waiting_outbox()
    if not all_now:
        due = due.filter(Q(not_before=None) | Q(not_before__lte=now))
    left = 0
    for text in due[:AT_ONCE]:
        # Whoever moves the row out of the outbox sends it; the other desk finds nothing to move.
        if not OutgoingText.objects.filter(pk=text.pk, state=State.OUTBOX).update(
            state=State.SENDING, attempts=F("attempts") + 1, changed_at=timezone.now()
        ):
            continue
        text.attempts += 1
        try:
            content = read_sealed(desk, text)
        except VaultError:
            _settle(text, State.FAILED, None)
            continue
        if later := _not_yet(text, content["to"], quiet_hours.read_hours(content.get("hours", ""))):
            _settle(text, State.OUTBOX, text.error_code, not_before=later - clock.turned())
            continue
        _dial(text, content["to"], content["body"])
        if text.state == State.OUTBOX:
            break  # the next would be refused as well
        left += 1
    return left


def _not_yet(text: OutgoingText, to: str, own: quiet_hours.Hours | None) -> datetime | None:
    """The moment a waiting text may leave, when that is not now: nobody is texted at night by a retry."""
    now = clock.now()
    if text.send_at and text.send_at > now:
        # Too close for Twilio to schedule: it waits here, and the first open desk sends it.
        return None if text.send_at >= now + SOONEST else text.send_at
    text.send_at = None
    if timezone.now() - text.created_at < quiet_hours.ANSWERING or quiet_hours.may_send(to, now, own):
        return None
    return quiet_hours.next_moment(to, now, own) or now + timedelta(hours=12)


def _drop_stale(now: datetime) -> None:
    OutgoingText.objects.filter(state=State.OUTBOX, purpose=Purpose.ACKNOWLEDGEMENT, created_at__lt=now - STALE).update(
        state=State.CANCELED, changed_at=now
    )
