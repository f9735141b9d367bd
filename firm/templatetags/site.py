"""What the templates of the public site need beyond Django's own tags."""

import json
import re
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from wagtail.images.models import Filter
from wagtail.rich_text import RichText, expand_db_html

from firm.addresses import absolute, prefixed
from firm.facts import Line, facts
from firm.page_cache import memory

register = template.Library()

# A number in groups, outside tags. Between Arabic words a browser sets its groups from right to left:
# 202-555-0187 would read 0187-555-202, and a reader would call a stranger.
GROUPED = re.compile(r"(?<![\w&#-])\+?(?:\(\d+\) ?)?\d+(?:[-–]\d+)+(?![\w-])(?![^<]*>)")
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
    html = expand_db_html((value.source if isinstance(value, RichText) else value) or "")
    if translation.get_language_bidi():
        html = GROUPED.sub(r'<bdi dir="ltr">\g<0></bdi>', html)
    return mark_safe(html)  # noqa: S308  Draftail stores only the features each field allows


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


class KeptNode(template.Node):
    """Its contents are rendered once a generation, language and set of arguments."""

    def __init__(self, name: str, varying: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.varying, self.nodelist = name, varying, nodelist

    def render(self, context: Context) -> SafeString:
        key = (self.name, translation.get_language(), *(each.resolve(context) for each in self.varying))
        return memory.get(key, lambda: self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept "name" argument… %}…{% endkept %}`: a piece that many pages share.

    What is inside may depend on the firm's public facts, on the language and on the arguments, and on
    nothing else: whatever of one page stood in it would stand on all of them.
    """
    _tag, name, *varying = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name.strip('"'), [parser.compile_filter(each) for each in varying], nodelist)


@register.simple_tag(takes_context=True)
def menu_place(context: Context) -> str:
    """Which line of the main menu the page belongs to: an address, or ""."""
    path = getattr(context.get("request"), "path", "")
    sections = (reverse("updates"), reverse("people"))
    if section := next((section for section in sections if path.startswith(section)), ""):
        return section
    return path if any(link.url == path for link in facts().menu) else ""


@register.filter
def json_ld(thing: dict[str, Any]) -> SafeString:
    """Structured data in its element. Browsers run no script of this type, so the policy need not allow it."""
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&":  # nothing in it may close the element
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  escaped above


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
def picture(image: Any, alt: str, sizes: str, *, shape: str = "", lazy: bool = True) -> dict[str, Any]:
    """An image in the sizes and formats a browser may choose from, its room kept before it arrives.

    `shape` ("4x5") cuts it to that proportion around its focal point.
    """
    if not image:
        return {}
    widths = [width for width in SIZES if width <= image.width] or [image.width]
    specs = {
        (kind, width): f"{cut(width, shape)}|format-{kind}" for kind, _ in (*KINDS, ("jpeg", "")) for width in widths
    }
    made = renditions_of(image, list(specs.values()))
    srcset = {
        kind: ", ".join(f"{made[specs[kind, width]].url} {width}w" for width in widths)
        for kind in ("jpeg", *(kind for kind, _ in KINDS))
    }
    return {
        "sources": [{"type": mime, "srcset": srcset[kind]} for kind, mime in KINDS],
        "srcset": srcset["jpeg"],
        "fallback": made[specs["jpeg", widths[min(1, len(widths) - 1)]]],
        "alt": alt,
        "sizes": sizes,
        "lazy": lazy,
    }


def cut(width: int, shape: str) -> str:
    """Wagtail's words for this width, whole or cut to a proportion."""
    if not shape:
        return f"width-{width}"
    across, down = (int(part) for part in shape.split("x"))
    return f"fill-{width}x{width * down // across}"


def renditions_of(image: Any, specs: list[str]) -> dict[str, Any]:
    """The image in each of `specs`, by spec; what the page has prefetched is taken without asking again."""
    around = Filter(spec=specs[0]).get_cache_key(image)  # the focal point, for cuts
    made = {each.filter_spec: each for each in image.renditions.all() if each.focal_point_key == around}
    if not made.keys() >= set(specs):
        made = image.get_renditions(*specs)
    return made
