"""How urgent an arrival is, by rules that are data: `urgency.toml` beside this file."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.models import Band

FIRST_JOINED_SCRIPT = "\u0590"  # Hebrew, Arabic and everything east of them; Latin and Cyrillic come before

# What the row says in red; `code` of a rule → words for staff.
REASONS: dict[str, str | Promise] = {
    "detained": _("Detained"),
    "urgent-line": _("Urgent line"),
    "missed-call": _("Missed call"),
    "court-soon": _("Court tomorrow"),
    "order": _("Order or check-in"),
    "afraid": _("Afraid at home"),
    "court": _("Court"),
    "spoiled": _("Did not open"),
}


@dataclass(frozen=True)
class Rule:
    code: str
    band: int
    law: str
    fact: str
    alternatives: tuple[tuple[str, ...], ...]  # any alternative fires; every part of it must be there

    def fires(self, facts: frozenset[str], text: str) -> bool:
        if self.fact:
            return self.fact in facts
        return any(all(said(part, text) for part in parts) for parts in self.alternatives)


@dataclass(frozen=True)
class Verdict:
    band: int
    reason: str  # the code of the rule that decided; "" when none fired


def said(part: str, text: str) -> bool:
    """True when a word of `text` begins with `part`, so that "presa" is not found in "empresa".

    Scripts that join words, or put the article in front (Chinese, Arabic), are searched anywhere.
    """
    if part[0] >= FIRST_JOINED_SCRIPT:
        return part in text
    return re.search(rf"(?<!\w){re.escape(part)}", text) is not None


def folded(text: str) -> str:
    """Lower case without accents or vowel signs: "Mañana" and "manana" are the same word here."""
    plain = (
        unicodedata.normalize("NFKD", text.casefold()).replace("đ", "d").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    )
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, the most urgent first."""
    loaded = tomllib.loads((Path(__file__).parent / "urgency.toml").read_text("utf-8"))["rule"]
    made = [
        Rule(
            code=entry["code"],
            band=entry["band"],
            law=entry["law"],
            fact=entry.get("fact", ""),
            alternatives=tuple(
                tuple(folded(part.strip()) for part in phrase.split("+"))
                for phrases in entry.get("words", {}).values()
                for phrase in phrases
            ),
        )
        for entry in loaded
    ]
    return tuple(sorted(made, key=lambda rule: rule.band))


def judge(facts: Iterable[str], words: str) -> Verdict:
    """The band of the highest rule that fired.

    Args:
        facts: "detained" (the form's first question), "urgent" (a key pressed, or the urgent line), "missed".
        words: what the visitor wrote, in any language; every language's words are looked for, because
            people mix them and the language they ask to be answered in is not always theirs.
    """
    text, known = folded(words), frozenset(facts)
    for rule in rules():
        if rule.fires(known, text):
            return Verdict(rule.band, rule.code)
    return Verdict(Band.NEXT, "")
