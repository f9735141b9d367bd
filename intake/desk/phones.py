"""Who answers which line now, as the rail and the settings say it; and the switch that changes it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from firm.facts import published
from firm.models import ContactNumber, StaffMember
from firm.opening_hours import is_open
from intake.desk import audit
from intake.models import HandOver
from intake.phone import hand_over, rota
from intake.phone.duty import is_on_duty, set_duty


@dataclass(frozen=True)
class Answered:
    """One published line and who answers it, first to be rung first."""

    label: str
    number: str
    line_id: int
    holders: tuple[rota.Holder, ...]
    open: bool
    mine: bool
    apart: bool  # this person may hand it over and keep their others

    @property
    def bare(self) -> bool:
        """The line says it is open, and nobody is there."""
        return self.open and not self.holders


@dataclass(frozen=True)
class Phones:
    soon: datetime  # a shift that ends later than this just goes on, as the rail says it
    lines: tuple[Answered, ...]
    unplanned: tuple[rota.Holder, ...]  # put themselves on duty
    mine: bool  # this person answers something now
    questions: tuple[HandOver, ...] = ()
    colleagues: tuple[StaffMember, ...] = ()  # who could take over from them

    @property
    def bare(self) -> list[Answered]:
        return [line for line in self.lines if line.bare]

    @property
    def apart(self) -> list[Answered]:
        """The lines among which this person may choose what to hand over; none when there is nothing to choose."""
        found = [line for line in self.lines if line.apart]
        return found if sum(line.mine for line in self.lines) > 1 else []


def of(staff: StaffMember, moment: datetime, *, asked: bool = True) -> Phones:
    """Every line at `moment`, and what concerns this person.

    Args:
        asked: whether a hand-over may concern them; False spares the query.
    """
    held = rota.holders(moment)
    lines = tuple(answered(line, held.get(line.number, []), staff, moment) for line in published())
    mine = any(one.staff.pk == staff.pk for each in held.values() for one in each)
    return Phones(
        moment + timedelta(days=1),
        lines,
        tuple(held[""]),
        mine,
        tuple(hand_over.concerning(staff)) if asked else (),
        colleagues(staff) if mine else (),
    )


def answered(line: ContactNumber, holders: list[rota.Holder], staff: StaffMember, moment: datetime) -> Answered:
    own = next((one for one in holders if one.staff.pk == staff.pk), None)
    return Answered(
        line.label,
        line.number,
        line.pk,
        tuple(holders),
        is_open(line, moment),
        mine=own is not None,
        apart=own is not None and own.position != rota.UNPLANNED,
    )


def colleagues(staff: StaffMember) -> tuple[StaffMember, ...]:
    """Whom this person may hand the phones to."""
    return tuple(one for one in rota.everybody() if one.pk != staff.pk)


def hand_over_to(staff: StaffMember, taker: str, number: str = "") -> str:
    """Asks a colleague to take the line of this number ("" for all that the person holds), on record.

    Returns what to tell the person.
    """
    line = next((one for one in published() if one.number == number), None)
    if number and line is None:
        return _("This line is not published any more.")
    try:
        with transaction.atomic():
            question = hand_over.ask(staff, int(taker) if taker.isdecimal() else 0, line)
            audit.record(staff, "duty.hand-over", question.taker_id, line=question.line_id)
    except hand_over.CannotHandOver as reason:
        return str(reason)
    said = {"name": question.taker.get_short_name(), "line": line.label if line else ""}
    if line:
        return _("%(name)s is asked to take “%(line)s”. Until they accept, you hold it.") % said
    return _("%(name)s is asked. Until they accept, you hold the phones.") % said


def answer(staff: StaffMember, question_id: int, said: str) -> str:
    """What the asked person says ("yes", "no"), or the asker having read it ("read"); on record."""
    if said not in {"yes", "no"}:
        hand_over.read(staff, question_id)
        return ""
    try:
        with transaction.atomic():
            question = hand_over.answer(staff, question_id, accepted=said == "yes")
            action = "duty.take-over" if question.accepted else "duty.decline"
            audit.record(staff, action, question.giver_id, line=question.line_id)
    except hand_over.CannotHandOver as reason:
        return str(reason)
    if not question.accepted:
        return _("They are told that you cannot.")
    if question.line:
        return _("You have “%(line)s” now.") % {"line": question.line.label}
    return _("You have the phones now.")


def switch(staff: StaffMember, on: bool) -> None:
    """Puts this person on or off duty, on record. Who leaves an open line with nobody has the attorneys told."""
    with transaction.atomic():
        if is_on_duty(staff) == on:
            return
        set_duty(staff, on)
        audit.record(staff, "duty.on" if on else "duty.off", staff.pk)
