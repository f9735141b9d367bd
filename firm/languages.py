"""The languages of the site, for fields that choose one."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as CheckWarning


def site_languages() -> list[tuple[str, Any]]:
    """Code and name. A function, so that the choices of a field are no migration when a firm adds a language."""
    return list(settings.LANGUAGES)


@register()
def interface_is_translated(**kwargs: Any) -> list[CheckMessage]:
    """Warns of a language whose buttons and labels would stand there in English."""
    known = {folder.name.replace("_", "-").lower() for place in settings.LOCALE_PATHS for folder in place.iterdir()}
    return [
        CheckWarning(
            f"SITE_LANGUAGES: there is no locale/{code}/, so menus and forms of this language are in English.",
            hint="docs/operations.md, Languages",
            id="firm.W001",
        )
        for code, _name in settings.LANGUAGES
        if code != "en" and code not in known
    ]
