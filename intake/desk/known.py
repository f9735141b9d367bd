"""Who the desk knows right now: the open leads' numbers and addresses, in memory, for one filing.

There is no phone index outside the seal, so threading happens here, at an unlocked desk.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from intake.desk.cards import Card, open_cards
from intake.models import Lead
from intake.vault import OpenedDesk


@dataclass
class Known:
    """Looks leads up by what their cards say."""

    cards: dict[uuid.UUID, Card] = field(default_factory=dict)
    by_thread: dict[str, set[uuid.UUID]] = field(default_factory=lambda: defaultdict(set))
    by_phone: dict[str, set[uuid.UUID]] = field(default_factory=lambda: defaultdict(set))
    by_email: dict[str, set[uuid.UUID]] = field(default_factory=lambda: defaultdict(set))
    by_call: dict[str, uuid.UUID] = field(default_factory=dict)

    @classmethod
    def of(cls, desk: OpenedDesk) -> "Known":
        """Every lead that is not done. Done ones are left out: a number may have changed hands since."""
        known = cls()
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

    def own_thread(self, number: str, line: str, *, same_line: bool) -> uuid.UUID | None:
        """The lead whose own conversation is with `number`; the one spoken with last, when there are two."""
        found: list[tuple[str, uuid.UUID]] = [
            (thread.get("last", ""), lead_id)
            for lead_id in self.by_thread.get(number, ())
            for thread in self.cards[lead_id].threads
            if thread["number"] == number and (not same_line or thread["line"] in {line, ""})
        ]
        return max(found)[1] if number and found else None

    def sharing(self, card: Card, other_than: uuid.UUID) -> list[dict[str, str]]:
        """Leads with the same number or address: perhaps the same person, perhaps a cousin's phone."""
        why = {lead_id: "email" for lead_id in self.by_email.get(card.email.casefold(), ()) if card.email}
        numbers = {thread["number"] for thread in card.threads} | ({card.phone} if card.phone else set())
        why |= {lead_id: "phone" for number in numbers for lead_id in self.by_phone.get(number, ())}
        why.pop(other_than, None)
        return [{"lead": str(lead_id), "why": reason} for lead_id, reason in why.items()]
