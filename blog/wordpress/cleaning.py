"""The HTML of a WordPress post as the blocks of one of our pages, and a note of everything that did not fit.

Handles both editors: the block editor's HTML with its comments, and the classic one, where an empty
line starts a paragraph. All text ends in `firm.sanitiser`; nothing else of the old markup is kept.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString

from blog.wordpress import shortcodes
from blog.wordpress.tables import table_of
from firm.editing.findings import is_description
from firm.sanitiser import PAGE_SCHEME, WITH_THEIR_WORDS, is_safe_address, plain_text, rich_text
from firm.wording import SAYS_NOTHING

HEADINGS = {f"h{level}": level for level in range(1, 7)}
CONTAINERS = frozenset(
    {"div", "section", "article", "main", "header", "footer", "aside", "center", "details", "fieldset", "address",
     "dl", "body", "html", "nav", "font"}
)  # fmt: skip
PARAGRAPHS = frozenset({"p", "pre", "dt", "dd", "summary", "figcaption", "ul", "ol"})
FRAMES = frozenset({"iframe", "embed", "video", "audio"})
GONE = frozenset({"hr", "input", "button", "link", "meta", "ins", "map"})
ADDRESS_ALONE = re.compile(r"^https?://\S+$")
LONGEST_HEADING = 160
UPLOADS = "/wp-content/uploads/"


@dataclass
class Old:
    """What the cleaning has to know of the old site and of ours."""

    address: str
    page_at: Callable[[str], int | None]  # the new page of an old address
    picture_at: Callable[[str, int], Any]  # the picture of an address or attachment number; None when out of reach
    alt_of: Callable[[str, int], str] = lambda address, number: ""


@dataclass
class Converted:
    blocks: list[tuple[str, Any]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def convert(html: str, old: Old) -> Converted:
    """Blocks for `firm.blocks.BodyBlock`."""
    return Conversion(old).run(html)


class Conversion:
    """One post being taken apart; use `convert`."""

    def __init__(self, old: Old) -> None:
        self.old = old
        self.made = Converted()
        self.heading = ""
        self.text: list[str] = []
        self.inline: list[str] = []
        self.top = 2
        self.classic = False

    def run(self, html: str) -> Converted:
        self.classic = "<!-- wp:" not in html
        soup = BeautifulSoup(shortcodes.resolve(html, self.note), "html.parser")
        self.top = min(
            (HEADINGS[tag.name] for tag in soup.find_all(list(HEADINGS)) if tag.get_text(strip=True)), default=2
        )
        self.walk(soup)
        self.close_section()
        return self.made

    def note(self, what: str, detail: str) -> None:
        self.made.notes.append((what, detail))

    # ---- the walk

    def walk(self, parent: Tag) -> None:
        for child in list(parent.children):
            if isinstance(child, Tag):
                self.element(child)
            elif isinstance(child, NavigableString) and not isinstance(child, Comment):
                self.inline.append(self.words(child))
        self.end_paragraph()

    def element(self, tag: Tag) -> None:
        name = tag.name
        if name in WITH_THEIR_WORDS:
            self.note(name, "left out")
            return
        block = self.block_for(name, tag)
        if block is None:
            self.inline_element(tag)
            return
        self.end_paragraph()
        block(tag)

    def block_for(self, name: str, tag: Tag) -> Callable[[Tag], None] | None:
        if name in HEADINGS:
            return self.new_heading
        if name in PARAGRAPHS:
            return self.paragraph
        if name in CONTAINERS or (name in {"span", "a", "b", "strong", "em", "i"} and tag.find(list(HEADINGS))):
            return self.walk
        special: dict[str, Callable[[Tag], None]] = {
            "figure": self.figure, "img": self.picture, "table": self.table, "blockquote": self.quotation,
        }  # fmt: skip
        if name in special:
            return special[name]
        if name in FRAMES:
            return self.frame
        return (lambda _tag: None) if name in GONE else None

    def inline_element(self, tag: Tag) -> None:
        if tag.find(["img", "iframe", "video", "audio", "table"]):
            self.pull_out(tag)
        self.inline.append(self.html_of(tag))

    def pull_out(self, tag: Tag) -> None:
        """Pictures and frames inside a line stand after it."""
        self.end_paragraph()
        for inner in tag.find_all(["img", "iframe", "video", "audio"]):
            inner.extract()
            self.element(inner)

    # ---- text

    def words(self, text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def html_of(self, tag: Tag) -> str:
        self.prepare(tag)
        return str(tag)

    def prepare(self, tag: Tag) -> None:
        """Names and links as our editor writes them."""
        for inner in [tag, *tag.find_all(True)]:
            if inner.name in {"strong", "em", "h1", "h2", "h4", "h5", "h6"}:
                inner.name = {"strong": "b", "em": "i"}.get(inner.name, "h3")
            elif inner.name == "a":
                self.link(inner)
        for comment in tag.find_all(string=lambda text: isinstance(text, Comment)):
            comment.extract()

    def link(self, tag: Tag) -> None:
        href = str(tag.get("href") or "").strip()
        if not href or href.startswith("#"):
            tag.unwrap() if tag.parent else tag.attrs.clear()
            return
        href = self.whole(href)
        if not href:
            self.note("broken link", str(tag["href"])[:200])
            tag.unwrap() if tag.parent else tag.attrs.clear()
            return
        page = self.old.page_at(href)
        tag["href"] = f"{PAGE_SCHEME}:{page}" if page is not None else href
        if page is None and not is_safe_address(href):
            self.note("unsafe link", href[:200])
        if UPLOADS in href and page is None and not tag.find("img"):
            self.note("file on the old site", href)
        if page is None and tag.get_text(" ", strip=True).lower().strip(" .»>:") in SAYS_NOTHING:
            # "click here" says nothing to who hears links read out; where it leads does.
            host = urlsplit(href).hostname
            if host:
                tag.append(f" ({host.removeprefix('www.')})")

    def whole(self, address: str) -> str:
        """An address of the old site with its host; "" for what is none, such as `http://[your site]/`."""
        if address.startswith("//"):
            address = "https:" + address
        try:
            return urljoin(self.old.address + "/", address) if self.old.address else urlsplit(address).geturl()
        except ValueError:
            return ""

    def end_paragraph(self) -> None:
        html, self.inline = "".join(self.inline), []
        for piece in re.split(r"\n\s*\n", html) if self.classic else [html]:
            bare = piece.strip()
            if not bare:
                continue
            if ADDRESS_ALONE.match(bare):
                bare = f'<a href="{bare}">{bare}</a>'
            self.text.append(f"<p>{bare.replace(chr(10), '<br>') if self.classic else bare}</p>")

    def paragraph(self, tag: Tag) -> None:
        self.pull_out(tag)
        if tag.name in {"ul", "ol"}:
            self.text.append(self.html_of(tag))
            return
        bold = tag.name in {"dt", "summary"}
        lines = tag.name == "pre"
        self.prepare(tag)
        inner = tag.decode_contents()
        if ADDRESS_ALONE.match(inner.strip()):
            inner = f'<a href="{inner.strip()}">{inner.strip()}</a>'
        inner = inner.replace("\n", "<br>") if lines else inner
        self.text.append(f"<p><b>{inner}</b></p>" if bold else f"<p>{inner}</p>")

    def new_heading(self, tag: Tag) -> None:
        self.pull_out(tag)
        words = plain_text(str(tag))
        if not words:
            self.note("empty heading", "left out")
            return
        if HEADINGS.get(tag.name, 3) > self.top:
            self.text.append(f"<h3>{self.words(words)}</h3>")
            return
        self.close_section()
        self.heading = words if len(words) <= LONGEST_HEADING else words[: LONGEST_HEADING - 2].rstrip() + " …"
        if self.heading != words:
            self.text.append(f"<p><b>{self.words(words)}</b></p>")

    # ---- blocks

    def close_section(self) -> None:
        """What has been read so far as one block."""
        self.end_paragraph()
        text = rich_text("".join(self.text))
        if self.heading:
            self.made.blocks.append(("section", {"heading": self.heading, "text": text}))
        elif text:
            self.made.blocks.append(("text", text))
        self.heading, self.text = "", []

    def add(self, kind: str, value: Any) -> None:
        self.close_section()
        self.made.blocks.append((kind, value))

    def figure(self, tag: Tag) -> None:
        caption = tag.find("figcaption")
        words = plain_text(str(caption)) if isinstance(caption, Tag) else ""
        if isinstance(caption, Tag):
            caption.extract()
        if table := tag.find("table"):
            self.table(table, words)
        elif pictures := tag.find_all("img"):
            for number, picture in enumerate(pictures):
                self.picture(picture, words if number == len(pictures) - 1 else "")
        elif address := re.search(r"https?://\S+", tag.get_text(" ", strip=True)):
            self.linked_media(address[0], words)
        else:
            self.walk(tag)
            if words:
                self.text.append(f"<p>{self.words(words)}</p>")

    def frame(self, tag: Tag) -> None:
        source = tag.find("source")
        address = tag.get("src") or tag.get("data-src") or (source.get("src") if isinstance(source, Tag) else "")
        self.linked_media(self.whole(str(address or "")), str(tag.get("title") or ""))

    def linked_media(self, address: str, words: str) -> None:
        """What played inside the page is a link: nothing of a third party is loaded on ours."""
        if not address or not is_safe_address(address):
            self.note("embed", f"left out: {address[:200]}")
            return
        embedded = re.search(r"youtube(?:-nocookie)?\.com/embed/([\w-]+)", address)
        address = f"https://www.youtube.com/watch?v={embedded[1]}" if embedded else address
        shown = self.words(words or address)
        self.text.append(f'<p><a href="{self.words(address)}">{shown}</a></p>')
        self.note("embed", f"now a link: {address[:200]}")

    def picture(self, tag: Tag, caption: str = "") -> None:
        address = self.whole(str(tag.get("src") or tag.get("data-src") or ""))
        number = number_of(tag)
        alt = str(tag.get("alt") or "").strip()
        alt = alt if is_description(alt) else self.old.alt_of(address, number)
        image = None if address.startswith("data:") else self.old.picture_at(address, number)
        if image is not None and is_description(alt):
            self.add("picture", {"image": image, "alt": alt[:300], "caption": caption[:300], "decorative": False})
            return
        if caption:
            self.text.append(f"<p>{self.words(caption)}</p>")
        if image is not None:
            self.note("picture without a description", f"in the library as “{image.title}”, not on the page: {address}")
        else:
            self.note("picture", f"out of reach: {address[:200] or number}" + (f" (shows: {alt})" if alt else ""))

    def table(self, tag: Tag, caption: str = "") -> None:
        value = table_of(tag, caption)
        if value is None:  # a table that only arranged things on the screen
            for cell in tag.find_all(["td", "th"]):
                self.walk(cell)
            return
        for picture in tag.find_all("img"):
            self.note("picture", f"stood in a table: {picture.get('src')}")
        if tag.find("a"):
            self.note("table", "links in its cells were left out")
        if value["table_header_choice"] == "neither":
            self.note("table", "has no header row; choose one in the editor")
        self.add("table", value)

    def quotation(self, tag: Tag) -> None:
        cite = tag.find(["cite", "footer"])
        who = plain_text(str(cite)) if isinstance(cite, Tag) else ""
        if isinstance(cite, Tag):
            cite.extract()
        self.pull_out(tag)
        if words := plain_text(str(tag)):
            self.add("quote", {"text": words, "who": who[:200]})


def number_of(tag: Tag) -> int:
    """The attachment's number, which WordPress writes into the class of a picture."""
    if number := tag.get("data-id"):
        return int(str(number)) if str(number).isdigit() else 0
    found = re.search(r"wp-image-(\d+)", str(tag.get("class") or ""))
    return int(found[1]) if found else 0
