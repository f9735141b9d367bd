"""Which language an old post is in, and which others are its translations, as far as the export says.

Polylang writes both as terms (`language`, and `post_translations`, whose slug the translations share).
WPML keeps them in tables that no export holds; what its own exporter adds are three fields beginning
with `_wpml_import_`, and a plain copy names what it copies (`_icl_lang_duplicate_of`). The address
(`/es/…`, `?lang=es`) tells the language alone.
"""

import re
from urllib.parse import parse_qs, urlsplit

from blog.wordpress.reading import Item


def language_of(item: Item, known: list[str]) -> str:
    """Its language code as the file has it, in lower case; "" when nothing says.

    Args:
        known: the site's languages; a first folder of another name is no language.
    """
    term = next((term.slug for term in item.terms if term.domain == "language"), "")
    said = term or item.meta.get("_wpml_import_language_code", "") or of_address(item.text("link"), known)
    return said.lower().replace("_", "-")


def of_address(url: str, known: list[str]) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    asked = parse_qs(parts.query).get("lang", [""])[0]
    folder = re.match(r"/([a-z]{2}(?:-[a-z]{2,4})?)/", parts.path + "/", re.IGNORECASE)
    return next((code for code in (asked, folder[1].lower() if folder else "") if code in known), "")


def group_of(item: Item) -> str:
    """What its translations have in common; "" when the file does not say. A copied post names the original's number."""
    if term := next((term.slug for term in item.terms if term.domain == "post_translations"), ""):
        return f"polylang {term}"
    if group := item.meta.get("_wpml_import_translation_group", ""):
        return f"wpml {group}"
    copied = item.meta.get("_icl_lang_duplicate_of", "")
    return f"post {int(copied) if copied.isdigit() else item.id}"


def ours(code: str, languages: list[str]) -> str | None:
    """The site's language for a code of the old site, regional ones included ("es-mx"); None when it has none."""
    known = {each.lower(): each for each in languages}
    return known.get(code) or known.get(code.partition("-")[0])
