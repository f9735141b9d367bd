"""Words that make an arriving text urgent, per language, and the words that stop or restart texts.

Lists, not code: an attorney and a native speaker can read and correct them. They are compared in memory as
the text arrives, without case or accents, whole words only. A miss costs a slower answer, a false alarm
costs one bell, so the lists lean to ringing. Chosen by the firm; last read through November 2026.
"""

import re
import unicodedata

URGENT: dict[str, tuple[str, ...]] = {
    "en": (
        "detained",
        "arrested",
        "ice is here",
        "ice came",
        "ice is at",
        "ice at my door",
        "ice took",
        "ice has",
        "ice agents",
        "immigration is here",
        "immigration took",
        "in custody",
        "at the door",
        "deported today",
        "deported tomorrow",
        "being deported",
        "emergency",
        "kidnapped",
        "raid",
    ),
    "es": (
        "detenido",
        "detenida",
        "detenidos",
        "detuvieron",
        "arrestado",
        "arrestada",
        "arrestaron",
        "la migra",
        "migra",
        "ice esta aqui",
        "ice esta afuera",
        "se lo llevaron",
        "se la llevaron",
        "se llevaron",
        "en la puerta",
        "lo van a deportar",
        "la van a deportar",
        "me van a deportar",
        "emergencia",
        "redada",
    ),
}

# Twilio blocks after these when they are the whole text. Source: Twilio's "Support for opt-out keywords"
# (English defaults); the Spanish ones must stand in the Messaging Service's Advanced Opt-Out as well.
STOP = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
    | {"alto", "parar", "pare", "basta", "cancelar", "baja"}
)
# "YES" restarts texts at Twilio too, but it is mostly an answer to a question of ours: it stays a text.
START = frozenset({"start", "unstop", "comenzar", "empezar"})
HELP = frozenset({"help", "info", "ayuda"})
# A longer text that begins so is not blocked by Twilio: it is marked for the staff, who decide.
MEANS_STOP = frozenset({"stop", "stopall", "unsubscribe", "optout", "pare", "parar"})


def _plain(body: str) -> list[str]:
    """Lower-case words without accents and punctuation."""
    letters = unicodedata.normalize("NFKD", body.casefold())
    return re.findall(r"[^\W_]+", "".join(char for char in letters if not unicodedata.combining(char)))


def urgent_words(body: str) -> list[str]:
    """The listed words the text contains, of all languages."""
    text = f" {' '.join(_plain(body))} "
    return [words for listed in URGENT.values() for words in listed if f" {words} " in text]


def opt_out(body: str, said_by_twilio: str = "") -> str:
    """The word STOP, START or HELP when the whole text is such a word, or Twilio took it for one; else ""."""
    if said_by_twilio in {"STOP", "START", "HELP"}:
        return said_by_twilio
    words = _plain(body)
    if len(words) != 1:
        return ""
    for kind, listed in (("STOP", STOP), ("START", START), ("HELP", HELP)):
        if words[0] in listed:
            return kind
    return ""


def sounds_like_stop(body: str) -> bool:
    """True for "STOP PLEASE": Twilio blocks nothing then, but a person should."""
    words = _plain(body)
    return bool(words) and words[0] in MEANS_STOP
