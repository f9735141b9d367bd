"""Opens what arrived and files it: into the lead it continues, or into a new one.

Two desks may file at once and each envelope is filed once: a batch holds one lock (a row of `DeskKey`;
on SQLite the IMMEDIATE transaction itself). Skipping locked rows instead would let two batches make two
leads of one person. An envelope that does not open is marked spoiled, is shown as a lead of its own,
and stops nothing else.

**What joins, and what is only suggested.** A text, a call or a voicemail carries a number the phone
network vouches for. It joins the open lead whose *own* conversation is with that number: one that a text
or call from it began, or one the firm has texted at that number. A text joins on the same line; a call
and its voicemail come in on whichever line was dialled. A *form* that shares a number or an address with
a lead is only suggested there, and needs one human key: whoever typed it vouches for nothing, and phones
are shared, recycled and taken.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from firm.models import ContactNumber, StaffMember
from intake.desk import promise
from intake.desk.audit import record
from intake.desk.cards import Card, Details, new_entry, open_card, open_details, seal
from intake.desk.from_private_page import file_message
from intake.desk.known import Known
from intake.desk.permissions import FORM, KEYPRESS, WROTE, permit
from intake.desk.urgency import judge
from intake.mailbox.reference import new_reference
from intake.models import Band, Channel, DeskKey, Entry, Envelope, Lead, OutgoingText, PrivatePage
from intake.phone.concatenated import readable
from intake.phone.keywords import STOP, UNCLEAR
from intake.phone.remote import expect
from intake.phone.scheduling import ask_to_cancel, cancel_asked
from intake.vault import OpenedDesk, VaultError
from intake.vault.visitor import page_id

BATCH = 50
PATIENCE = 1.0  # seconds one request may spend filing; the next poll goes on
KEPT = timedelta(days=90)
PREVIEW = 140

# A form says what it says; the rest is a promise about how the firm will behave until told otherwise.
DEFAULT_RULES: dict[str, Any] = {"neutral": True, "no_voicemail": True, "hours": "8-20", "words": ""}


def file_arrivals(desk: OpenedDesk) -> int:
    """Files what waits in the mailbox; cheap when nothing does. Returns how many envelopes were filed."""
    filed, began = 0, time.monotonic()
    while Envelope.objects.filter(filed_at=None).exists():
        batch = file_batch(desk)
        filed += batch
        if not batch or time.monotonic() - began > PATIENCE:
            break
    if filed:
        cancel_asked()  # who said STOP gets nothing that was scheduled; the worker goes on where this could not
    return filed


def file_batch(desk: OpenedDesk) -> int:
    with transaction.atomic():
        DeskKey.objects.select_for_update().order_by("-epoch").first()  # one batch at a time
        # Of one minute the forms come before the messages that continue them: "form" < "message".
        waiting = Envelope.objects.filter(filed_at=None).order_by("received_at", "kind", "id")
        envelopes = list(waiting[:BATCH])
        if not envelopes:
            return 0
        batch = Batch(desk, Known.of(desk), promise.lines(), acknowledged=unclaimed())
        batch.adopt_late()
        batch.file(envelopes)
        batch.save()
    return len(envelopes)


def unclaimed() -> dict[uuid.UUID, list[OutgoingText]]:
    """Acknowledgements that no lead has yet, by the envelope they answered."""
    texts = OutgoingText.objects.filter(lead=None, purpose=OutgoingText.Purpose.ACKNOWLEDGEMENT)
    found: dict[uuid.UUID, list[OutgoingText]] = {}
    for text in texts.exclude(envelope=None).only("id", "envelope_id", "line", "created_at"):
        found.setdefault(cast(uuid.UUID, text.envelope_id), []).append(text)
    return found


@dataclass
class Batch:
    """What one transaction will write, planned in memory first so that one bad envelope undoes nothing."""

    desk: OpenedDesk
    known: Known
    lines: list[ContactNumber]
    leads: dict[uuid.UUID, tuple[Lead, Card, Details]] = field(default_factory=dict)
    fresh: set[uuid.UUID] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    positions: dict[uuid.UUID, int] = field(default_factory=dict)
    envelopes: list[Envelope] = field(default_factory=list)
    acknowledged: dict[uuid.UUID, list[OutgoingText]] = field(default_factory=dict)  # by envelope
    adopted: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)  # outgoing text → lead
    pages: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)  # private page → lead
    silenced: set[uuid.UUID] = field(default_factory=set)  # leads whose waiting and scheduled texts go nowhere

    def file(self, envelopes: list[Envelope]) -> None:
        """Plans every envelope, in the order things were said; never raises for what is inside one.

        A row tells its minute only, so the order within it is known once they are open.
        """
        arrivals = [self.open(envelope) for envelope in envelopes]
        for arrival in sorted(arrivals, key=lambda arrival: arrival.at):
            try:
                self.place(arrival)
            except (VaultError, KeyError, TypeError, ValueError, AttributeError):
                self.spoil(arrival.envelope)
            arrival.envelope.received_at = hour_of(arrival.envelope.received_at)
            arrival.envelope.filed_at = timezone.now()
            self.envelopes.append(arrival.envelope)

    def open(self, envelope: Envelope) -> "Arrival":
        try:
            return Arrival.read(envelope, self.desk.open_record(envelope.sealed, envelope.id, envelope.kind))
        except (VaultError, KeyError, TypeError, ValueError, AttributeError):
            envelope.spoiled = True
            return Arrival(envelope=envelope, at=envelope.received_at, card=Card())

    def place(self, arrival: "Arrival") -> None:
        if arrival.envelope.spoiled:
            self.spoil(arrival.envelope)
            return
        HANDLERS[Envelope.Kind(arrival.envelope.kind)](self, arrival)
        expect(arrival.envelope.kind, arrival.content, arrival.envelope.id)
        arrival.envelope.sealed = b""  # the key stays, so a late replay is still refused

    def spoil(self, envelope: Envelope) -> None:
        """Keeps the blob as evidence and puts an alarm in the queue where it cannot be overlooked."""
        envelope.spoiled = True
        arrival = Arrival(envelope=envelope, at=envelope.received_at, card=Card(reason="spoiled"))
        lead = self.open_lead(arrival, floor=Band.HOUR)
        body = {"at": arrival.at.isoformat(), "what": "spoiled", "id": str(envelope.id)}
        self.add(lead, Entry.Kind.SYSTEM, arrival, body)

    def lead_of(self, lead_id: uuid.UUID) -> tuple[Lead, Card, Details]:
        if lead_id not in self.leads:
            lead = Lead.objects.select_for_update().get(pk=lead_id)
            self.leads[lead_id] = (lead, open_card(self.desk, lead), open_details(self.desk, lead))
        return self.leads[lead_id]

    def open_lead(self, arrival: "Arrival", *, floor: int = Band.NEXT, status: str = "") -> Lead:
        """A new lead; urgency and promise are computed from what arrived."""
        card, envelope = arrival.card, arrival.envelope
        verdict = judge(arrival.facts, arrival.words)
        card.reason = card.reason or verdict.reason
        band = min(verdict.band, floor)
        quarantined = envelope.suspect and not status
        lead = Lead(
            id=uuid.uuid4(),
            reference=arrival.reference or new_reference(),
            received_hour=hour_of(arrival.at),
            channel=arrival.channel,
            status=status or (Lead.Status.QUARANTINED if quarantined else Lead.Status.OPEN),
            band=band,
            # Nobody is promised an answer to spam, nor to a plain "STOP".
            promise_due=None if quarantined or status else promise.promised(band, arrival.at, self.lines),
            purge_on=(arrival.at + KEPT).date(),
        )
        lead.queue_at = lead.promise_due or lead.received_hour
        self.adopt(lead, card, envelope.id)
        details = arrival.details
        details.suggestions = self.known.sharing(card, lead.id)
        for other in map(self.known.card, self.known.with_number(card.phone)):  # a STOP is the number's, not the lead's
            card.stopped, card.held = card.stopped or other.stopped, card.held or other.held
        self.leads[lead.id] = (lead, card, details)
        self.fresh.add(lead.id)
        self.known.add(lead.id, card)
        return lead

    def join(self, lead_id: uuid.UUID, arrival: "Arrival") -> Lead:
        """Adds to a lead that goes on: it is ours again, unread, and the clock starts anew."""
        lead, card, _details = self.lead_of(lead_id)
        card.preview, card.seconds, card.about = arrival.card.preview, arrival.card.seconds, arrival.card.about
        card.calls = [*card.calls, *arrival.card.calls][-10:]
        for thread in arrival.card.threads:
            remember_thread(card, thread)
        self.adopt(lead, card, arrival.envelope.id)
        verdict = judge(arrival.facts, arrival.words)
        if verdict.band < lead.band:
            lead.band, card.reason = verdict.band, verdict.reason
        if lead.status != Lead.Status.QUARANTINED:
            fresh_promise = promise.promised(lead.band, arrival.at, self.lines)
            waiting = [due for due in (lead.promise_due, fresh_promise) if due]
            lead.promise_due = min(waiting, default=None)
            lead.queue_at = lead.promise_due or hour_of(arrival.at)
            lead.status, lead.snoozed_until = Lead.Status.OPEN, None
        lead.channel, lead.unread = arrival.channel, True
        self.known.add(lead.id, card)
        return lead

    def change(self, lead_id: uuid.UUID) -> tuple[Lead, Card, Details]:
        """A lead about to be marked; what the batch knows of it changes along."""
        lead, card, details = self.lead_of(lead_id)
        if lead.status == Lead.Status.DONE:
            self.known.past[lead.id] = card
        else:
            self.known.add(lead.id, card)
        return lead, card, details

    def add(self, lead: Lead, kind: str, arrival: "Arrival", body: dict[str, Any], *, told_again: bool = False) -> None:
        """`told_again`: one arrival is told in several leads; its envelope, and what hangs on it, is the first one's."""
        if lead.id not in self.positions:
            last = None
            if lead.id not in self.fresh:
                last = Entry.objects.filter(lead_id=lead.id).aggregate(last=Max("position"))["last"]
            self.positions[lead.id] = last or 0
        self.positions[lead.id] += 1
        self.entries.append(
            new_entry(
                self.desk,
                lead,
                kind,
                self.positions[lead.id],
                {"at": arrival.at.isoformat(), **body},
                hour=hour_of(arrival.at),
                envelope=None if told_again else arrival.envelope,
            )
        )

    def save(self) -> None:
        self.rename_taken_references()
        for lead, card, details in self.leads.values():
            seal(self.desk, lead, card, details)
        Lead.objects.bulk_create([lead for lead, _c, _d in self.leads.values() if lead.id in self.fresh])
        for lead in (lead for lead, _c, _d in self.leads.values() if lead.id not in self.fresh):
            lead.row_version += 1
            lead.save()
        Envelope.objects.bulk_update(self.envelopes, ["sealed", "received_at", "filed_at", "spoiled"])
        Entry.objects.bulk_create(self.entries)
        for text_id, lead_id in self.adopted.items():
            OutgoingText.objects.filter(pk=text_id).update(lead_id=lead_id)
        for page, lead_id in self.pages.items():
            PrivatePage.objects.filter(pk=page).update(lead_id=lead_id)
        ask_to_cancel(self.silenced, waiting_too=True)
        spoiled = sum(envelope.spoiled for envelope in self.envelopes)
        actor = StaffMember.objects.filter(pk=self.desk.staff_id).first()
        record(actor, "mailbox.file", filed=len(self.envelopes), spoiled=spoiled)

    def adopt(self, lead: Lead, card: Card, envelope_id: uuid.UUID) -> None:
        """An acknowledgement the firm texted makes the number the lead's own; its row learns its lead."""
        for text in self.acknowledged.pop(envelope_id, ()):
            self.adopted[text.pk] = lead.id
            if card.phone:
                last = text.created_at.isoformat()
                remember_thread(card, {"number": card.phone, "line": text.line, "last": last})

    def adopt_late(self) -> None:
        """Acknowledgements that were still being sent while their form was filed."""
        homes = Entry.objects.filter(envelope__in=list(self.acknowledged)).values_list("envelope_id", "lead_id")
        for envelope_id, lead_id in list(homes):
            lead, card, _details = self.lead_of(lead_id)
            self.adopt(lead, card, envelope_id)
            self.known.add(lead.id, card)

    def rename_taken_references(self) -> None:
        """A form brings the code its visitor saw; in the rare case that code is in use, a new one is given."""
        fresh = [lead for lead, _c, _d in self.leads.values() if lead.id in self.fresh]
        taken = set(
            Lead.objects.filter(reference__in=[lead.reference for lead in fresh]).values_list("reference", flat=True)
        )
        for lead in fresh:
            while lead.reference in taken:
                lead.reference = new_reference()
            taken.add(lead.reference)


@dataclass
class Arrival:
    """One opened envelope, in the words of a lead."""

    envelope: Envelope
    at: datetime
    card: Card
    details: Details = field(default_factory=lambda: Details(rules=dict(DEFAULT_RULES)))
    content: dict[str, Any] = field(default_factory=dict)
    reference: str = ""
    words: str = ""
    facts: frozenset[str] = frozenset()

    @property
    def channel(self) -> str:
        return CHANNELS.get(self.envelope.kind, Channel.TEXT)

    @classmethod
    def read(cls, envelope: Envelope, content: dict[str, Any]) -> "Arrival":
        at = datetime.fromisoformat(content["at"])
        words = str(content.get("question") or readable(content.get("body") or ""))
        # A missed call is urgent for the bell; how urgent the person is, nobody knows yet.
        urgent = envelope.urgent and not content.get("missed")
        said = (("detained", content.get("detained")), ("urgent", urgent), ("missed", content.get("missed")))
        facts = {name for name, is_so in said if is_so}
        sender, line = content.get("from") or "", content.get("line") or ""
        threads = [{"number": sender, "line": line, "last": at.isoformat()}] if sender else []
        card = Card(
            name=content.get("name") or "",
            phone=content.get("phone") or sender,
            email=content.get("email") or "",
            language=content.get("language") or "",
            reach=content.get("reach") or "",
            page=content.get("page"),
            page_title=content.get("page_title") or "",
            preview=" ".join(words.split())[:PREVIEW],
            seconds=int(content.get("seconds") or 0),
            line=line,
            threads=threads,
            calls=[content["call_sid"]] if content.get("call_sid") else [],
            about=content.get("about") or "",
        )
        reference = content.get("reference") or ""
        return cls(envelope, at, card, content=content, reference=reference, words=words, facts=frozenset(facts))


CHANNELS: dict[str, Channel] = {
    Envelope.Kind.FORM: Channel.FORM,
    Envelope.Kind.TEXT: Channel.TEXT,
    Envelope.Kind.CALL: Channel.CALL,
    Envelope.Kind.VOICEMAIL: Channel.VOICEMAIL,
    Envelope.Kind.MESSAGE: Channel.MESSAGE,
}


def file_form(batch: Batch, arrival: Arrival) -> None:
    """Always a lead of its own; what it shares with others is suggested, never joined."""
    content = arrival.content
    neutral = bool(content.get("neutral", True))
    arrival.details = Details(
        rules={**DEFAULT_RULES, "neutral": neutral, "no_voicemail": neutral},
        notice=str(content.get("notice") or ""),
        signs=list(content.get("signs") or []),
        page_path=content.get("page_path") or "",
        visitor_key=content.get("visitor_key") or "",
    )
    if content.get("consent"):
        permit(arrival.details, FORM, arrival.card.phone, arrival.at, content["consent"])
    lead = batch.open_lead(arrival)
    if arrival.details.visitor_key:
        batch.pages[page_id(arrival.reference, arrival.details.visitor_key)] = lead.id
    shown = ("question", "detained", "language", "page_language", "reach", "page_title", "name")
    batch.add(lead, Entry.Kind.FORM, arrival, {key: content.get(key) for key in shown})


def file_text(batch: Batch, arrival: Arrival) -> None:
    """Joins its thread. One that may ask us to stop holds every lead of the number until a person decides."""
    content = arrival.content
    unclear = content.get("opt_out") == UNCLEAR
    lead, also = home_of(batch, arrival, same_line=True)
    permit(batch.leads[lead.id][2], WROTE, arrival.card.phone, arrival.at)
    body = {"body": content.get("body") or "", "media": content.get("media") or [], "line": arrival.card.line}
    body |= {"unclear": unclear, "also": also}
    batch.add(lead, Entry.Kind.TEXT_IN, arrival, body)
    for lead_id in batch.known.with_number(arrival.card.phone) if unclear else ():
        _lead, card, _details = batch.change(lead_id)
        card.held = not card.stopped
        batch.silenced.add(lead_id)


def home_of(batch: Batch, arrival: Arrival, *, same_line: bool) -> tuple[Lead, list[str]]:
    """The lead that a text or call continues, else a new one; and the others it may belong to, by id."""
    homes = batch.known.own_threads(arrival.card.phone, arrival.card.line, same_line=same_line)
    lead = batch.join(homes[0], arrival) if homes else batch.open_lead(arrival)
    return lead, [str(other) for other in homes[1:]]


def file_call(batch: Batch, arrival: Arrival) -> None:
    """A call, what it asked for, or the voicemail it left: one lead, found by the call itself, then by the caller."""
    content = arrival.content
    known = batch.known.by_call.get(content.get("call_sid") or "")
    lead, also = (batch.join(known, arrival), []) if known else home_of(batch, arrival, same_line=False)
    if content.get("consent"):  # "press 2 and we text you"
        permit(batch.leads[lead.id][2], KEYPRESS, arrival.card.phone, arrival.at, content["consent"])
    voicemail = arrival.envelope.kind == Envelope.Kind.VOICEMAIL
    body = {
        "what": next((what for what in ("detained", "missed", "consent") if content.get(what)), ""),
        "line": arrival.card.line,
        "language": arrival.card.language,
        "seconds": arrival.card.seconds,
        "call_sid": content.get("call_sid") or "",
        "stir": content.get("stir") or "",
        "also": also,
    }
    kind = Entry.Kind.VOICEMAIL if voicemail else Entry.Kind.CALL_IN
    batch.add(lead, kind, arrival, body)


def file_opt_out(batch: Batch, arrival: Arrival) -> None:
    """STOP and START mark every lead of that number, done ones too; the composer refuses while it is stopped.

    One that belongs to nobody is still kept, as a lead that is done: it is the record that they asked.
    """
    content = arrival.content
    kind, words, by = str(content["type"]), str(content.get("body") or ""), str(content.get("by") or "")
    stop = {"at": arrival.at.isoformat(), "type": kind, "line": arrival.card.line, "words": words, "by": by}
    homes = batch.known.with_number(arrival.card.phone)
    for position, lead_id in enumerate(homes or [batch.open_lead(arrival, status=Lead.Status.DONE).id]):
        lead, card, details = batch.change(lead_id)
        card.stopped, card.held = kind == STOP, False
        details.stops.append(stop)
        lead.unread = lead.unread or lead.status != Lead.Status.DONE
        if card.stopped:
            batch.silenced.add(lead.id)
        body = {"what": kind.lower(), "line": arrival.card.line, "words": words, "by": by}
        # The envelope is one entry's; the others tell the same.
        batch.add(lead, Entry.Kind.SYSTEM, arrival, body, told_again=position > 0)


HANDLERS: dict[Envelope.Kind, Callable[[Batch, Arrival], None]] = {
    Envelope.Kind.FORM: file_form,
    Envelope.Kind.TEXT: file_text,
    Envelope.Kind.CALL: file_call,
    Envelope.Kind.VOICEMAIL: file_call,
    Envelope.Kind.MESSAGE: file_message,
    Envelope.Kind.OPT_OUT: file_opt_out,
}


def remember_thread(card: Card, thread: dict[str, str]) -> None:
    """Adds a conversation the network vouched for, or moves its last moment on."""
    others = [one for one in card.threads if (one["number"], one["line"]) != (thread["number"], thread["line"])]
    card.threads = [*others, thread]


def hour_of(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
