"""STOP, START and HELP in every language of the site, by words that are data: `keywords.toml` beside this file."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

STOP, START, HELP, UNCLEAR = "STOP", "START", "HELP", "UNCLEAR"


@dataclass(frozen=True)
class Keywords:
    """One language's words, each folded as `fold` folds a text."""

    language: str
    stop: frozenset[str]
    start: frozenset[str]
    help: frozenset[str]
    begins: tuple[str, ...]
    unclear: tuple[str, ...]


def fold(body: str) -> str:
    """Lower-case words without accents and punctuation, one space between them."""
    letters = unicodedata.normalize("NFKD", body.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(char for char in letters if not unicodedata.combining(char))))


@cache
def listed() -> tuple[Keywords, ...]:
    """Every language of the file."""
    loaded: dict[str, Any] = tomllib.loads((Path(__file__).parent / "keywords.toml").read_text("utf-8"))
    return tuple(
        Keywords(
            language,
            stop=frozenset(map(fold, words["stop"])),
            start=frozenset(map(fold, words["start"])),
            help=frozenset(map(fold, words["help"])),
            begins=tuple(map(fold, words["begins"])),
            unclear=tuple(map(fold, words["unclear"])),
        )
        for language, words in loaded.items()
        if isinstance(words, dict)
    )


def keyword(body: str, said_by_twilio: str = "") -> str:
    """STOP, START or HELP when the whole text is such a word, or Twilio took it for one (`OptOutType`);
    UNCLEAR when it may ask us to stop, so that a person must decide; else "".
    """
    if said_by_twilio in {STOP, START, HELP}:
        return said_by_twilio
    words = fold(body)
    for kind, attribute in ((STOP, "stop"), (START, "start"), (HELP, "help")):
        if any(words in getattr(language, attribute) for language in listed()):
            return kind
    return UNCLEAR if any(_perhaps_stop(f"{words} ", language) for language in listed()) else ""


def _perhaps_stop(text: str, language: Keywords) -> bool:
    begins = any(text.startswith(f"{word} ") for word in language.begins)
    return begins or any(f" {phrase} " in f" {text}" for phrase in language.unclear)
