"""How hard a text is to read, and which of its words few readers know. Hints, per language; nothing is stopped.

English: Flesch-Kincaid grade, the years of school a text asks for (Kincaid and others, 1975). Spanish:
Fernández Huerta's index (1959), 206.84 - 60 syllables a word - 1.02 words a sentence: 0 hard, 100 easy.
Any other language: the length of its sentences alone.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from wagtail.models import Page

from firm.editing.pieces import Rich, pieces_of

LONG_SENTENCE = {"en": 25, "es": 30}  # words; Spanish needs more of them for the same thing
LONG_ANYWHERE = 28
# What a reader of the firm's pages should manage: eighth grade, or "normal" on the Spanish scale.
TARGET_GRADE, TARGET_INDEX = 8.0, 60.0
MOST_SHOWN = 12
END = re.compile(r"(?<=[.!?…])[”»\"')\]]*\s+(?=[¿¡“«\"(]?[A-ZÁÉÍÓÚÑÜ0-9])|\n+")
ABBREVIATION = re.compile(
    r"\b(?:U\.S\.C?|D\.C|C\.F\.R|v|No|no|Dr|Sr|Sra|Inc|St|art|núm|EE\.UU|p\.ej|e\.g|i\.e|[A-Z])\.", re.UNICODE
)
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
STRONG, WEAK = "aáeéoóíú", "iuü"


@dataclass(frozen=True)
class Sentence:
    text: str
    place: str

    @property
    def words(self) -> int:
        return len(WORD.findall(self.text))


@dataclass(frozen=True)
class Hard:
    """A word few know, what to say instead, and where it stands."""

    word: str
    plain: str
    place: str


@dataclass(frozen=True)
class Reading:
    """What `read` found on one page."""

    words: int
    score: str  # in words, with its scale; empty for a language without one
    easy: bool
    long: list[Sentence]
    hard: list[Hard]


def read(page: Page) -> Reading:
    """The whole page in its own language."""
    language = page.locale.language_code.partition("-")[0].lower()
    parts = [(piece, words_of(piece.kind, piece.value)) for piece in pieces_of(page)]
    sentences = [Sentence(text, piece.place) for piece, words in parts for text in sentences_of(words)]
    limit = LONG_SENTENCE.get(language, LONG_ANYWHERE)
    long = sorted((each for each in sentences if each.words > limit), key=lambda each: -each.words)
    score, easy = grade(sentences, language)
    hard = [found for piece, words in parts for found in hard_words(words, language, piece.place)]
    return Reading(sum(each.words for each in sentences), score, easy, long[:MOST_SHOWN], unique(hard)[:MOST_SHOWN])


def words_of(kind: str, value: object) -> str:
    if kind in {"picture", "table"}:
        return ""
    return Rich(str(value)).text if kind == "rich" else str(value)


def sentences_of(text: str) -> list[str]:
    """Split at full stops that end a sentence, not at those of `8 C.F.R.` or `v.`"""
    kept = ABBREVIATION.sub(lambda found: found[0].replace(".", "\u2024"), text)
    return [each.replace("\u2024", ".").strip() for each in END.split(kept) if WORD.search(each or "")]


def grade(sentences: list[Sentence], language: str) -> tuple[str, bool]:
    """The score in words, and whether it is easy enough."""
    words = [word for each in sentences for word in WORD.findall(each.text)]
    if len(words) < 30 or language not in {"en", "es"}:
        return "", True
    length = len(words) / len(sentences)
    if language == "en":
        level = 0.39 * length + 11.8 * sum(map(english_syllables, words)) / len(words) - 15.59
        return _("Flesch-Kincaid: grade %(level).1f (aim for %(aim).0f or less)") % {
            "level": max(level, 0.0), "aim": TARGET_GRADE,
        }, level <= TARGET_GRADE  # fmt: skip
    index = 206.84 - 60 * sum(map(spanish_syllables, words)) / len(words) - 1.02 * length
    return _("Fernández Huerta: %(index).0f of 100 (aim for %(aim).0f or more)") % {
        "index": min(max(index, 0.0), 100.0), "aim": TARGET_INDEX,
    }, index >= TARGET_INDEX  # fmt: skip


def english_syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = re.search(r"[^aeiouyl]e[sd]?$", word.lower())
    return max(1, groups - (1 if silent and groups > 1 else 0))


def spanish_syllables(word: str) -> int:
    """Vowel groups, two strong vowels side by side counting twice; the u of que, gui is silent."""
    plain = re.sub(r"y$", "i", re.sub(r"(?<=[qg])u(?=[eéií])", "", word.lower()))
    count = 0
    for group in re.findall(rf"[{STRONG}{WEAK}]+", plain):
        count += max(1, sum(letter in STRONG for letter in group))
    return max(1, count)


@cache
def vocabulary() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def hard_words(text: str, language: str, place: str) -> list[Hard]:
    """Lawyers' words in `text`, with the plain ones."""
    known = vocabulary().get(language, {})
    if not known or not text:
        return []
    found = pattern(language).findall(text.lower())
    return [Hard(word, known[word], place) for word in found]


@cache
def pattern(language: str) -> re.Pattern[str]:
    words = sorted(vocabulary()[language], key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b")


def unique(found: list[Hard]) -> list[Hard]:
    """Each word at its first place."""
    return list({each.word: each for each in reversed(found)}.values())[::-1]
