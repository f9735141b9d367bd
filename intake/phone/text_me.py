""" "Press 2 and we text you": a caller's key is their consent, and the text leaves in the same request.

The number is in memory for that request alone. What they were told before they pressed, its version and the
time are sealed with the call; the row of the text is written before Twilio is asked (rule 4).
"""

import uuid

import phonenumbers
from django.db import DatabaseError
from phonenumbers import PhoneNumberType

from firm.models import ContactNumber
from intake.mailbox import drop
from intake.models import Envelope, InboundCall, OutgoingText
from intake.phone import lines, optouts
from intake.phone.caller import read_caller
from intake.phone.outgoing import send_now
from intake.phone.remembered import Remembered
from intake.phone.spoken import CONSENT_VERSION, consent_words, text_words

TEXTED = Remembered(24 * 60 * 60)  # one text a day to one caller, however often they call
# In North America a number does not tell a landline from a mobile; elsewhere it does.
NO_TEXTS = frozenset(
    {PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.PAGER}
)
LEFT = frozenset({"accepted", "scheduled", "queued", "sent", "delivered", "read"})
# Twilio was busy, or did not answer: an open desk sends it or finds out what became of it, or nobody does.
WAITING = frozenset({"sending", "unknown", "outbox"})


def text_line(line: ContactNumber | None) -> str:
    """The number the text leaves from: the one that was called when it texts, else the firm's; "" for none."""
    return line.number if line and line.texts else lines.text_line()


def may_text(called_from: str, line: ContactNumber | None) -> bool:
    """True when a text could reach this caller: not hidden, no machine, no landline we can tell, no STOP of theirs."""
    caller = read_caller(called_from)
    if not caller.textable or caller.number in optouts.STOPPED or lines.is_ours(caller.number):
        return False
    return phonenumbers.number_type(phonenumbers.parse(caller.number)) not in NO_TEXTS and bool(text_line(line))


def send(call_sid: str, called_from: str, line: ContactNumber | None, language: str) -> str:
    """Keeps the consent and texts; returns "texted", "waiting" (it has not left yet), "before" (earlier today) or ""
    (it could not be texted).

    The same keypress posted twice keeps one consent and sends one text.

    Raises:
        OSError, NoDeskKey: the consent could not be kept, so nothing was sent.
    """
    if not may_text(called_from, line):
        return ""
    number, key = read_caller(called_from).number, f"text-me:{call_sid}"
    again = OutgoingText.objects.filter(key=key).first()
    if again:
        return how_it_stands(again)
    agreed = (
        Envelope.Kind.CALL,
        {
            "call_sid": call_sid,
            "from": number,
            "line": line.number if line else "",
            "language": language,
            "consent": {"text": consent_words(language), "version": CONSENT_VERSION},
        },
    )
    receipt = drop(*agreed, key=f"{call_sid}:text", envelope_id=uuid.uuid4())
    if not TEXTED.claim(number):
        InboundCall.objects.filter(pk=call_sid, outcome="").update(outcome="text")
        return "before"
    try:
        sent = send_now(
            purpose=OutgoingText.Purpose.ACKNOWLEDGEMENT,
            line=text_line(line),
            to=number,
            body=text_words(language),
            key=key,
            envelope=receipt.id if receipt.fresh else None,
        )
    except DatabaseError:
        TEXTED.forget(number)
        return ""
    outcome = how_it_stands(sent)
    if outcome != "texted":
        TEXTED.forget(number)  # whoever calls again may ask again: this text may never leave
    if outcome:
        InboundCall.objects.filter(pk=call_sid, outcome="").update(outcome="text")
    return outcome


def how_it_stands(text: OutgoingText) -> str:
    if text.state in LEFT:
        return "texted"
    return "waiting" if text.state in WAITING else ""
