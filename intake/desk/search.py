"""Finds a lead by name, number, address, code, update or words: every card is opened, and no index is kept."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import JaroWinkler

from intake.desk.cards import Card, open_cards
from intake.desk.urgency import folded
from intake.models import Lead
from intake.vault import OpenedDesk

SHOWN = 30
ENOUGH = 0.86  # Jaro-Winkler similarity from which a name counts as found; "Roza" finds "Rosa"
FEWEST_DIGITS = 4


@dataclass(frozen=True)
class Sought:
    """A question made ready once: folded words, and the digits of a number."""

    words: str
    digits: str

    @classmethod
    def of(cls, asked: str) -> "Sought":
        digits = re.sub(r"\D", "", asked)
        return cls(" ".join(folded(asked).split()), digits if len(digits) >= FEWEST_DIGITS else "")

    def score(self, reference: str, card: Card) -> float:
        """0 when it is not the one; 100 when it surely is."""
        if self.words.replace("-", "").replace(" ", "") == reference.casefold().replace("-", ""):
            return 101
        if self.digits and any(self.digits in number for number in (card.phone, *(t["number"] for t in card.threads))):
            return 100
        text = folded(f"{card.name} {card.email} {card.page_title} {card.preview}")
        if self.words in text:
            return 99
        name = folded(card.name)
        best = max(JaroWinkler.similarity(self.words, part) for part in (name, *name.split(), ""))
        return best if best >= ENOUGH else 0


def search(desk: OpenedDesk, asked: str) -> list[uuid.UUID]:
    """Ids of the best matches, best first. Reads every card: half a second per 100,000."""
    sought = Sought.of(asked)
    if not sought.words:
        return []
    references: dict[uuid.UUID, str] = {}

    def rows() -> Iterator[tuple[uuid.UUID, int, bytes | memoryview]]:
        for lead_id, reference, epoch, card in (
            Lead.objects.order_by().values_list("id", "reference", "epoch", "card").iterator(chunk_size=2000)
        ):
            references[lead_id] = reference
            yield lead_id, epoch, card

    found = [(sought.score(references[lead_id], card), lead_id) for lead_id, card in open_cards(desk, rows())]
    return [lead_id for score, lead_id in sorted(found, key=lambda pair: -pair[0]) if score][:SHOWN]
