"""Who must not be texted: noted in memory for what this process sends by itself, and sealed for the desk.

There is no table of opted-out numbers. The list that holds while the desk is locked is Twilio's own
(Advanced Opt-Out of the Messaging Service); the desk learns of each opt-out by a sealed envelope.
"""

from intake.mailbox import drop
from intake.models import Envelope
from intake.phone.keywords import START, STOP
from intake.phone.remembered import Remembered

# Twilio keeps the real list; this spares it an attempt, and us a text between its STOP and ours.
STOPPED = Remembered(24 * 60 * 60)


def note(number: str, kind: str) -> None:
    """Remembers a STOP for a day, or forgets it at START."""
    if kind == STOP:
        STOPPED.claim(number)
    elif kind == START:
        STOPPED.forget(number)


def refused_by_twilio(number: str, line: str, key: str) -> None:
    """Error 21610, at sending or in a report: they said STOP where we did not see it. The desk must know.

    Args:
        key: of what was refused, so that a repeated report is one envelope.

    Raises:
        OSError, NoDeskKey: neither the database nor the spool took it.
    """
    note(number, STOP)
    said = {"sid": "", "from": number, "line": line, "type": STOP, "body": "", "by": "21610"}
    drop(Envelope.Kind.OPT_OUT, said, key=f"21610:{key}")
