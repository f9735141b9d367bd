"""What people decide about texting somebody: they asked us to stop, they did not, they said yes."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from firm.models import StaffMember
from intake.ask import wording
from intake.desk.actions.change import changing, lock, next_position
from intake.desk.cards import Card, Details, new_entry, open_card, open_details, seal
from intake.desk.clock import hour_of
from intake.desk.known import Known
from intake.desk.permissions import STAFF, permit
from intake.desk.texting import CannotText
from intake.models import Entry, Lead
from intake.phone.keywords import START, STOP
from intake.phone.scheduling import ask_to_cancel, cancel_asked
from intake.vault import OpenedDesk

BY_STAFF = "staff"


def stop(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID) -> None:
    """They asked us to stop, in whatever words, or on the phone: every line, every lead of the number."""
    with transaction.atomic():
        ids = marked(desk, actor, lead_id, STOP)
        ask_to_cancel(ids, waiting_too=True)
    cancel_asked()


def go_on(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID) -> None:
    """Their words did not mean stop, or a colleague noted one by mistake.

    Raises: CannotText, when they said STOP themselves: only their START lifts that.
    """
    lead = Lead.objects.get(pk=lead_id)
    card, details = open_card(desk, lead), open_details(desk, lead)
    if card.stopped and not stopped_by_staff(details):
        raise CannotText(_("They said STOP themselves. Only they can lift it, by texting START."))
    with transaction.atomic():
        marked(desk, actor, lead_id, START)


def stopped_by_staff(details: Details) -> bool:
    """True when the last word on it is a colleague's, so that a colleague may take it back."""
    return bool(details.stops) and details.stops[-1].get("by") == BY_STAFF


def marked(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID, kind: str) -> list[uuid.UUID]:
    """Marks every lead of this lead's number, and tells it in each timeline; returns their ids."""
    number = open_card(desk, Lead.objects.get(pk=lead_id)).phone
    ids = sorted({lead_id, *Known.of(desk).with_number(number)})
    lock(ids)
    at = timezone.now().isoformat()
    for each in ids:
        with resealed(desk, actor, each, "lead.stop" if kind == STOP else "lead.unstop") as (lead, card, details):
            card.stopped, card.held = kind == STOP, False
            details.stops.append({"at": at, "type": kind, "line": "", "by": BY_STAFF, "words": ""})
            tell(desk, actor, lead, {"what": "staff-stop" if kind == STOP else "staff-go"})
    return ids


def agreed(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID) -> None:
    """They said yes on the phone to the words that were read to them; the words are kept as read."""
    with resealed(desk, actor, lead_id, "lead.consent") as (lead, card, details):
        text = wording.spoken_consent(card.language)
        permit(details, STAFF, card.phone, timezone.now(), {"text": text, "version": wording.CONSENT_VERSION})
        tell(desk, actor, lead, {"what": "agreed"})


@contextmanager
def resealed(
    desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID, action: str
) -> Iterator[tuple[Lead, Card, Details]]:
    """The opened halves of a lead, sealed again when the block ends well."""
    with changing(actor, lead_id, action) as lead:
        card, details = open_card(desk, lead), open_details(desk, lead)
        yield lead, card, details
        seal(desk, lead, card, details)


def tell(desk: OpenedDesk, actor: StaffMember, lead: Lead, body: dict[str, str]) -> None:
    now = timezone.now()
    new_entry(
        desk, lead, Entry.Kind.SYSTEM, next_position(lead), {"at": now.isoformat(), **body},
        hour=hour_of(now), author=actor,
    ).save(force_insert=True)  # fmt: skip
