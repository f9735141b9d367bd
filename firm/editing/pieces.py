"""A page taken apart into what can be checked: texts, headings, links, pictures, each with the name of its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue, StructValue
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import RichText

# Fields of every page of Wagtail's that no reader sees as text.
NOT_READ = frozenset({"search_description", "seo_title", "slug", "url_path", "draft_title", "short_code"})


@dataclass(frozen=True)
class Piece:
    """One thing on a page: its kind, what it says, and where an editor finds it."""

    kind: str  # "text" (plain), "rich" (HTML), "h2", "h3", "picture", "table"
    value: Any
    place: str


def pieces_of(page: Page) -> Iterator[Piece]:
    """Everything a reader meets, in the order of the page's fields."""
    for field in page._meta.get_fields():
        if field.name in NOT_READ or not getattr(field, "editable", False):
            continue
        if isinstance(field, StreamField):
            yield from of_stream(getattr(page, field.name), str(field.verbose_name))
        elif isinstance(field, RichTextField):
            yield Piece("rich", str(getattr(page, field.name) or ""), str(field.verbose_name))
        elif field.name in {"title", "dek", "next_step"}:
            yield Piece("text", str(getattr(page, field.name) or ""), str(field.verbose_name))


def of_stream(stream: StreamValue, field: str) -> Iterator[Piece]:
    for number, block in enumerate(stream, 1):
        label = str(block.block.label or block.block_type)
        place = _("%(field)s, block %(number)s (%(label)s)") % {"field": field, "number": number, "label": label}
        yield from of_block(block.block_type, block.value, place)


def of_block(kind: str, value: Any, place: str) -> Iterator[Piece]:
    if kind in {"picture", "table"}:
        yield Piece(kind, value, place)
    elif isinstance(value, RichText):
        yield Piece("rich", value.source, place)
    elif isinstance(value, StructValue):
        for name, part in value.items():
            yield from of_part(kind, name, part, place)
    elif isinstance(value, str):
        yield Piece("text", value, place)


HEADINGS = {"section": "h2", "card": "h2", "callout": "h3"}  # as their templates draw them
OPTIONAL_HEADINGS = frozenset({"callout"})


def of_part(kind: str, name: str, part: Any, place: str) -> Iterator[Piece]:
    """One field of a block."""
    if name == "heading" and kind in HEADINGS:
        if part or kind not in OPTIONAL_HEADINGS:
            yield Piece(HEADINGS[kind], str(part or ""), place)
    elif isinstance(part, RichText):
        yield Piece("rich", part.source, place)
    elif isinstance(part, StreamValue):
        yield from of_stream(part, place)
    elif isinstance(part, str) and name in {"text", "situation", "say"}:
        yield Piece("text", part, place)


@dataclass
class Link:
    """One link of a rich text as it is stored."""

    text: str
    href: str
    page_id: int | None


class Rich(HTMLParser):
    """The links, headings and sentences of a rich text field."""

    BREAKS = frozenset({"p", "li", "h2", "h3", "h4", "br", "ul", "ol"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[Link] = []
        self.headings: list[str] = []
        self.words: list[str] = []
        self.open: str = ""
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """Plain words; every paragraph, item and heading on a line of its own."""
        return "".join(self.words).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            page = given.get("id") or ""
            number = int(page) if given.get("linktype") == "page" and page.isdigit() else None
            self.links.append(Link("", given.get("href") or "", number))
            self.open = "a"
        elif tag in {"h3", "h4"}:
            self.headings.append("")
            self.open = tag
        if tag in self.BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.open:
            self.open = ""
        if tag in self.BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.open == "a":
            self.links[-1].text += data
        elif self.open:
            self.headings[-1] += data
