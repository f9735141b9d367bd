"""A call: kept the moment it rings, offered to who is on duty, else to the voicemail.

Callers whose number is hidden are never one person. "Connected" is our own record of the staff's key 1:
Twilio's DialCallStatus says "completed" of a whisper that nobody accepted as well.
"""

import logging
import threading
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone

from firm.models import ContactNumber, StaffMember
from firm.opening_hours import is_open, lines_of_hours
from intake.mailbox import drop
from intake.models import Envelope, InboundCall
from intake.phone import bell, lines, remote, text_me, twiml
from intake.phone.caller import read_caller
from intake.phone.clock import now
from intake.phone.missed import miss
from intake.phone.ringing import ring
from intake.phone.spoken import DETAINED_KEY, GONE, TAKEN, TEXT_KEY, VOICES
from intake.phone.text_me import may_text

SHORTEST_MESSAGE = 2  # seconds; a shorter recording is kept, but the call counts as missed
Form = Mapping[str, str]
logger = logging.getLogger(__name__)


class Callers:
    """Who is on which call, in memory, while it lasts: a voicemail's callback does not say."""

    MOST = 500

    def __init__(self) -> None:
        self._numbers: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, call_sid: str, number: str) -> None:
        with self._lock:
            self._numbers[call_sid] = number
            while len(self._numbers) > self.MOST:
                self._numbers.popitem(last=False)

    def number(self, call_sid: str) -> str:
        with self._lock:
            return self._numbers.get(call_sid, "")


CALLERS = Callers()


def arrive(form: Form) -> str:
    """Keeps the call, then greets; a direct line rings people at once.

    Raises:
        OSError, NoDeskKey: it could not be kept.
    """
    line = lines.line(form["To"])
    _keep_call(form, urgent=bool(line and line.any_hour))
    if line and line.direct:
        return _ring_or_record(form, line, 1)
    return twiml.greeting(lines.firm_name())


def choose(form: Form) -> str:
    """The caller pressed a key, or nothing: 1 and 2 choose a language, 9 says that somebody is detained."""
    key = form.get("Digits", "")
    language = next((code for code, voice in VOICES.items() if voice.key == key), "")
    changes: dict[str, Any] = {"language": language} if language else {}
    if key == DETAINED_KEY:
        _keep_call(form, urgent=True, detained=True)
        changes["urgent"] = True
    try:
        if changes:
            InboundCall.objects.filter(pk=form["CallSid"]).update(**changes)
        return _ring_or_record(form, lines.line(form["To"]), 1)
    except DatabaseError:
        return twiml.voicemail(language)


def _ring_or_record(form: Form, line: ContactNumber | None, round_number: int) -> str:
    """One round of ringing, or, when closed or nobody is left to ring, what is offered instead."""
    try:
        call = InboundCall.objects.filter(pk=form["CallSid"]).first()
        language = spoken_to(call, line)
        # Half a sentence of urgency is worth a ring at night; the staff themselves say when they are on duty.
        if line and not (call and call.urgent) and not is_open(line, now()):
            return _offer(form, line, language, spoken_hours(line))
        return ring(call, line, language, round_number) or _offer(form, line, language)
    except DatabaseError:
        return twiml.voicemail("")


def _offer(form: Form, line: ContactNumber | None, language: str, hours: dict[str, str] | None = None) -> str:
    """A text, for who can get one; the voicemail for everybody."""
    if may_text(form.get("From", ""), line):
        _at(form, InboundCall.Step.OFFERED)
        return twiml.offer_text(language, hours)
    _at(form, InboundCall.Step.RECORDING)
    return twiml.voicemail(language, hours)


def text_or_record(form: Form) -> str:
    """The caller pressed 2 for a text, or waited for the tone.

    Raises:
        OSError, NoDeskKey: the consent could not be kept.
    """
    line = lines.line(form["To"])
    try:
        call = InboundCall.objects.filter(pk=form["CallSid"]).first()
        language = spoken_to(call, line)
        pressed = form.get("Digits") == TEXT_KEY
        outcome = text_me.send(form["CallSid"], form.get("From", ""), line, language) if pressed else ""
        if outcome in {"texted", "before"}:
            return twiml.texted(language, before=outcome == "before")
        _at(form, InboundCall.Step.RECORDING)
        return twiml.message(language, text=outcome or "none" if pressed else "")
    except DatabaseError:
        return twiml.message("")


def spoken_to(call: InboundCall | None, line: ContactNumber | None) -> str:
    """The caller's language; the line's own for who pressed no key; "" for every language."""
    return (call.language if call else "") or (line.silent_language if line else "")


def _at(form: Form, step: InboundCall.Step) -> None:
    InboundCall.objects.filter(pk=form["CallSid"]).update(step=step)


def spoken_hours(line: ContactNumber) -> dict[str, str]:
    return {code: ". ".join(lines_of_hours(line, code)).replace("\N{NO-BREAK SPACE}", " ") for code in VOICES}


def whisper(form: Form, member_id: int) -> str | None:
    """What the staff hear; None when the call is not one of ours."""
    call = InboundCall.objects.filter(pk=form.get("ParentCallSid", "")).first()
    if call is None:
        return None
    line = lines.line(call.line)
    return twiml.whisper(line.label if line else "", call.language, member_id, urgent=call.urgent)


def accept(form: Form, member_id: int) -> str | None:
    """One atomic claim decides who takes the call; the second hears that it is taken."""
    calls = InboundCall.objects.filter(pk=form.get("ParentCallSid", ""))
    if not calls.exists():
        return None
    member = StaffMember.objects.filter(pk=member_id, is_active=True).first()
    if form.get("Digits") != "1" or member is None:
        return twiml.hang_up()
    won = calls.filter(accepted_by=None, ended_at=None).update(accepted_by=member, outcome="answered")
    if not won and not calls.filter(accepted_by=member).exists():
        return twiml.tell_staff(TAKEN if calls.exclude(accepted_by=None).exists() else GONE)
    sid = form["ParentCallSid"]
    bell.acknowledge(Envelope.objects.filter(key__in=[sid, detained_key(sid)]).values_list("pk", flat=True), member)
    return twiml.connect()


def after_ringing(form: Form, round_number: int) -> str:
    """Nobody pressed 1: the next round, then the voicemail. Somebody did: the conversation is over."""
    try:
        if InboundCall.objects.filter(pk=form["CallSid"]).exclude(accepted_by=None).exists():
            return twiml.hang_up()
    except DatabaseError:
        return twiml.voicemail("")
    return _ring_or_record(form, lines.line(form["To"]), round_number + 1)


def keep_voicemail(form: Form) -> str:
    """Keeps one recording exactly once, whichever of Twilio's two reports comes first; returns the language.

    Raises:
        OSError, NoDeskKey: it could not be kept.
    """
    call_sid, sid = form["CallSid"], form["RecordingSid"]
    try:
        call = InboundCall.objects.filter(pk=call_sid).first()
    except DatabaseError:
        call = None
    language = call.language if call else ""
    duration = form.get("RecordingDuration", "0")
    seconds = int(duration) if duration.isdecimal() else 0
    content = {
        "recording_sid": sid,
        "call_sid": call_sid,
        "from": read_caller(form.get("From") or CALLERS.number(call_sid)).number,
        "line": call.line if call else form.get("To", ""),
        "language": language,
        "seconds": seconds,
    }
    envelope_id = uuid.uuid4()
    options: dict[str, Any] = {"key": sid, "urgent": bool(call and call.urgent), "envelope_id": envelope_id}
    try:
        with transaction.atomic():
            if drop(Envelope.Kind.VOICEMAIL, content, **options).fresh:
                remote.expect(Envelope.Kind.VOICEMAIL, content, envelope_id)
                if seconds > SHORTEST_MESSAGE:
                    InboundCall.objects.filter(pk=call_sid, outcome__in=["", "missed"]).update(outcome="voicemail")
    except OperationalError:
        drop(Envelope.Kind.VOICEMAIL, content, **options)
    return language


def no_recording(form: Form) -> None:
    """Twilio recorded nothing: silence, or a fault (its code is all that is kept)."""
    if form.get("ErrorCode", "0") != "0":
        logger.warning("call %s: no recording (%s)", form["CallSid"], form["ErrorCode"])
    call = InboundCall.objects.filter(pk=form["CallSid"], outcome="").first()
    if call:
        miss(call, read_caller(form.get("From") or CALLERS.number(call.pk)).number)


def end(form: Form) -> None:
    """The call is over. Nobody answered it if nothing else is known; while a message was being recorded, the
    recording's own report decides (`missed.settle_lost` when none comes).

    Raises:
        OSError, NoDeskKey: the missed call could not be kept.
    """
    calls = InboundCall.objects.filter(pk=form["CallSid"])
    calls.filter(ended_at=None).update(ended_at=timezone.now())
    remote.to_erase("call", form["CallSid"], after=remote.AFTER_CALL)
    call = calls.filter(outcome="").first()
    if call and call.step != InboundCall.Step.RECORDING:
        miss(call, read_caller(form.get("From", "")).number)


def detained_key(call_sid: str) -> str:
    return f"{call_sid}:detained"


def _keep_call(form: Form, *, urgent: bool, detained: bool = False) -> None:
    """Seals the call. The key "somebody is detained" is an arrival of its own, so that it rings at once."""
    sid, caller = form["CallSid"], read_caller(form.get("From", ""))
    CALLERS.note(sid, form.get("From", ""))
    content = {
        "call_sid": sid,
        "from": caller.number,
        "line": form["To"],
        "language": "",
        "stir": form.get("StirVerstat", ""),
        "detained": detained,
    }
    envelope_id = uuid.uuid4()
    options: dict[str, Any] = {
        "key": detained_key(sid) if detained else sid,
        "urgent": urgent,
        "envelope_id": envelope_id,
    }
    try:
        with transaction.atomic():
            if drop(Envelope.Kind.CALL, content, **options).fresh and not detained:
                InboundCall.objects.create(
                    call_sid=sid, line=form["To"], language="", envelope=envelope_id, urgent=urgent
                )
    except OperationalError:
        drop(Envelope.Kind.CALL, content, **options)
