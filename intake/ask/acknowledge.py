"""The one automatic text a visitor gets: their code, when they asked to be texted."""

import logging
from typing import Any

import phonenumbers

from intake.ask.limits import Tally
from intake.ask.reach import TEXT
from intake.ask.stamp import Once
from intake.mailbox import Receipt
from intake.models import OutgoingText
from intake.phone.acknowledgements import body_for
from intake.phone.outgoing import send_now

log = logging.getLogger(__name__)

# Anybody can type anybody's number, so no number gets more than this, and none abroad gets any: a number
# that earns its owner money with every text would be typed in all day. Staff write to those themselves.
PER_HOUR = 2
REGIONS = frozenset({"US", "PR", "VI", "GU", "AS", "MP", "CA"})
texts_within_the_hour = Tally(60 * 60)

State = OutgoingText.State
LEFT = frozenset({State.ACCEPTED, State.QUEUED, State.SENT, State.DELIVERED, State.READ})
PERHAPS = frozenset({State.SENDING, State.OUTBOX, State.UNKNOWN})


def acknowledge(content: dict[str, Any], once: Once, receipt: Receipt, line: str) -> str:
    """Texts the code from `line` and says how that went: "sent", "perhaps", "not-sent".

    Called only after the envelope is on disk. Never raises, and takes about five seconds at most: the
    request is safe already, and nothing about the text may turn its confirmation into an error.
    """
    if content["reach"] != TEXT:
        return ""
    if not line or not may_text(content["phone"]):
        return "not-sent"
    try:
        text = send_now(
            purpose=OutgoingText.Purpose.ACKNOWLEDGEMENT,
            line=line,
            to=content["phone"],
            body=body_for(content["language"], content["neutral"], content["reference"]),
            key=once.key.replace("form:", "acknowledgement:"),
            envelope=receipt.id,
        )
    except Exception as error:  # noqa: BLE001  (see above)
        log.error("An acknowledgement was not sent: %s", type(error).__name__)
        return "not-sent"
    return outcome(text.state)


def outcome(state: str) -> str:
    """What may honestly be said about a text in this state."""
    if state in LEFT:
        return "sent"
    return "perhaps" if state in PERHAPS else "not-sent"


def may_text(phone: str) -> bool:
    """True for a number at home that has not just been texted."""
    if phonenumbers.region_code_for_number(phonenumbers.parse(phone)) not in REGIONS:
        return False
    return texts_within_the_hour.add(phone) <= PER_HOUR
