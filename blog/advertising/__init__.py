"""Advertising rules, held against a page: what they warn of, what they block, what somebody has acknowledged."""

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from blog import substance
from blog.advertising.checks import CHECKS
from blog.advertising.jurisdictions import of_the_firm

RULES = Path(__file__).parent.parent / "rules" / "advertising.toml"
# Words of somebody else: a quotation or a statute may say what the firm may not.
NOT_OURS = ("sources ",)


@dataclass(frozen=True)
class Ground:
    """The law of one jurisdiction that a rule rests on."""

    jurisdiction: str
    citation: str
    source: str
    text: str  # its own words; empty when they were not seen


@dataclass(frozen=True)
class Finding:
    """One rule, the words that offend it, and the law that counts for this firm."""

    rule: str
    grounds: tuple[Ground, ...]
    blocks: bool
    words: str  # as written; empty when something is missing
    explanation: str
    acknowledged: str = ""  # the reason somebody gave

    @property
    def key(self) -> str:
        """Names the finding in a form; an acknowledgement holds for these words alone."""
        return f"{self.rule}|{self.words.casefold()}"

    @property
    def citation(self) -> str:
        return "; ".join(ground.citation for ground in self.grounds)


@cache
def rules() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(RULES.read_text(encoding="utf-8"))["rule"])


def findings(page: Any) -> list[Finding]:
    """What the rules of the firm's jurisdictions find on the page, blocking ones first."""
    where = of_the_firm()
    said = [
        each.text
        for each in substance.statements(page)
        if each.kind == substance.WORDS and not each.place.startswith(NOT_OURS)
    ]
    reasons = acknowledged(page)
    found = [
        found_by(rule, grounds, words, page, reasons)
        for rule in rules()
        if (grounds := [ground for ground in rule["ground"] if ground["jurisdiction"] in where])
        for words in offending(rule, grounds, page, said)
    ]
    return sorted(found, key=lambda finding: not finding.blocks)


def offending(rule: dict[str, Any], grounds: list[dict[str, Any]], page: Any, said: list[str]) -> list[str]:
    """The offending words, each once; one empty string when a check fails."""
    if "check" in rule:
        return [] if CHECKS[rule["check"]](page, grounds) else [""]
    return words_in("\n".join(said), rule, page.locale.language_code)


def words_in(text: str, rule: dict[str, Any], language: str) -> list[str]:
    """What a rule's patterns find in a text, each once, as written."""
    if "without" in rule and re.search(rule["without"], text, re.IGNORECASE):
        return []
    found: dict[str, str] = {}
    for pattern in rule["words"].get(language, []):
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE):
            found.setdefault(match[0].casefold(), match[0])
    return list(found.values())


def found_by(
    rule: dict[str, Any], grounds: list[dict[str, Any]], words: str, page: Any, reasons: dict[str, str]
) -> Finding:
    explain = rule["explain"]
    finding = Finding(
        rule=rule["id"],
        grounds=tuple(Ground(it["jurisdiction"], it["citation"], it["source"], it["text"]) for it in grounds),
        blocks=rule["severity"] == "block",
        words=words,
        explanation=explain.get(page.locale.language_code, explain[settings.LANGUAGE_CODE]),
    )
    return replace(finding, acknowledged=reasons.get(finding.key, ""))


def acknowledged(page: Any) -> dict[str, str]:
    """The reasons given for this page so far, by finding."""
    from blog.models import LedgerEntry

    rows = LedgerEntry.objects.filter(page_id=page.pk, kind=LedgerEntry.Kind.ACKNOWLEDGED) if page.pk else ()
    return {row.facts["finding"]: row.facts["reason"] for row in rows}


def open_findings(page: Any) -> list[Finding]:
    """What still stands in the way of an editor's *Publish*: blocks, and warnings nobody has answered."""
    return [finding for finding in findings(page) if finding.blocks or not finding.acknowledged]


def blocking(page: Any) -> list[Finding]:
    return [finding for finding in findings(page) if finding.blocks]
