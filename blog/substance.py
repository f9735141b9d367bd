"""What a page says, apart from how it is set: the thing an attorney signs.

A page is read as a list of statements, each a place, a kind and its text. *Words* are compared as
words: white space, typographic quotes and dashes, commas and full stops, bold type and the capital at
the start of a sentence are not substance. Everything else is: digits with the signs beside them,
question marks, capitals inside a word, links, names, which block stands where. *Exact* text (quoted
words, sources, tables, addresses, dates, choices) is compared as it is, but for white space.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

WORDS, EXACT = "words", "exact"
# Blocks whose text is somebody else's, or figures: no letter of it is ours to mend.
EXACT_BLOCKS = frozenset({"quote", "source", "table"})
# Fields of Wagtail's own page that readers or search engines see.
PAGE_FIELDS = ("title", "seo_title", "search_description")
# What an attorney does not sign: addresses, dates of record, and what other approvals decide. A field
# that is not named here is signed, so that a new one cannot slip past the signature.
UNSIGNED = frozenset({
    "page_ptr", "topic", "short_code", "published_on", "checked_on", "checked_by", "needs_sign_off",
    "superseded_by", "review_by", "looked_after_by",
})  # fmt: skip


class Statement(NamedTuple):
    """One thing the page says."""

    place: str  # "body 3 section text"
    kind: str
    text: str


def statements(page: Any) -> list[Statement]:
    """Everything signed on the page, in a fixed order."""
    own = [field for field in page._meta.local_fields if field.name not in UNSIGNED]
    fields = [page._meta.get_field(name) for name in PAGE_FIELDS] + own
    return [each for field in fields for each in _of_field(page, field) if each.text]


def _of_field(page: Any, field: Any) -> Iterator[Statement]:
    value = getattr(page, field.attname)
    if isinstance(field, StreamField):
        for number, child in enumerate(value, start=1):
            yield from _of_block(f"{field.name} {number} {child.block_type}", child, child.block_type in EXACT_BLOCKS)
    elif isinstance(field, RichTextField):
        yield Statement(field.name, WORDS, plain(value))
    elif isinstance(field, models.CharField | models.TextField) and not field.choices:
        yield Statement(field.name, WORDS, squeezed(str(value)))
    elif value is not None:
        yield Statement(field.name, EXACT, as_text(value))


def _of_block(place: str, bound: Any, exact: bool) -> Iterator[Statement]:
    """`bound` is a block with its value; lists and structures are walked to their leaves."""
    children = _children(bound)
    if children is None:
        yield _leaf(place, bound, exact)
        return
    for name, child in children:
        kept = exact or getattr(child, "block_type", "") in EXACT_BLOCKS
        yield from _of_block(f"{place} {name}", child, kept)


def _children(bound: Any) -> list[tuple[str, Any]] | None:
    block, value = bound.block, bound.value
    if isinstance(block, blocks.BaseStructBlock):
        return list(value.bound_blocks.items())
    if isinstance(block, blocks.BaseStreamBlock):
        return [(f"{number} {child.block_type}", child) for number, child in enumerate(value, start=1)]
    if isinstance(block, blocks.ListBlock):
        return [(str(number), child) for number, child in enumerate(value.bound_blocks, start=1)]
    return None


def _leaf(place: str, bound: Any, exact: bool) -> Statement:
    block, value = bound.block, bound.value
    if isinstance(value, RichText):
        return Statement(place, EXACT if exact else WORDS, plain(value.source))
    if isinstance(block, blocks.CharBlock | blocks.TextBlock) and not exact:
        return Statement(place, WORDS, squeezed(value or ""))
    return Statement(place, EXACT, "" if value is None else as_text(value))


def as_text(value: Any) -> str:
    """One spelling of whatever a block or field holds."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, models.Model):
        return f"{value._meta.label_lower} {value.pk}"
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True, default=as_text, ensure_ascii=False)
    return squeezed(str(value))


LINK = re.compile(r"<a\b[^>]*?(?:href|id)=\"([^\"]*)\"[^>]*>", re.IGNORECASE)
TAG = re.compile(r"<[^>]+>")
INLINE = re.compile(r"</?(?:b|i|em|strong|span)\b[^>]*>", re.IGNORECASE)


def plain(html: str) -> str:
    """Rich text without its type; where a link goes stays, in angle brackets."""
    from html import unescape

    marked = LINK.sub(lambda found: f" \x02{found[1]}\x03 ", html or "")
    text = unescape(TAG.sub(" ", INLINE.sub("", marked)))
    return squeezed(text.replace("\x02", "<").replace("\x03", ">"))


def squeezed(text: str) -> str:
    """One space between words, no invisible characters."""
    text = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", unicodedata.normalize("NFC", text))
    return " ".join(text.split())


LOOSE = ".,;:!…\"“”„«»'‘’¡¿-–—"  # dropped at the edges of a word
SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‑": "-", "–": "-", "—": "-"})
BETWEEN_WORDS = re.compile(r"(?<=[^\W\d])\s*[–—]\s*(?=[^\W\d])")


def words_as_written(text: str) -> list[str]:
    """The words of a statement with their capitals; question marks and brackets are words of their own."""
    found: list[str] = []
    for chunk in BETWEEN_WORDS.sub(" ", text).split():
        if chunk.startswith("<") and chunk.endswith(">"):
            found.append(chunk)  # where a link goes
            continue
        stripped = (piece.strip(LOOSE).translate(SAME) for piece in re.split(r"([?()\[\]])", chunk))
        found += [word for word in stripped if word]
    return found


def words_of(text: str) -> list[str]:
    """The words of a statement as they are compared."""
    return [lowered(word) for word in words_as_written(text)]


def lowered(word: str) -> str:
    """A capital at the beginning is type; capitals within ("ICE", "McCarran") are a name."""
    return word.lower() if word[:1].isupper() and word[1:] == word[1:].lower() and len(word) > 1 else word


def digest_of(said: list[Statement]) -> str:
    """SHA-256, 64 hexadecimal digits, of the substance."""
    substance = [[each.place, each.kind, words_of(each.text) if each.kind == WORDS else each.text] for each in said]
    return hashlib.sha256(json.dumps(substance, ensure_ascii=False).encode()).hexdigest()


def digest(page: Any) -> str:
    return digest_of(statements(page))


def read(stored: list[list[str]]) -> list[Statement]:
    """Statements as a JSON field gives them back."""
    return [Statement(*row) for row in stored]
