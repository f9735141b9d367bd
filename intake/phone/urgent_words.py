"""Words that make an arriving text urgent, per language.

Lists, not code: an attorney and a native speaker can read and correct them. They are compared in memory as
the text arrives, without case or accents, whole words only. A miss costs a slower answer, a false alarm
costs one bell, so the lists lean to ringing. Chosen by the firm; last read through November 2026.
"""

from intake.phone.keywords import fold

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


def urgent_words(body: str) -> list[str]:
    """The listed words the text contains, of all languages."""
    text = f" {fold(body)} "
    return [words for listed in URGENT.values() for words in listed if f" {words} " in text]
