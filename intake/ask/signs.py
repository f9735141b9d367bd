"""Why a request looks like spam. What looks like it is kept apart for a person to judge, never dropped."""

import re
from collections.abc import Mapping

from intake.ask.stamp import Stamp, State

LINKS = 2  # one link may well be the news story they ask about
MARKUP = re.compile(r"\[/?url|<a\s+href|\[link", re.IGNORECASE)
LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
CROWD = 20  # requests from one address within an hour
FLOOD = 60  # from here on the address is asked to call instead

# A person in a hurry, or with yesterday's page still open, shows these too: they do not silence a request
# that says somebody is detained, because what is set aside rings no bell.
WEAK = frozenset({State.FAST.value, State.FORGED.value, State.EXPIRED.value})


def signs_in(answers: Mapping[str, str], stamp: Stamp, posts: int) -> list[str]:
    """The signs found, in a fixed order; `posts` is how many this address sent lately."""
    words = f"{answers.get('name', '')} {answers.get('question', '')}"
    found = {
        "trap": bool(answers.get("reply_subject")),
        "links": len(LINK.findall(words)) >= LINKS or bool(MARKUP.search(words)),
        "crowd": posts > CROWD,
        stamp.state.value: stamp.state.value in WEAK,
    }
    return [name for name, seen in found.items() if seen]


def is_suspect(signs: list[str], *, detained: bool) -> bool:
    """True when the request is to be filed apart."""
    return bool(set(signs) - WEAK if detained else signs)
