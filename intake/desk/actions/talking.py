"""Reply by text, staff note, logged call: what is added to a lead's timeline from this side."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firm.models import ContactNumber, StaffMember
from intake.desk.actions.change import allow, changing, next_position
from intake.desk.cards import Card, new_entry, open_card, open_details, open_entry, seal
from intake.desk.filing import hour_of, remember_thread
from intake.models import Draft, Entry, Lead, OutgoingText
from intake.phone.outgoing import TooLong, retry_outbox, send_now
from intake.phone.segments import too_long
from intake.vault import OpenedDesk

INBOUND = (Entry.Kind.FORM, Entry.Kind.TEXT_IN, Entry.Kind.CALL_IN, Entry.Kind.VOICEMAIL, Entry.Kind.MESSAGE)
OUTCOMES: dict[str, str | Promise] = {
    "reached": _("Reached"),
    "no-answer": _("No answer"),
    "voicemail": _("Left a voicemail"),
    "busy": _("Busy"),
    "wrong": _("Wrong number"),
}


class CannotText(Exception):
    """Why no text may leave, in words for the person at the desk."""


class NewArrived(Exception):
    """They wrote while the reply was being typed; `entries` came since."""

    def __init__(self, entries: list[Entry]) -> None:
        super().__init__()
        self.entries = entries


@dataclass(frozen=True)
class Reply:
    """One press of Send. `send_id` is made with the composer, so the same press twice is one text."""

    lead_id: uuid.UUID
    send_id: uuid.UUID
    body: str
    seen: int  # the last position on the page when the words were written


def reply(desk: OpenedDesk, actor: StaffMember, said: Reply) -> OutgoingText:
    """Writes the entry, then sends it; the state of the returned row says how it went.

    Raises:
        CannotText: no number, or they asked us to stop, or the text is empty or too long.
        NewArrived: read that first; nothing was written.
    """
    allow(actor)
    if again := OutgoingText.objects.filter(key=key_of(said.send_id)).first():
        return again
    if not said.body.strip():
        raise CannotText(_("There is nothing to send yet."))
    if too_long(said.body):
        raise CannotText(_("This is longer than one text may be. Cut it, or send it in two."))
    with changing(actor, said.lead_id, "lead.reply", entry=str(said.send_id)) as lead:
        card = open_card(desk, lead)
        number, line = text_route(card)
        entry = Entry.objects.filter(pk=said.send_id, lead=lead).first()
        if entry is None:
            # Only a first press asks; a retry of what is already in the timeline says nothing new.
            if since := arrived_since(lead, said.seen):
                raise NewArrived(since)
            now = timezone.now()
            body = {"at": now.isoformat(), "body": said.body, "line": line}
            entry = new_entry(
                desk, lead, Entry.Kind.TEXT_OUT, next_position(lead), body,
                id=said.send_id, hour=hour_of(now), author=actor,
            )  # fmt: skip
            entry.save(force_insert=True)
            # From here on what this number writes or says by phone belongs to this lead.
            remember_thread(card, {"number": number, "line": line, "last": now.isoformat()})
            seal(desk, lead, card, open_details(desk, lead))
        lead.status, lead.promise_due, lead.snoozed_until = Lead.Status.WAITING, None, None
        lead.unread, lead.assignee = False, lead.assignee or actor
        Draft.objects.filter(lead=lead, author=actor).delete()
    return dial(lead, entry, number, line, said.body)


def dial(lead: Lead, entry: Entry, number: str, line: str, body: str) -> OutgoingText:
    """Outside any transaction: the phone writes its own row first, then dials."""
    try:
        return send_now(
            purpose=OutgoingText.Purpose.REPLY, line=line, to=number, body=body,
            key=key_of(entry.id), lead=lead, entry=entry,
        )  # fmt: skip
    except TooLong:
        raise CannotText(_("This is longer than one text may be. Cut it, or send it in two.")) from None


def retry(desk: OpenedDesk, actor: StaffMember, entry_id: uuid.UUID) -> None:
    """ "Try again" on a reply that did not leave: what waits in the outbox goes, or the one without a row is dialled.

    Raises: CannotText.
    """
    allow(actor)
    entry = Entry.objects.select_related("lead").get(pk=entry_id, kind=Entry.Kind.TEXT_OUT)
    if OutgoingText.objects.filter(entry=entry).exists():
        retry_outbox(desk, all_now=True)
        return
    number, line = text_route(open_card(desk, entry.lead))
    dial(entry.lead, entry, number, line, open_entry(desk, entry)["body"])


def text_route(card: Card) -> tuple[str, str]:
    """The number to text and the line it leaves from: the line they wrote to, else the first that texts.

    Raises: CannotText.
    """
    if card.stopped:
        raise CannotText(_("They asked us to stop texting this number. Call instead, or wait until they write START."))
    if not card.phone:
        raise CannotText(_("No phone number was given."))
    texting = [number.number for number in ContactNumber.objects.all() if number.texts]
    used = [thread["line"] for thread in reversed(card.threads) if thread["number"] == card.phone]
    line = next((line for line in used if line in texting), None) or next(iter(texting), None)
    if line is None:
        raise CannotText(_("The firm has no line that sends texts."))
    return card.phone, line


def arrived_since(lead: Lead, seen: int) -> list[Entry]:
    return list(Entry.objects.filter(lead=lead, position__gt=seen, kind__in=INBOUND).order_by("position"))


def key_of(send_id: uuid.UUID) -> str:
    return f"reply:{send_id}"


def note(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID, body: str, note_id: uuid.UUID) -> None:
    """For staff only; changes nothing about whose turn it is. The same press twice is one note."""
    _add(desk, actor, lead_id, Written(Entry.Kind.NOTE, note_id, {"body": body}))


def log_call(
    desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID, outcome: str, body: str, call_id: uuid.UUID
) -> None:
    """A call somebody made. Having reached them is an answer: the promise is kept."""
    if outcome not in OUTCOMES:
        raise ValueError
    _add(desk, actor, lead_id, Written(Entry.Kind.CALL_OUT, call_id, {"body": body, "outcome": outcome}))


@dataclass(frozen=True)
class Written:
    """What a person adds to a timeline, under an id made with the composer."""

    kind: str
    id: uuid.UUID
    body: dict[str, Any]


def _add(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID, what: Written) -> None:
    allow(actor)
    with transaction.atomic():
        if Entry.objects.filter(pk=what.id).exists():
            return
        action = "lead.note" if what.kind == Entry.Kind.NOTE else "lead.call"
        with changing(actor, lead_id, action) as lead:
            now = timezone.now()
            new_entry(
                desk, lead, what.kind, next_position(lead), {"at": now.isoformat(), **what.body},
                id=what.id, hour=hour_of(now), author=actor,
            ).save(force_insert=True)  # fmt: skip
            Draft.objects.filter(lead=lead, author=actor).delete()
            if what.body.get("outcome") == "reached":
                lead.promise_due, lead.unread = None, False
                lead.status = Lead.Status.WAITING if lead.status == Lead.Status.OPEN else lead.status
                lead.assignee = lead.assignee or actor


def save_draft(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID, kind: str, body: str) -> None:
    """Keeps half-typed words, sealed; empty ones are forgotten. No audit row: nothing was said yet."""
    allow(actor)
    if not body.strip():
        Draft.objects.filter(lead_id=lead_id, author=actor).delete()
        return
    with transaction.atomic():
        draft, _fresh = Draft.objects.select_for_update().get_or_create(
            lead_id=lead_id, author=actor, defaults={"epoch": desk.epoch, "body": b""}
        )
        draft.epoch = desk.epoch
        draft.body = desk.seal_row(draft.id, "draft", {"kind": kind, "body": body})
        draft.save()


def read_draft(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID) -> dict[str, str]:
    """`kind` and `body` of one's own draft on a lead; empty when there is none."""
    draft = Draft.objects.filter(lead_id=lead_id, author=actor).first()
    return desk.open_row(draft.id, "draft", draft.epoch, draft.body) if draft else {"kind": "text", "body": ""}
