"""A text arrives: sealed and durable before Twilio hears yes, and perhaps acknowledged in the same breath."""

import re
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import OperationalError, transaction
from twilio.twiml.messaging_response import MessagingResponse

from intake.mailbox import drop
from intake.models import Envelope, OutgoingText
from intake.phone import lines, remote
from intake.phone.acknowledgements import body_for
from intake.phone.caller import Caller, read_caller
from intake.phone.concatenated import readable
from intake.phone.keywords import START, STOP, keyword
from intake.phone.optouts import STOPPED, note
from intake.phone.outgoing import prepare, status_path
from intake.phone.remembered import Remembered
from intake.phone.urgent_words import urgent_words

MOST_PICTURES = 10  # Twilio's own limit
MEDIA = re.compile(r"/2010-04-01/Accounts/(AC[0-9a-f]{32})/Messages/([MS]M[0-9a-f]{32})/Media/(ME[0-9a-f]{32})")

ACKNOWLEDGED = Remembered(12 * 60 * 60)


def receive(form: Mapping[str, str], *, answering: bool = True) -> str:
    """Takes one inbound text and returns the TwiML that answers it.

    Args:
        answering: False when nobody reads the answer, so no acknowledgement is due.

    Raises:
        OSError, NoDeskKey: it could not be kept; Twilio must bring it again.
    """
    caller = read_caller(form.get("From", ""))
    body = form.get("Body", "").replace("\x00", "")
    sid = form["MessageSid"]
    words = readable(body)
    word = keyword(words, form.get("OptOutType", ""))
    if word in {STOP, START}:
        note(caller.number, word)
        said = {"sid": sid, "from": caller.number, "line": form["To"], "type": word, "body": body}
        _keep(Envelope.Kind.OPT_OUT, said, sid)
        return _answer(None, "")  # Twilio itself answers these words
    content: dict[str, object] = {
        "sid": sid,
        "from": caller.number,
        "line": form["To"],
        "body": body,
        "media": _media(form),
        "short_code": caller.short_code,
        "opt_out": word,
        "urgent_words": urgent_words(words),
    }
    acknowledgement = None
    if answering and not content["opt_out"] and _acknowledgement_due(caller, sid):
        acknowledgement = prepare(
            OutgoingText.Purpose.ACKNOWLEDGEMENT, form["To"], caller.number, body_for("", True, ""), f"ack:{sid}"
        )
    if not _keep(Envelope.Kind.TEXT, content, sid, acknowledgement):
        acknowledgement = None
    return _answer(acknowledgement, body_for("", True, ""))


def _keep(
    kind: Envelope.Kind, content: Mapping[str, object], sid: str, acknowledgement: OutgoingText | None = None
) -> bool:
    """Seals and keeps it; True when the acknowledgement's row was committed with it."""
    urgent = bool(content.get("urgent_words"))
    envelope_id = uuid.uuid4()
    try:
        with transaction.atomic():
            receipt = drop(kind, dict(content), key=sid, urgent=urgent, envelope_id=envelope_id)
            if not receipt.fresh:
                return False  # a replay: what was due has been said
            if Envelope.objects.filter(pk=receipt.id).exists():
                if acknowledgement:
                    acknowledgement.envelope_id = receipt.id
                    acknowledgement.save(force_insert=True)
                remote.expect(kind, content, receipt.id)
                return acknowledgement is not None
    except OperationalError:
        # Locked, full or gone before the first write: the mailbox spools it.
        drop(kind, dict(content), key=sid, urgent=urgent, envelope_id=envelope_id)
    # In the spool, where no row can say that an acknowledgement left: none is sent, the next text gets it.
    if acknowledgement:
        ACKNOWLEDGED.forget(str(content["from"]))
    return False


def _media(form: Mapping[str, str]) -> list[dict[str, str]]:
    """SID and claimed type of each picture; an address that is not this message's own is ignored."""
    number = form.get("NumMedia", "0")
    found = []
    for index in range(min(int(number) if number.isdecimal() else 0, MOST_PICTURES)):
        match = MEDIA.search(form.get(f"MediaUrl{index}", ""))
        if match and match[1] == settings.TWILIO_ACCOUNT_SID and match[2] == form["MessageSid"]:
            found.append({"sid": match[3], "type": form.get(f"MediaContentType{index}", "")})
    return found


def _acknowledgement_due(caller: Caller, sid: str) -> bool:
    """At most once per person in twelve hours, and never to a machine, to ourselves or to who said STOP."""
    if not caller.textable or caller.number in STOPPED or lines.is_ours(caller.number):
        return False
    return ACKNOWLEDGED.claim(caller.number, sid)


def _answer(acknowledgement: OutgoingText | None, words: str) -> str:
    response = MessagingResponse()
    if acknowledgement:
        response.message(words, action=status_path(acknowledgement.id), method="POST")
    return str(response)
