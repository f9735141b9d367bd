"""What one filing will write, planned in memory and written together."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils import timezone

from firm.models import ContactNumber, StaffMember
from intake.desk import promise
from intake.desk.arrivals import Arrival
from intake.desk.audit import record
from intake.desk.cards import Card, Details, new_entry, open_card, open_details, remember_thread, seal
from intake.desk.clock import hour_of
from intake.desk.keeping import spoke
from intake.desk.known import Known
from intake.desk.urgency import judge
from intake.mailbox.reference import new_reference
from intake.models import Band, Entry, Envelope, Lead, OutgoingText, PrivatePage
from intake.phone.remote import expect
from intake.phone.scheduling import ask_to_cancel
from intake.vault import OpenedDesk, VaultError


@dataclass
class Batch:
    """What one transaction will write, planned in memory first so that one bad envelope undoes nothing."""

    desk: OpenedDesk
    known: Known
    lines: list[ContactNumber]
    handlers: Mapping[str, Callable[["Batch", Arrival], None]]  # by kind of envelope
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

    def open(self, envelope: Envelope) -> Arrival:
        try:
            return Arrival.read(envelope, self.desk.open_record(envelope.sealed, envelope.id, envelope.kind))
        except (VaultError, KeyError, TypeError, ValueError, AttributeError):
            envelope.spoiled = True
            return Arrival(envelope=envelope, at=envelope.received_at, card=Card())

    def place(self, arrival: Arrival) -> None:
        if arrival.envelope.spoiled:
            self.spoil(arrival.envelope)
            return
        self.handlers[arrival.envelope.kind](self, arrival)
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

    def open_lead(self, arrival: Arrival, *, floor: int = Band.NEXT, status: str = "") -> Lead:
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
        )
        spoke(lead, arrival.at)
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

    def join(self, lead_id: uuid.UUID, arrival: Arrival) -> Lead:
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
        spoke(lead, arrival.at)
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

    def add(self, lead: Lead, kind: str, arrival: Arrival, body: dict[str, Any], *, told_again: bool = False) -> None:
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
