"""What the templates of the public site need beyond Django's own tags."""

from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template import Context
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from wagtail.rich_text import RichText, expand_db_html

from firm.addresses import absolute, prefixed
from firm.facts import Line

register = template.Library()

MONTH_FIRST = frozenset({"en", "zh"})
# Languages people at a firm speak and Django has no name for.
OWN_NAMES = {
    "tl": "Tagalog",
    "ht": "Kreyòl ayisyen",
    "yo": "Yorùbá",
    "yue": "粵語",
    "zh": "中文",
    "am": "አማርኛ",
    "so": "Soomaali",
    "quc": "K’iche’",
    "mam": "Mam",
    "pa": "ਪੰਜਾਬੀ",
}
SIZES = (480, 800, 1200)
KINDS = (("avif", "image/avif"), ("webp", "image/webp"))


@register.filter
def prose(value: RichText | str) -> SafeString:
    """An editor's rich text as HTML, without the wrapper Wagtail renders around it."""
    source = value.source if isinstance(value, RichText) else value
    return mark_safe(expand_db_html(source or ""))  # noqa: S308  Draftail stores only the features each field allows


@register.filter
def short_day(day: Any, with_year: bool = False) -> str:
    """Mar 7, or 7 mar where the day comes first; with the year when the track needs it."""
    month_first = (translation.get_language() or "en")[:2] in MONTH_FIRST
    if with_year:
        return date_format(day, "M j, Y" if month_first else "j b Y")
    return date_format(day, "M j" if month_first else "j b")


@register.filter
def long_day(day: Any) -> str:
    """April 22, 2025: the month in full, where Django's English would shorten it."""
    return date_format(day, "F j, Y" if (translation.get_language() or "en").startswith("en") else "DATE_FORMAT")


@register.filter
def text_link(line: Line, code: str) -> str:
    """The `sms:` address of a line, the message begun with the update's code."""
    return line.sms_with(code)


@register.filter
def in_sms(address: str) -> str:
    """A web address as the body of a text message."""
    return quote(address, safe="")


@register.filter
def whole(path: str) -> str:
    """A path with the site's own host before it."""
    return absolute(path)


@register.filter
def own_name(code: str) -> str:
    """A language in its own words: Español."""
    if code in OWN_NAMES:
        return OWN_NAMES[code]
    try:
        return get_language_info(code)["name_local"].capitalize()
    except KeyError:
        return code


@register.filter
def direction(code: str) -> str:
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


@register.inclusion_tag("components/other_language.html", takes_context=True)
def other_language(context: Context) -> dict[str, Any]:
    """The chip to the site's other language: this page there, or else that language's home."""
    here = translation.get_language() or settings.LANGUAGE_CODE
    others = [code for code, _ in settings.LANGUAGES if code != here]
    known = {entry["code"]: entry["path"] for entry in context.get("alternates") or []}
    request = context.get("request")
    return {
        "others": [
            {"code": code, "path": known.get(code) or _same_path(request, here, code, known)} for code in others[:1]
        ]
    }


def _same_path(request: Any, here: str, there: str, known: dict[str, str]) -> str:
    """A view without alternates of its own exists in every language under the same path."""
    if known or request is None or getattr(request, "resolver_match", None) is None:
        return prefixed(there, "/")
    path = request.path
    if here != settings.LANGUAGE_CODE:
        path = path.removeprefix(f"/{here.lower()}") or "/"
    return prefixed(there, path)


@register.inclusion_tag("components/picture.html")
def picture(image: Any, alt: str, sizes: str, *, lazy: bool = True) -> dict[str, Any]:
    """An image in the sizes and formats a browser may choose from, its room kept before it arrives."""
    if not image:
        return {}
    widths = [width for width in SIZES if width <= image.width] or [image.width]
    specs = {
        f"{kind}|{width}": f"width-{width}|format-{kind}" for kind, _ in (*KINDS, ("jpeg", "")) for width in widths
    }
    made = image.get_renditions(*specs.values())
    sources = [
        {"type": mime, "srcset": _srcset(made, specs, kind, widths)} for kind, mime in KINDS
    ]  # fmt: skip
    fallback = made[specs[f"jpeg|{widths[min(1, len(widths) - 1)]}"]]
    return {
        "sources": sources, "srcset": _srcset(made, specs, "jpeg", widths), "fallback": fallback,
        "alt": alt, "sizes": sizes, "lazy": lazy,
    }  # fmt: skip


def _srcset(made: dict[str, Any], specs: dict[str, str], kind: str, widths: list[int]) -> str:
    return ", ".join(f"{made[specs[f'{kind}|{width}']].url} {width}w" for width in widths)
