"""Changing a published number: one person proposes, a second confirms, every attorney is told."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from firm.models import ContactNumber, NumberChange, StaffMember
from firm.page_cache import bump
from firm.roles import Role
from intake.desk import audit
from intake.desk.settings import notices

FIELDS = (
    *("number", "kind", "label", "languages", "urgent", "hours", "holidays"),
    *("ring", "first_language", "direct", "answer_keys", "shown_to_staff"),
)
# What decides where a frightened caller ends up. The rest is how the line is described.
NEEDS_TWO = frozenset({"number", "kind", "urgent", "direct"})
MAY_PROPOSE = (Role.ADMINISTRATOR,)
MAY_DECIDE = (Role.ADMINISTRATOR, Role.ATTORNEY)


class Refused(Exception):
    """The change cannot be made; the message says why, in words for the person at the desk."""


def changed_fields(line: ContactNumber, wanted: dict[str, Any]) -> dict[str, Any]:
    """Only what would be different."""
    return {name: value for name, value in wanted.items() if getattr(line, name) != value}


@transaction.atomic
def propose(actor: StaffMember, line: ContactNumber | None, wanted: dict[str, Any] | None) -> NumberChange | None:
    """Keeps a change until a second person confirms it; hours, label and languages apply at once.

    Args:
        line: the line to change; None makes a new one.
        wanted: the fields of ContactNumber as they should be; None removes the line.

    Raises:
        Refused: another change of this line waits, or the actor may not.
    """
    allow(actor, MAY_PROPOSE)
    if line and NumberChange.objects.select_for_update().filter(contact_number=line, decided_at=None).exists():
        raise Refused(_("A change of this line waits already. Let somebody decide on it first."))
    proposed = dict(wanted or {})
    if line and wanted is not None:
        proposed = changed_fields(line, wanted)
        if not proposed:
            return None
    change = NumberChange(contact_number=line, proposed=proposed, proposed_by=actor)
    alone = line is not None and wanted is not None and not NEEDS_TWO & proposed.keys()
    if alone:
        change.decided_by, change.decided_at, change.accepted = actor, timezone.now(), True
        apply(change)
    change.save()
    note(change, "number.change" if alone else "number.propose", actor)
    return change


@transaction.atomic
def decide(actor: StaffMember, change_id: int, *, accepted: bool) -> NumberChange:
    """A second person confirms or refuses; who proposed may only withdraw.

    Raises:
        Refused: decided already, not a second person, or no longer possible.
    """
    change = NumberChange.objects.select_for_update().get(pk=change_id)
    if change.decided_at:
        raise Refused(_("Somebody has decided on this already."))
    if change.proposed_by_id == actor.pk:
        if accepted:
            raise Refused(_("Somebody else must confirm what you proposed."))
        allow(actor, MAY_PROPOSE + MAY_DECIDE)
    else:
        allow(actor, MAY_DECIDE)
    change.decided_by, change.decided_at, change.accepted = actor, timezone.now(), accepted
    if accepted:
        apply(change)
    change.save()
    note(change, "number.confirm" if accepted else "number.refuse", actor)
    return change


def allow(actor: StaffMember, roles: tuple[Role, ...]) -> None:
    if not actor.is_active or not actor.has_role(*roles):
        raise Refused(_("Your role does not allow this."))


def apply(change: NumberChange) -> None:
    """Makes the change, inside the caller's transaction; the website shows it within two seconds.

    Raises:
        Refused: another line has taken the number meanwhile.
    """
    line = change.contact_number or ContactNumber(position=ContactNumber.objects.count())
    if change.removes:
        change.proposed = {"removed": {name: getattr(line, name) for name in FIELDS}}
        change.contact_number = None
        line.delete()
    else:
        if "number" in change.proposed:
            line.texts_proven_at = None  # nobody has seen a text leave from the new one
        for name, value in change.proposed.items():
            setattr(line, name, value)
        try:
            line.full_clean()
        except ValidationError as problem:
            raise Refused(" ".join(problem.messages)) from None
        line.save()
        change.contact_number = line
    bump()


def note(change: NumberChange, action: str, actor: StaffMember) -> None:
    """The audit row, with the fields' names and not their values, and the mail to every attorney."""
    audit.record(actor, action, change.pk, line=change.contact_number_id, fields=sorted(change.proposed))
    transaction.on_commit(lambda: notices.tell_attorneys(change, action))
