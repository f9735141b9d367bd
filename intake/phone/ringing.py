"""Whom a call rings, in which order, and for how long before the voicemail answers."""

from firm.models import ContactNumber, StaffMember
from firm.roles import Role
from intake.models import InboundCall
from intake.phone import lines, twiml
from intake.phone.clock import now
from intake.phone.duty import attorneys, on_duty

MOST_PHONES = 5
MOST_ROUNDS = 3
# Seconds of ringing a caller is asked to bear in all; past that a person wants to speak to something.
BEARABLE = 100
BEARABLE_URGENT = 300


def whom_to_ring(line: str, *, urgent: bool, round_number: int = 1) -> list[StaffMember]:
    """Who has a phone and is on duty, first to be rung first.

    An urgent call rings attorneys before paralegals, and from the second round on (or when nobody is on duty)
    the attorneys who are off duty as well.
    """
    staff = list(on_duty(line or None, now()).exclude(notice_phone=""))
    if urgent:
        staff.sort(key=lambda member: not member.has_role(Role.ATTORNEY))  # stable: duty decides within
        if round_number > 1 or not staff:
            staff += [member for member in attorneys().exclude(notice_phone="") if member not in staff]
    return staff[:MOST_PHONES]


def rounds(phones: int, *, together: bool, urgent: bool) -> int:
    """How often the list is gone through: a hard cap, whatever the staff set."""
    one = twiml.RING * (1 if together else max(phones, 1))
    return max(1, min(MOST_ROUNDS, (BEARABLE_URGENT if urgent else BEARABLE) // one))


def ring(call: InboundCall | None, line: ContactNumber | None, language: str, round_number: int = 1) -> str | None:
    """The document of one round; None when nobody is left to ring or the rounds are over."""
    urgent = bool(call and call.urgent)
    number = line.number if line else ""
    staff = whom_to_ring(number, urgent=urgent, round_number=round_number)
    together = bool(line and line.ring == ContactNumber.Ring.ALL)
    if not staff or round_number > rounds(len(staff), together=together, urgent=urgent):
        return None
    if call:
        InboundCall.objects.filter(pk=call.pk).update(step=InboundCall.Step.RINGING)
    direct = bool(line and line.direct)
    shown = lines.shown_to_staff() or number
    keys = line.answer_keys if line and direct and round_number == 1 else ""
    ringing = twiml.Round(staff, shown, round_number, together, answered=not direct or bool(keys) or round_number > 1)
    return twiml.ring_at_once(keys, ringing) if direct else twiml.ring(language, ringing)
