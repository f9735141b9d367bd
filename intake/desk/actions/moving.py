"""A text or call that joined the wrong one of two leads of its number: a person moves it, and Z moves it back."""

import uuid
from contextlib import ExitStack
from typing import Any

from django.db import transaction
from django.utils import timezone

from firm.models import StaffMember
from intake.desk.actions.change import allow, changing, columns, next_position, put_back
from intake.desk.actions.talking import INBOUND
from intake.desk.actions.triage import open_again
from intake.desk.arrivals import PREVIEW
from intake.desk.cards import Card, open_card, open_details, open_entry, remember_thread, seal
from intake.desk.known import numbers_on
from intake.models import AuditEvent, Entry, Lead
from intake.vault import OpenedDesk, VaultError

MOVABLE = (Entry.Kind.TEXT_IN, Entry.Kind.CALL_IN, Entry.Kind.VOICEMAIL)


class CannotMove(Exception):
    """That entry cannot belong to that lead."""


def move(desk: OpenedDesk, actor: StaffMember, entry_id: uuid.UUID, to_id: uuid.UUID) -> Lead:
    """Moves one entry to another open lead of its number, which is ours again; what follows joins that one.

    Raises: CannotMove, Entry.DoesNotExist, PermissionDenied.
    """
    return _moved(desk, actor, entry_id, to_id, None)


def back(desk: OpenedDesk, actor: StaffMember, step: AuditEvent) -> Lead:
    """Takes a move back.

    Raises: CannotMove, when somebody moved it on since.
    """
    return _moved(desk, actor, uuid.UUID(step.facts["entry"]), uuid.UUID(step.subject), step)


def _moved(
    desk: OpenedDesk, actor: StaffMember, entry_id: uuid.UUID, to_id: uuid.UUID, undone: AuditEvent | None
) -> Lead:
    allow(actor)
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=entry_id, kind__in=MOVABLE)
        from_id, body = entry.lead_id, open_entry(desk, entry)
        if str(to_id) not in body.get("also", ()):
            raise CannotMove
        with ExitStack() as both:
            step: dict[str, Any] = {"entry": str(entry_id), "to": str(to_id)} | (
                {"undoes": undone.id} if undone else {}
            )
            leads = {}
            for each in sorted((from_id, to_id)):  # one order, or two people deadlock
                action = "lead.moved-in" if each == to_id else "lead.undo" if undone else "lead.move"
                leads[each] = both.enter_context(changing(actor, each, action, **step))
            home, target = leads[from_id], leads[to_id]
            body["also"] = [str(from_id) if other == str(to_id) else other for other in body["also"]]
            entry.lead, entry.position, entry.epoch = target, next_position(target), desk.epoch
            entry.body = desk.seal_row(entry.id, "body", body)
            entry.save()
            _recarded(desk, home, target, str(body.get("line") or ""))
            if undone is None:
                open_again(target)
                target.unread = True
            elif columns(target) == undone.facts["after"]:
                put_back(target, undone.facts["before"])
    return target


def _recarded(desk: OpenedDesk, home: Lead, target: Lead, line: str) -> None:
    """Both cards say what their leads said last; the number speaks with `target` now."""
    cards = {lead: open_card(desk, lead) for lead in (home, target)}
    shared = sorted(numbers_on(cards[home]) & numbers_on(cards[target]))
    for number in shared[:1]:
        remember_thread(cards[target], {"number": number, "line": line, "last": timezone.now().isoformat()})
    for lead, card in cards.items():
        card.preview = _last_words(desk, lead, card)
        seal(desk, lead, card, open_details(desk, lead))


def _last_words(desk: OpenedDesk, lead: Lead, card: Card) -> str:
    last = Entry.objects.filter(lead=lead, kind__in=INBOUND).order_by("-position").first()
    if last is None:
        return ""
    try:
        body: dict[str, Any] = open_entry(desk, last)
    except VaultError:
        return card.preview
    return " ".join(str(body.get("body") or body.get("question") or "").split())[:PREVIEW]
