"""Words that people keep in their heads, and words that two people compare aloud.

The list is the EFF's large one: 7,776 words, so six of them are 77 bits and four of them 51.
"""

import hashlib
import secrets
from functools import cache
from pathlib import Path

WORD_FILE = Path(__file__).parent / "words" / "eff_large_wordlist.txt"
PHRASE_WORDS = 6
FINGERPRINT_WORDS = 4


@cache
def words() -> tuple[str, ...]:
    """The 7,776 words, in the list's order."""
    return tuple(WORD_FILE.read_text(encoding="ascii").split())


def new_phrase() -> str:
    """Six words from the system's random source, never chosen by a person."""
    return " ".join(secrets.choice(words()) for _ in range(PHRASE_WORDS))


def canonical(typed: str) -> str:
    """What counts of a typed phrase: its letters. Capitals, hyphens and spaces are forgiven."""
    return "".join(letter for letter in typed.lower() if "a" <= letter <= "z")


def first_unknown_word(typed: str) -> int | None:
    """The place (from 1) of the first typed word that is not in the list: a typing slip, told before a miss counts."""
    known = {canonical(word) for word in words()}
    places = (place for place, word in enumerate(typed.split(), 1) if canonical(word) not in known)
    return next(places, None)


def fingerprint(public_key: str) -> str:
    """Four words that stand for a public key, to be read aloud from one screen to another."""
    number = int.from_bytes(hashlib.sha256(public_key.encode()).digest(), "big")
    said = []
    for _ in range(FINGERPRINT_WORDS):
        number, place = divmod(number, len(words()))
        said.append(words()[place])
    return " ".join(said)
