"""A WordPress export (WXR, an RSS file with more in it) read item by item, whatever its size.

No tree is built: expat's events fill one item at a time, so a file of 100 MB costs the memory of its
largest post. Entities and document types are refused (defusedxml), since they can make a small file
unfold into gigabytes or read the server's own files.

Format: https://developer.wordpress.org/reference/functions/export_wp/
"""

import codecs
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

CHUNK = 256 * 1024
MOST_TEXT = 4_000_000  # characters; the longest article anybody wrote is a tenth of it
# What XML 1.0 forbids and old databases are full of.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([\w.-]+)["']""")
SPACES = (
    ("wordpress.org/export/1.2/excerpt", "excerpt"),
    ("wordpress.org/export/1.1/excerpt", "excerpt"),
    ("wordpress.org/export/1.0/excerpt", "excerpt"),
    ("wordpress.org/export", "wp"),
    ("rss/1.0/modules/content", "content"),
    ("purl.org/dc/elements", "dc"),
)


class UnreadableExport(Exception):
    """The file is no export we can trust; the message is for the person who gave it."""


@dataclass(frozen=True)
class Term:
    """One category, tag or other term of an item."""

    domain: str  # "category", "post_tag", "language", …
    slug: str
    name: str


@dataclass
class Item:
    """One post, page, attachment or anything else WordPress keeps as such."""

    line: int
    fields: dict[str, str] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    comments: int = 0
    too_long: bool = False

    @property
    def id(self) -> int:
        return int(self.text("wp:post_id")) if self.text("wp:post_id").isdigit() else 0

    @property
    def kind(self) -> str:
        return self.text("wp:post_type") or "post"

    @property
    def guid(self) -> str:
        return self.text("guid") or self.text("link")

    def text(self, name: str) -> str:
        return self.fields.get(name, "").strip()


@dataclass
class Author:
    login: str
    name: str
    email: str


@dataclass
class Site:
    """What the export says of the old site before its first item."""

    fields: dict[str, str] = field(default_factory=dict)
    authors: list[Author] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Its base address without a slash at the end; empty when the file does not say."""
        known = (self.fields.get(name, "").strip() for name in ("wp:base_blog_url", "link", "wp:base_site_url"))
        return next((address.rstrip("/") for address in known if address), "")


class Collector:
    """The parser's target: fills the item at hand, and hands out those that are finished."""

    def __init__(self, line: Callable[[], int]) -> None:
        self.line = line
        self.site = Site()
        self.done: deque[Item] = deque()
        self.item: Item | None = None
        self.path: list[str] = []
        self.pieces: list[str] = []
        self.size = 0
        self.term: dict[str, str] = {}
        self.row: dict[str, str] = {}  # the postmeta or author being read

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = short(tag)
        self.path.append(name)
        self.pieces, self.size = [], 0
        if name == "item":
            self.item = Item(self.line())
        elif name == "category":
            self.term = dict(attributes)
        elif name in {"wp:postmeta", "wp:author"}:
            self.row = {}

    def data(self, text: str) -> None:
        self.size += len(text)
        if self.size <= MOST_TEXT:
            self.pieces.append(text)
        elif self.item:
            self.item.too_long = True

    def end(self, tag: str) -> None:
        name, text = self.path.pop(), "".join(self.pieces)
        self.pieces, self.size = [], 0
        parent = self.path[-1] if self.path else ""
        if parent in {"wp:postmeta", "wp:author"}:
            self.row[name] = text
        elif name == "wp:author":
            self._author()
        elif self.item is None:
            if parent == "channel":
                self.site.fields[name] = text
        elif name == "item":
            self.done.append(self.item)
            self.item = None
        elif parent == "item":
            self._part_of_item(self.item, name, text)

    def _part_of_item(self, item: Item, name: str, text: str) -> None:
        if name == "category":
            item.terms.append(Term(self.term.get("domain", ""), self.term.get("nicename", ""), text.strip()))
        elif name == "wp:postmeta":
            item.meta[self.row.get("wp:meta_key", "").strip()] = self.row.get("wp:meta_value", "").strip()
        elif name == "wp:comment":
            item.comments += 1
        else:
            item.fields[name] = text

    def _author(self) -> None:
        row = {name: value.strip() for name, value in self.row.items()}
        login = row.get("wp:author_login", "")
        self.site.authors.append(
            Author(login, row.get("wp:author_display_name") or login, row.get("wp:author_email", ""))
        )

    def close(self) -> None:
        """Expat asks for it; there is nothing to finish."""


def short(tag: str) -> str:
    """`{http://wordpress.org/export/1.2/}post_id` as `wp:post_id`, whatever the version."""
    if not tag.startswith("{"):
        return tag
    space, _brace, name = tag[1:].partition("}")
    prefix = next((prefix for part, prefix in SPACES if part in space), "")
    return f"{prefix}:{name}" if prefix else name


class Export:
    """One export file. `for item in Export(path)` reads it from the start each time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.site = Site()
        self.bytes_read = 0

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def __iter__(self) -> Iterator[Item]:
        """Items in the order of the file.

        Raises:
            UnreadableExport: not XML, cut off, entities in it, or no WordPress export; says the line.
        """
        parser: DefusedXMLParser
        collector = Collector(lambda: parser.parser.CurrentLineNumber)
        parser = DefusedXMLParser(target=collector, forbid_dtd=True)
        self.site = collector.site
        try:
            for piece in self._pieces():
                parser.feed(piece)
                while collector.done:
                    yield collector.done.popleft()
            parser.close()
        except ParseError as error:
            raise UnreadableExport(self._where(error)) from None
        except DefusedXmlException:
            message = (
                f"{self.path.name}: line {parser.parser.CurrentLineNumber} declares a document type or entities. No "
                "WordPress export does; such a file can be made to harm the server, so it is refused."
            )
            raise UnreadableExport(message) from None
        if not any(name.startswith("wp:") for name in self.site.fields):
            message = (
                f"{self.path.name} is XML, but no WordPress export. In WordPress, choose Tools → Export → All content."
            )
            raise UnreadableExport(message)

    def _where(self, error: ParseError) -> str:
        line, column = error.position
        what = str(error).partition(":")[0]
        if self.bytes_read >= self.size and ("no element" in what or "unclosed" in what):
            return (
                f"{self.path.name} ends in the middle, at line {line} ({what}). The export or its copy was cut off; "
                "export again, in parts by date if it is large. Nothing was imported."
            )
        return (
            f"{self.path.name}: line {line}, column {column}: {what}. The file is damaged there; nothing was imported."
        )

    def _pieces(self) -> Iterator[str]:
        """The text in chunks, without the characters XML forbids; bytes that are no text become �."""
        with self.path.open("rb") as file:
            decoder = self._decoder(file.peek(CHUNK)[:200] if hasattr(file, "peek") else b"")
            self.bytes_read = 0
            while chunk := file.read(CHUNK):
                self.bytes_read += len(chunk)
                yield ILLEGAL.sub("", decoder.decode(chunk))
            yield ILLEGAL.sub("", decoder.decode(b"", final=True))

    def _decoder(self, beginning: bytes) -> codecs.IncrementalDecoder:
        declared = DECLARED.match(beginning.removeprefix(codecs.BOM_UTF8))
        name = declared[1].decode() if declared else "utf-8"
        try:
            found = codecs.lookup(name)
        except LookupError:
            message = f"{self.path.name}: line 1: its encoding, {name!r}, is unknown."
            raise UnreadableExport(message) from None
        if found.name == "utf-8":
            found = codecs.lookup("utf-8-sig")
        return found.incrementaldecoder(errors="replace")
