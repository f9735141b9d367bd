"""Finds a lead by name, number, address, code, update or words: every card is opened, and no index is kept."""

import re
import uuid
from dataclasses import dataclass

from rapidfuzz.distance import JaroWinkler

from intake.desk.cards import open_sought
from intake.desk.urgency import folded
from intake.models import Lead
from intake.vault import OpenedDesk

SHOWN = 30
ENOUGH = 0.86  # Jaro-Winkler similarity from which a name counts as found; "Roza" finds "Rosa"
FEWEST_DIGITS = 4
BY_NUMBER, BY_WORDS = 3.0, 2.0  # above any similarity of names, which ends at 1


@dataclass(frozen=True)
class Sought:
    """A question made ready once: folded words, and the digits of a number."""

    words: str
    digits: str

    @classmethod
    def of(cls, asked: str) -> "Sought":
        digits = re.sub(r"\D", "", asked)
        return cls(" ".join(folded(asked).split()), digits if len(digits) >= FEWEST_DIGITS else "")

    def score(self, line: str) -> float:
        """0 when the card with this line (`sought_in`) is not the one; the higher, the surer."""
        name, tab, rest = line.partition("\t")
        words, _tab, numbers = rest.rpartition("\t")
        if self.digits and self.digits in numbers:
            return BY_NUMBER
        if self.words in name or self.words in words:
            return BY_WORDS
        # One comparison with the whole name settles most; its parts are tried because people know one of them.
        parts = (name, *name.split()) if tab else ()
        return max((JaroWinkler.similarity(self.words, part, score_cutoff=ENOUGH) for part in parts), default=0)


def search(desk: OpenedDesk, asked: str) -> list[uuid.UUID]:
    """Ids of the best matches, best first; the one with this very reference before all."""
    sought = Sought.of(asked)
    if not sought.words:
        return []
    code = re.sub(r"[\s-]", "", asked).upper()
    exact = list(Lead.objects.filter(reference=f"{code[:3]}-{code[3:]}").values_list("pk", flat=True))
    rows = Lead.objects.order_by().values_list("id", "epoch", "card").iterator(chunk_size=2000)
    found = [
        (score, lead_id)
        for lead_id, line in open_sought(desk, rows)
        if (score := sought.score(line)) and lead_id not in exact
    ]
    return [*exact, *(lead_id for _score, lead_id in sorted(found, key=lambda pair: -pair[0]))][:SHOWN]
