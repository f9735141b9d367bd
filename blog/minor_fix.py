"""Which change is a typo and no more: the rule under which signed words may be mended without a new signature.

The software must never decide that a change of meaning is none, so the rule is narrow. Compared with
what was signed, at most `MOST` words differ; each by one letter added, dropped, replaced or two
neighbours swapped, inside the word; both spellings are long, of small letters only, and no word that
carries law (*not*, *must*, *before*). And the old spelling is a word nobody writes: it stands nowhere
else in what the firm has published in that language, while the new one does. "Deported" never becomes
"reported", "statue" becomes "statute" only where the firm writes of statutes and never of statues.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from blog.substance import WORDS, Statement, lowered, words_as_written, words_of

MOST = 5
SHORTEST = 5
SMALL = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
WEIGHTY = {
    language: frozenset(words)
    for language, words in tomllib.loads((Path(__file__).parent / "rules" / "weighty_words.toml").read_text()).items()
}


@dataclass(frozen=True)
class Fix:
    """One word mended."""

    place: str
    signed: str
    now: str


class NotMinor(Exception):
    """The change is more than a typo; the text says which."""


def fixes(signed: list[Statement], now: list[Statement], published: Iterable[str], language: str) -> list[Fix]:
    """The words that differ, if the change keeps to the rule; an empty list when only the type changed.

    Args:
        published: texts of the firm's other public pages in this language.

    Raises:
        NotMinor: the pages differ by more than the rule allows.
    """
    if [(each.place, each.kind) for each in signed] != [(each.place, each.kind) for each in now]:
        raise NotMinor("something was added, removed or moved")
    found: list[Fix] = []
    for before, after in zip(signed, now, strict=True):
        found += differences(before, after)
    if len(found) > MOST:
        raise NotMinor(f"more than {MOST} words changed")
    if found and language not in WEIGHTY:
        raise NotMinor("this language has no list of words that carry law")
    if found:
        known = Counter(word for text in published for word in words_of(text))
        known.update(word for each in now if each.kind == WORDS for word in words_of(each.text))
        for fix in found:
            must_be_a_typo(fix, found, known, WEIGHTY[language])
    return found


def differences(before: Statement, after: Statement) -> list[Fix]:
    """The words at the same position that are not the same.

    Raises:
        NotMinor: exact text changed, or a word was added or removed.
    """
    if before.kind != WORDS:
        if before.text != after.text:
            raise NotMinor(f"{before.place} is kept to the letter")
        return []
    old, new = words_as_written(before.text), words_as_written(after.text)
    if len(old) != len(new):
        raise NotMinor(f"{before.place} has more or fewer words")
    return [
        Fix(before.place, one, other) for one, other in zip(old, new, strict=True) if lowered(one) != lowered(other)
    ]


def must_be_a_typo(fix: Fix, found: list[Fix], known: Counter[str], weighty: frozenset[str]) -> None:
    """
    Raises:
        NotMinor: this change could change a meaning.
    """
    said = f"“{fix.signed}” to “{fix.now}”"
    if min(len(fix.signed), len(fix.now)) < SHORTEST or not (SMALL.fullmatch(fix.signed) and SMALL.fullmatch(fix.now)):
        raise NotMinor(f"{said}: a short word, a number or a sign")
    if fix.signed != fix.signed.lower() or fix.now != fix.now.lower():
        raise NotMinor(f"{said}: may be a name")
    if fix.signed in weighty or fix.now in weighty:
        raise NotMinor(f"{said}: law turns on this word")
    if not one_letter_inside(fix.signed, fix.now):
        raise NotMinor(f"{said}: more than one letter, or the beginning or end of the word")
    if known[fix.signed]:
        raise NotMinor(f"{said}: “{fix.signed}” is a word the firm uses")
    mended = sum(1 for other in found if other.now == fix.now)
    if known[fix.now] <= mended:
        raise NotMinor(f"{said}: “{fix.now}” is a word nothing else published here uses")


def one_letter_inside(old: str, new: str) -> bool:
    """One letter added, dropped or replaced, or two neighbours swapped, with both ends of the word as they were."""
    if old[:2] != new[:2] or old[-2:] != new[-2:]:
        return False
    start = next((at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return abs(len(old) - len(new)) == 1
    if len(old) == len(new):
        swapped = old[:start] + old[start + 1 : start + 2] + old[start] + old[start + 2 :]
        return old[start + 1 :] == new[start + 1 :] or swapped == new
    longer, shorter = (old, new) if len(old) > len(new) else (new, old)
    return longer[:start] + longer[start + 1 :] == shorter
