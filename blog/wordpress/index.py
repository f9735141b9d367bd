"""What an export holds, read once before anything is written: a damaged file changes nothing.

Keeps addresses, titles and numbers only, some hundred bytes an item, never the texts.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.utils.text import slugify

from blog.wordpress import languages
from blog.wordpress.reading import Author, Export, Item, Site
from firm.editing.findings import is_description
from firm.sanitiser import plain_text

POST, PAGE, ATTACHMENT = "post", "page", "attachment"
# What WordPress keeps for itself; nothing a visitor ever saw under an address of its own.
INNER = frozenset(
    {"revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "user_request", "wp_template",
     "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family", "wp_font_face"}
)  # fmt: skip
NEVER = frozenset({"trash", "auto-draft", "inherit"})


@dataclass(frozen=True)
class Known:
    """One post or page, without its text."""

    guid: str
    id: int
    kind: str
    title: str
    slug: str
    path: str  # its old address without the host
    parent: int
    published: datetime
    language: str
    group: str  # what it shares with its translations


@dataclass(frozen=True)
class Attachment:
    guid: str
    url: str
    title: str
    alt: str


@dataclass
class Contents:
    """The export in brief."""

    site: Site = field(default_factory=Site)
    pages: dict[int, Known] = field(default_factory=dict)
    attachments: dict[int, Attachment] = field(default_factory=dict)
    by_path: dict[str, int] = field(default_factory=dict)  # old path -> number of the post or page
    by_file: dict[str, int] = field(default_factory=dict)  # path of an upload -> number of the attachment
    groups: dict[str, list[int]] = field(default_factory=dict)  # what translations share -> their numbers
    others: Counter[str] = field(default_factory=Counter)  # kinds that have no place here
    tags: Counter[str] = field(default_factory=Counter)
    terms: dict[tuple[str, str], str] = field(default_factory=dict)  # (domain, slug) -> name
    authors: dict[str, Author] = field(default_factory=dict)

    def in_order(self, first: str) -> list[Known]:
        """Posts by date, then pages with every parent before its children; each in the language `first` before others,
        so that translations take their address from it."""
        posts = [known for known in self.pages.values() if known.kind == POST]
        pages = [known for known in self.pages.values() if known.kind == PAGE]
        posts.sort(key=lambda known: (known.language != first, known.published))
        pages.sort(key=lambda known: (known.language != first, self.depth(known)))
        return [*posts, *pages]

    def translations(self, known: Known) -> list[Known]:
        """The same post or page in other languages, as far as the export says."""
        others = (self.pages[number] for number in self.groups.get(known.group, []))
        return [other for other in others if other.language != known.language and other.kind == known.kind]

    def depth(self, known: Known) -> int:
        """How many pages stand above; a circle of parents ends where it started."""
        seen: set[int] = set()
        while (parent := self.pages.get(known.parent)) and parent.kind == PAGE and parent.id not in seen:
            seen.add(parent.id)
            known = parent
        return len(seen)

    def post_at(self, url: str) -> int | None:
        """The number of the post or page of an old address, `?p=7` included; None when it is not ours."""
        parts = parts_of(url)
        ours = parts_of(self.site.address)
        if parts.hostname and bare(parts.hostname) != bare(ours.hostname):
            return None
        if found := re.search(r"(?:^|&)(?:p|page_id)=(\d+)", parts.query):
            return int(found[1]) if int(found[1]) in self.pages else None
        return self.by_path.get(path_of(url))

    def attachment_at(self, url: str, number: int = 0) -> int | None:
        """The number of the attachment of a picture's address, in whichever of its sizes."""
        if number in self.attachments:
            return number
        path = file_of(url)
        smaller = re.sub(r"-\d+x\d+(?=\.\w+$)", "", path)
        for tried in (path, smaller, re.sub(r"(?=\.\w+$)", "-scaled", smaller)):
            if tried in self.by_file:
                return self.by_file[tried]
        return None


def read_contents(export: Export, language: str, step: Callable[[], None]) -> Contents:
    """Goes through the whole file once.

    Raises:
        UnreadableExport: damaged or no export; nothing has been written then.
    """
    contents = Contents()
    for item in export:
        contents.site = export.site
        add(contents, item, language)
        step()
    contents.site = export.site
    contents.authors = {author.login: author for author in export.site.authors}
    return contents


def add(contents: Contents, item: Item, language: str) -> None:
    if item.kind == ATTACHMENT:
        url = item.text("wp:attachment_url") or item.text("guid")
        alt = item.meta.get("_wp_attachment_image_alt", "")
        contents.attachments[item.id] = Attachment(
            item.guid, url, plain_text(item.text("title")), alt if is_description(alt) else ""
        )
        contents.by_file[file_of(url)] = item.id
    elif item.kind in {POST, PAGE}:
        if item.text("wp:status") not in NEVER:
            known = known_of(item, language)
            contents.pages[item.id] = known
            contents.by_path.setdefault(known.path, item.id)
            contents.groups.setdefault(known.group, []).append(item.id)
        contents.tags.update(term.name for term in item.terms if term.domain == "post_tag")
        contents.terms.update({(term.domain, term.slug): term.name for term in item.terms})
    elif item.kind not in INNER:
        contents.others[item.kind] += 1


def known_of(item: Item, language: str) -> Known:
    title = plain_text(item.text("title"))[:255] or f"Untitled {item.id}"
    named = slugify(unquote(item.text("wp:post_name")))[:200]
    spoken = languages.language_of(item, [code.lower() for code, _name in settings.LANGUAGES])
    return Known(
        guid=guid_of(item),
        id=item.id,
        kind=item.kind,
        title=title,
        slug=named or slugify(title)[:200] or f"{item.kind}-{item.id}",
        path=path_of(item.text("link")),
        parent=int(item.text("wp:post_parent") or 0) if item.text("wp:post_parent").isdigit() else 0,
        published=published_at(item),
        language=languages.ours(spoken, [code for code, _name in settings.LANGUAGES]) or spoken or language,
        group=languages.group_of(item),
    )


def guid_of(item: Item) -> str:
    """The old system's own name for it; one too long for our column by its hash."""
    guid = item.guid or f"wordpress:{item.id}"
    return guid if len(guid) <= 255 else sha256(guid.encode()).hexdigest()


def published_at(item: Item) -> datetime:
    """When it was published by the old site's clock; drafts have no date and get today's."""
    for name in ("wp:post_date", "wp:post_date_gmt", "wp:post_modified"):
        if moment := moment_of(item.text(name)):
            return moment
    try:
        return parsedate_to_datetime(item.text("pubDate")).astimezone(UTC)
    except (ValueError, TypeError):
        return datetime.now(UTC)


def moment_of(text: str) -> datetime | None:
    """`2019-05-03 10:00:00` in UTC; None for the zeros WordPress writes for "never"."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def modified_on(item: Item) -> date:
    """The last day somebody at the firm touched the text."""
    moment = moment_of(item.text("wp:post_modified"))
    published = published_at(item)
    return max(moment, published).date() if moment else published.date()


def parts_of(url: str) -> SplitResult:
    """The parts of an address; empty ones of what is none, such as `http://[your site]/`."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def bare(host: str | None) -> str:
    return (host or "").lower().removeprefix("www.")


def path_of(url: str) -> str:
    """`/2019/05/fees` of an old address: no host, no slash at the end, `?p=7` kept."""
    parts = parts_of(url)
    path = unquote(parts.path).rstrip("/") or "/"
    return f"{path}?{parts.query}" if parts.query and path == "/" else path


def file_of(url: str) -> str:
    """The part of an upload's address after the folder, which sites move about."""
    return unquote(parts_of(url).path).rpartition("/uploads/")[2] or url
