"""The one text a machine sends: it arrived, a person will answer. It promises no time.

Neutral wording names neither the firm nor its field, because somebody else may read the screen. The
Spanish avoids the accents GSM-7 lacks (á í ó ú): with one of them the text costs twice.
"""

from django.conf import settings

from intake.phone.lines import firm_name

# {language: (neutral, named)}. Kept as data, not as gettext: a reviewer approves each sentence as sent,
# and the promise table names each (docs/promises.toml).
WORDS = {
    "en": (
        "We have your message. A person will read it and reply. Code: {reference}",
        "{firm}: we have your request. A person will read it and reply. Code: {reference}",
    ),
    "es": (
        "Tenemos su mensaje. Una persona lo va a leer y le va a responder. Clave: {reference}",
        "{firm}: tenemos su solicitud y una persona le va a responder. Clave: {reference}",
    ),
}
# To a text whose language nobody chose. Still neutral: the phone may not be the writer's alone.
BOTH = (
    "We have your message. A person will read it and reply. / "
    "Tenemos su mensaje. Una persona lo va a leer y le va a responder."
)


def body_for(language: str, neutral: bool, reference: str) -> str:
    """The acknowledgement in one of the site's languages ("" when unknown: English and Spanish)."""
    if not language:
        return BOTH
    neutral_words, named_words = WORDS.get(language, WORDS[settings.LANGUAGE_CODE])
    if neutral:
        return neutral_words.format(reference=reference)
    return named_words.format(firm=firm_name(language), reference=reference)
