"""Who the desk knows right now: the leads' numbers and addresses, in memory, for one filing.

There is no phone index outside the seal, so threading happens here, at an unlocked desk.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from intake.desk.cards import Card, open_cards
from intake.models import Lead
from intake.vault import OpenedDesk

MOST_BEFORE = 3  # done leads suggested beside a new one


def numbers_on(card: Card) -> set[str]:
    return {thread["number"] for thread in card.threads} | ({card.phone} if card.phone else set())


@dataclass
class Known:
    """Looks leads up by what their cards say."""

    desk: OpenedDesk
    cards: dict[uuid.UUID, Card] = field(default_factory=dict)
    by_thread: dict[str, set[uuid.UUID]] = field(default_factory=lambda: defaultdict(set))
    by_phone: dict[str, set[uuid.UUID]] = field(default_factory=lambda: defaultdict(set))
    by_email: dict[str, set[uuid.UUID]] = field(default_factory=lambda: defaultdict(set))
    by_call: dict[str, uuid.UUID] = field(default_factory=dict)

    @classmethod
    def of(cls, desk: OpenedDesk) -> "Known":
        """Every lead that is not done. A done one is never continued: a number may have changed hands since."""
        known = cls(desk)
        rows = Lead.objects.exclude(status=Lead.Status.DONE).values_list("id", "epoch", "card")
        for lead_id, card in open_cards(desk, rows.iterator(chunk_size=2000)):
            known.add(lead_id, card)
        return known

    def add(self, lead_id: uuid.UUID, card: Card) -> None:
        self.cards[lead_id] = card
        for thread in card.threads:
            self.by_thread[thread["number"]].add(lead_id)
            self.by_phone[thread["number"]].add(lead_id)
        if card.phone:
            self.by_phone[card.phone].add(lead_id)
        if card.email:
            self.by_email[card.email.casefold()].add(lead_id)
        for sid in card.calls:
            self.by_call[sid] = lead_id

    @cached_property
    def past(self) -> dict[uuid.UUID, Card]:
        """The done leads, the latest first; opened only when a new lead or an opt-out asks."""
        rows = Lead.objects.filter(status=Lead.Status.DONE).order_by("-received_hour")
        return dict(open_cards(self.desk, rows.values_list("id", "epoch", "card").iterator(chunk_size=2000)))

    def with_number(self, number: str) -> list[uuid.UUID]:
        """Every lead of this number, open or done: who says STOP says it to all of them."""
        if not number:
            return []
        before = [lead_id for lead_id, card in self.past.items() if number in numbers_on(card)]
        return [*sorted(self.by_phone.get(number, ())), *before]

    def card(self, lead_id: uuid.UUID) -> Card:
        return self.cards.get(lead_id) or self.past[lead_id]

    def own_threads(self, number: str, line: str, *, same_line: bool) -> list[uuid.UUID]:
        """The leads whose own conversation is with `number`, the one spoken with last first."""
        found: list[tuple[str, uuid.UUID]] = [
            (thread.get("last", ""), lead_id)
            for lead_id in self.by_thread.get(number, ())
            for thread in self.cards[lead_id].threads
            if thread["number"] == number and (not same_line or thread["line"] in {line, ""})
        ]
        return list(dict.fromkeys(lead_id for _last, lead_id in sorted(found, reverse=True))) if number else []

    def sharing(self, card: Card, other_than: uuid.UUID) -> list[dict[str, str]]:
        """Leads with the same number or address: perhaps the same person, perhaps a cousin's phone."""
        numbers, address = numbers_on(card), card.email.casefold()
        before = [
            lead_id
            for lead_id, done in (self.past.items() if numbers or address else ())
            if numbers & numbers_on(done) or (address and address == done.email.casefold())
        ]
        why = dict.fromkeys(before[:MOST_BEFORE], "before")
        why |= {lead_id: "email" for lead_id in self.by_email.get(address, ()) if address}
        why |= {lead_id: "phone" for number in numbers for lead_id in self.by_phone.get(number, ())}
        why.pop(other_than, None)
        return [{"lead": str(lead_id), "why": reason} for lead_id, reason in why.items()]
