"""Reply by text, staff note, logged call: what is added to a lead's timeline from this side."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firm.models import StaffMember
from intake.desk.actions.change import allow, changing, lock, next_position
from intake.desk.actions.triage import open_again
from intake.desk.cards import Card, Details, new_entry, open_card, open_details, open_entry, remember_thread, seal
from intake.desk.clock import hour_of
from intake.desk.keeping import spoke
from intake.desk.texting import CannotText, read_moment, text_route, texting
from intake.models import Draft, Entry, Lead, OutgoingText
from intake.phone import clock
from intake.phone.outgoing import TooLong, retry_outbox, send_now
from intake.phone.scheduling import cancel_asked
from intake.phone.segments import too_long
from intake.vault import OpenedDesk, VaultError

State = OutgoingText.State
UNSENT = (State.SCHEDULED, State.OUTBOX, State.SENDING, State.UNKNOWN)
INBOUND = (Entry.Kind.FORM, Entry.Kind.TEXT_IN, Entry.Kind.CALL_IN, Entry.Kind.VOICEMAIL, Entry.Kind.MESSAGE)
OUTCOMES: dict[str, str | Promise] = {
    "reached": _("Reached"),
    "no-answer": _("No answer"),
    "voicemail": _("Left a voicemail"),
    "busy": _("Busy"),
    "wrong": _("Wrong number"),
}


NOTHING_TYPED = {"kind": "text", "body": ""}


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
    later: str = ""  # the moment a "send later" button named, ISO 8601; "": now


def reply(desk: OpenedDesk, actor: StaffMember, said: Reply) -> OutgoingText:
    """Writes the entry, then sends it; the state of the returned row says how it went.

    Raises:
        CannotText: they asked us to stop, nothing allows it, the hour is wrong, the text is empty or too long.
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
        card, details = open_card(desk, lead), open_details(desk, lead)
        send_at = allowed_at(desk, lead, card, details, said.later)
        number, line = text_route(card)
        entry = Entry.objects.filter(pk=said.send_id, lead=lead).first()
        if entry is None:
            # Only a first press asks; a retry of what is already in the timeline says nothing new.
            if since := arrived_since(lead, said.seen):
                raise NewArrived(since)
            now = timezone.now()
            body = {"at": now.isoformat(), "body": said.body, "line": line}
            body |= {"send_at": send_at.isoformat()} if send_at else {}
            entry = new_entry(
                desk, lead, Entry.Kind.TEXT_OUT, next_position(lead), body,
                id=said.send_id, hour=hour_of(now), author=actor,
            )  # fmt: skip
            entry.save(force_insert=True)
            # From here on what this number writes or says by phone belongs to this lead.
            remember_thread(card, {"number": number, "line": line, "last": now.isoformat()})
            seal(desk, lead, card, details)
        answered(lead, actor)
    return dial(entry, Route(number, line, str(details.rules.get("hours") or "")), said.body, send_at)


def answered(lead: Lead, actor: StaffMember) -> None:
    """It is their turn now; the promise is kept, and the draft was sent."""
    lead.status, lead.promise_due, lead.snoozed_until = Lead.Status.WAITING, None, None
    lead.unread, lead.assignee = False, lead.assignee or actor
    spoke(lead, timezone.now())
    Draft.objects.filter(lead=lead, author=actor).delete()


def allowed_at(desk: OpenedDesk, lead: Lead, card: Card, details: Details, later: str = "") -> datetime | None:
    """When a text may leave: the moment that was chosen, or None for now.

    Raises: CannotText, when it may not leave (then).
    """
    now = clock.now()
    how = texting(card, details, last_said(desk, lead), now)
    if how.refused:
        raise CannotText(how.refused)
    if later:
        return read_moment(later, card, details, now)
    if how.quiet:
        raise CannotText(how.quiet)
    return None


def last_said(desk: OpenedDesk, lead: Lead) -> datetime | None:
    """When this person last wrote or called, by the phone's clock."""
    entry = Entry.objects.filter(lead=lead, kind__in=INBOUND).order_by("-position").first()
    try:
        return datetime.fromisoformat(open_entry(desk, entry)["at"]) + clock.turned() if entry else None
    except (VaultError, KeyError, ValueError):
        return None


@dataclass(frozen=True)
class Route:
    """Where a text goes, from which line, and the hours this person asked for ("8-20")."""

    number: str
    line: str
    hours: str


def dial(entry: Entry, route: Route, body: str, send_at: datetime | None = None) -> OutgoingText:
    """Outside any transaction: the phone writes its own row first, then dials."""
    try:
        return send_now(
            purpose=OutgoingText.Purpose.REPLY, line=route.line, to=route.number, body=body,
            key=key_of(entry.id), lead=entry.lead, entry=entry, send_at=send_at, hours=route.hours,
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
    card = open_card(desk, entry.lead)
    details = open_details(desk, entry.lead)
    allowed_at(desk, entry.lead, card, details)
    dial(entry, Route(*text_route(card), str(details.rules.get("hours") or "")), open_entry(desk, entry)["body"])


def take_back(desk: OpenedDesk, actor: StaffMember, entry_id: uuid.UUID) -> None:
    """Cancels a text that was to leave later. It is our turn again, and the words lie in the composer.

    Raises: CannotText, when it has left already, or Twilio could not be reached.
    """
    entry = Entry.objects.get(pk=entry_id, kind=Entry.Kind.TEXT_OUT)
    texts = OutgoingText.objects.filter(entry=entry, send_at__gt=clock.now())
    with changing(actor, entry.lead_id, "lead.unschedule", entry=str(entry.id)) as lead:
        if not texts.filter(state__in=UNSENT).exists():
            raise CannotText(_("It has left already."))
        texts.filter(state=State.OUTBOX).update(state=State.CANCELED, cancel_asked=True, changed_at=timezone.now())
        texts.filter(state__in=UNSENT).update(cancel_asked=True, changed_at=timezone.now())
        open_again(lead)
    cancel_asked()
    if not Draft.objects.filter(lead=lead, author=actor).exists():
        save_draft(desk, actor, entry.lead_id, "text", open_entry(desk, entry)["body"])
    if not texts.filter(state=State.CANCELED).exists():
        raise CannotText(_("Twilio does not answer. It goes on being cancelled; look again in a minute."))


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
        lock([lead_id])  # the same press comes twice at once, too
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
            spoke(lead, now)
            if what.body.get("outcome") == "reached":
                lead.promise_due, lead.unread = None, False
                lead.status = Lead.Status.WAITING if lead.status == Lead.Status.OPEN else lead.status
                lead.assignee = lead.assignee or actor


def save_draft(
    desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID, kind: str, body: str, send_id: uuid.UUID | None = None
) -> None:
    """Keeps half-typed words, sealed; empty ones are forgotten. No audit row: nothing was said yet.

    Args:
        send_id: of the composer they stand in; what was sent from it meanwhile is no draft any more.
    """
    allow(actor)
    if not body.strip():
        Draft.objects.filter(lead_id=lead_id, author=actor).delete()
        return
    with transaction.atomic():
        lock([lead_id])  # a Send under way comes first
        if send_id and Entry.objects.filter(pk=send_id).exists():
            return
        draft, _fresh = Draft.objects.select_for_update().get_or_create(
            lead_id=lead_id, author=actor, defaults={"epoch": desk.epoch, "body": b""}
        )
        draft.epoch = desk.epoch
        draft.body = desk.seal_row(draft.id, "draft", {"kind": kind, "body": body})
        draft.save()


def read_draft(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID) -> dict[str, str]:
    """`kind` and `body` of one's own draft on a lead; empty when there is none."""
    draft = Draft.objects.filter(lead_id=lead_id, author=actor).first()
    return desk.open_row(draft.id, "draft", draft.epoch, draft.body) if draft else NOTHING_TYPED
