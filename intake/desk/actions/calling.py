"""Calling somebody on a lead through the firm's line: one's own phone rings first."""

import uuid
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from firm.models import ContactNumber, StaffMember
from intake.desk.actions.change import allow, changing, next_position
from intake.desk.cards import Card, new_entry, open_card
from intake.desk.clock import hour_of
from intake.models import Entry, OutgoingCall
from intake.phone import click_to_call, lines
from intake.phone.limits import country_allowed
from intake.phone.outgoing_calls import OPEN
from intake.vault import OpenedDesk

RINGS = timedelta(seconds=45)  # one's own phone, and the time to press 1


class CannotCall(Exception):
    """Why no phone rings, in words for the person at the desk."""


def call(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID, call_id: uuid.UUID) -> OutgoingCall:
    """Writes the entry, then rings the actor's own phone; once they press 1 the other side is dialled.

    Args:
        call_id: made with the button; the same press twice rings once.

    Raises:
        CannotCall: no number, one of a country the firm does not call, no phone of one's own, no line that calls, or one's phone rings already.
        PermissionDenied, Lead.DoesNotExist.
    """
    allow(actor)
    if again := OutgoingCall.objects.filter(key=click_to_call.key_of(call_id)).first():
        return again
    if not actor.notice_phone:
        raise CannotCall(_("Say in your account which phone of yours is to ring. Then press Call again."))
    if OutgoingCall.objects.filter(staff=actor, state__in=OPEN, created_at__gt=timezone.now() - RINGS).exists():
        raise CannotCall(_("Your phone is ringing already. Answer it, or wait until it stops."))
    with changing(actor, lead_id, "lead.call-out", entry=str(call_id)) as lead:
        card = open_card(desk, lead)
        line = line_for(card)
        if not card.phone:
            raise CannotCall(_("No phone number was given."))
        if not country_allowed(card.phone):
            raise CannotCall(_("The firm calls no numbers of that country."))
        if not line:
            raise CannotCall(_("The firm has no line that takes calls, so there is no number to show them."))
        entry = Entry.objects.filter(pk=call_id, lead=lead).first()  # the same press comes twice at once, too
        if entry is None:
            now = timezone.now()
            body = {"at": now.isoformat(), "line": line, "through": True}
            entry = new_entry(
                desk, lead, Entry.Kind.CALL_OUT, next_position(lead), body,
                id=call_id, hour=hour_of(now), author=actor,
            )  # fmt: skip
            entry.save(force_insert=True)
        lead.assignee = lead.assignee or actor
    return click_to_call.place(actor, lead, entry, card.phone, line)


def line_for(card: Card) -> str:
    """The number they see: the line they know if it takes calls, else the one every staff phone shows."""
    calling = set(ContactNumber.objects.exclude(kind=ContactNumber.Kind.TEXT).values_list("number", flat=True))
    known = [thread["line"] for thread in reversed(card.threads) if thread["number"] == card.phone]
    return next((line for line in [*known, card.line] if line in calling), "") or lines.shown_to_staff()
