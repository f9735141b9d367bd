"""A call: kept the moment it rings, offered to who is on duty, else to the voicemail.

Callers whose number is hidden are never one person. "Connected" is our own record of the staff's key 1:
Twilio's DialCallStatus says "completed" of a whisper that nobody accepted as well.
"""

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
from intake.phone import bell, lines, remote, twiml
from intake.phone.caller import read_caller
from intake.phone.duty import on_duty
from intake.phone.spoken import DETAINED_KEY, VOICES

Form = Mapping[str, str]


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
    """Keeps the call, then greets.

    Raises:
        OSError, NoDeskKey: it could not be kept.
    """
    line = lines.line(form["To"])
    _keep_call(form, urgent=bool(line and line.urgent))
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
        calls = InboundCall.objects.filter(pk=form["CallSid"])
        if changes:
            calls.update(**changes)
        call = calls.first()
        return _offer(form["To"], language, urgent=bool(call and call.urgent) or key == DETAINED_KEY)
    except DatabaseError:
        return twiml.voicemail(language)


def _offer(to: str, language: str, *, urgent: bool) -> str:
    line = lines.line(to)
    if line and not urgent and not is_open(line, timezone.now()):
        return twiml.voicemail(language, spoken_hours(line))
    # Half a sentence of urgency is worth a ring at night; the staff themselves say when they are on duty.
    staff = list(on_duty().exclude(notice_phone="")[: twiml.MOST_PHONES])
    return twiml.ring(language, staff, to) if staff else twiml.voicemail(language)


def spoken_hours(line: ContactNumber) -> dict[str, str]:
    return {code: ". ".join(lines_of_hours(line, code)).replace("\N{NO-BREAK SPACE}", " ") for code in VOICES}


def whisper(form: Form, member_id: int) -> str | None:
    """What the staff hear; None when the call is not one of ours."""
    call = InboundCall.objects.filter(pk=form.get("ParentCallSid", "")).first()
    return twiml.whisper(lines.firm_name(), call.language, member_id, urgent=call.urgent) if call else None


def accept(form: Form, member_id: int) -> str | None:
    """One atomic claim decides who takes the call; the second hears that it is taken."""
    calls = InboundCall.objects.filter(pk=form.get("ParentCallSid", ""))
    if not calls.exists():
        return None
    member = StaffMember.objects.filter(pk=member_id, is_active=True).first()
    if form.get("Digits") != "1" or member is None:
        return twiml.hang_up()
    won = calls.filter(accepted_by=None).update(accepted_by=member, outcome="answered")
    if not won and not calls.filter(accepted_by=member).exists():
        return twiml.taken()
    sid = form["ParentCallSid"]
    bell.acknowledge(Envelope.objects.filter(key__in=[sid, detained_key(sid)]).values_list("pk", flat=True), member)
    return twiml.connect()


def after_ringing(form: Form) -> str:
    """Nobody pressed 1: the voicemail. Somebody did: the conversation is over."""
    try:
        call = InboundCall.objects.filter(pk=form["CallSid"]).first()
    except DatabaseError:
        call = None
    if call and call.accepted_by_id:
        return twiml.hang_up()
    return twiml.voicemail(call.language if call else "")


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
    seconds = form.get("RecordingDuration", "0")
    content = {
        "recording_sid": sid,
        "call_sid": call_sid,
        "from": read_caller(form.get("From") or CALLERS.number(call_sid)).number,
        "line": call.line if call else form.get("To", ""),
        "language": language,
        "seconds": int(seconds) if seconds.isdecimal() else 0,
    }
    envelope_id = uuid.uuid4()
    options: dict[str, Any] = {"key": sid, "urgent": bool(call and call.urgent), "envelope_id": envelope_id}
    try:
        with transaction.atomic():
            if drop(Envelope.Kind.VOICEMAIL, content, **options).fresh:
                remote.expect(Envelope.Kind.VOICEMAIL, content, envelope_id)
                InboundCall.objects.filter(pk=call_sid, outcome="").update(outcome="voicemail")
    except OperationalError:
        drop(Envelope.Kind.VOICEMAIL, content, **options)
    return language


def end(form: Form) -> None:
    """The call is over: nobody answered it if nothing else is known, and Twilio's record may go."""
    calls = InboundCall.objects.filter(pk=form["CallSid"])
    calls.filter(outcome="").update(outcome="missed")
    remote.to_erase("call", form["CallSid"], after=remote.AFTER_CALL)


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
