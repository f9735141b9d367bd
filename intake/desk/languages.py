"""The languages people ask to be answered in, as the desk names them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "am": _("Amharic"),
    "ar": _("Arabic"),
    "en": _("English"),
    "es": _("Spanish"),
    "fa": _("Farsi"),
    "fr": _("French"),
    "gu": _("Gujarati"),
    "hi": _("Hindi"),
    "ht": _("Haitian Creole"),
    "ko": _("Korean"),
    "ne": _("Nepali"),
    "pa": _("Punjabi"),
    "pt": _("Portuguese"),
    "ru": _("Russian"),
    "so": _("Somali"),
    "tl": _("Tagalog"),
    "uk": _("Ukrainian"),
    "ur": _("Urdu"),
    "vi": _("Vietnamese"),
    "zh": _("Chinese"),
}


def name_of(code: str) -> str | Promise:
    """ "Spanish" for "es"; the code itself when it is none of ours, nothing when nobody said."""
    return NAMES.get(base(code)) or code.upper()


def base(code: str) -> str:
    """ "zh" of "zh-hans": the tag a row shows and a `lang` attribute carries."""
    return code.replace("_", "-").split("-")[0].lower()
