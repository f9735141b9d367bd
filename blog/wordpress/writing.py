"""Writes what an export holds: first every page as an empty draft, so that links find each other, then the texts."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import Resolver404, resolve
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from blog.models import Origin, UpdatePage, UpdatesIndexPage
from blog.sign_off.gate import MayNotPublish
from blog.wordpress import addresses
from blog.wordpress.cleaning import Converted, Old, convert
from blog.wordpress.index import POST, Contents, Known, guid_of, modified_on, read_contents
from blog.wordpress.matching import People, Topics
from blog.wordpress.pictures import Pictures
from blog.wordpress.reading import Export, Item
from blog.wordpress.report import Report
from firm.editing.findings import is_description
from firm.models import HomePage, Picture, PlainPage
from firm.sanitiser import plain_text

DESCRIPTIONS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_genesis_description")
TITLES = ("_yoast_wpseo_title", "rank_math_title", "_aioseo_title")
PUBLIC = "publish"


@dataclass(frozen=True)
class Wishes:
    """What the person at the terminal asked for."""

    language: str = settings.LANGUAGE_CODE
    dry: bool = False
    download: bool = False
    uploads: Path | None = None
    tags: bool = False


Step = Callable[[str, float], None]  # what is going on, and how much of it is done (0 to 1)


def run(path: Path, report: Report, wishes: Wishes, step: Step) -> None:
    """The whole import. Each item is its own transaction: stopped anywhere, a second run goes on.

    Raises:
        UnreadableExport: before anything is written.
    """
    export = Export(path)
    contents = read_contents(export, wishes.language, lambda: step("Reading", export.bytes_read / export.size))
    Import(export, contents, report, wishes).run(step)


class Import:
    """One import under way; use `run`."""

    def __init__(self, export: Export, contents: Contents, report: Report, wishes: Wishes) -> None:
        self.export, self.contents, self.report, self.wishes = export, contents, report, wishes
        self.people = People(contents, report, dry=wishes.dry)
        self.topics = Topics(report, tags=wishes.tags, dry=wishes.dry)
        self.pictures = Pictures(contents, report, uploads=wishes.uploads, download=wishes.download, dry=wishes.dry)
        self.pages: dict[int, int] = {}  # their number -> ours
        self.written: list[int] = []
        self.indexes = {page.locale.language_code: page for page in UpdatesIndexPage.objects.select_related("locale")}
        self.homes = {page.locale.language_code: page for page in HomePage.objects.select_related("locale")}
        self.old = Old(contents.site.address, self.page_at, self.pictures.at, self.pictures.alt_of)

    def run(self, step: Step) -> None:
        with disable_reference_index_auto_update():
            for number, known in enumerate(self.contents.in_order(self.wishes.language), 1):
                self.place(known)
                step("Making room", number / max(1, len(self.contents.pages)))
            for item in self.export:
                if item.id in self.contents.pages:
                    self.furnish(item, self.contents.pages[item.id])
                step("Writing", self.export.bytes_read / self.export.size)
        if not self.wishes.dry:
            self.report.done["redirects made"] += addresses.archives(self.contents, self.wishes.language)
        self.mention_what_stands_alone()
        self.mention_the_rest()
        for number, pk in enumerate(self.written, 1):
            ReferenceIndex.create_or_update_for_object(Page.objects.get(pk=pk).specific)
            step("Noting who links where", number / len(self.written))

    def page_at(self, url: str) -> int | None:
        """Our page at an old address, for the links inside texts."""
        number = self.contents.post_at(url)
        return self.pages.get(number) if number is not None else None

    # ---- a page for each

    def place(self, known: Known) -> None:
        """Makes the page as an empty draft at its new address, once."""
        origin = Origin.objects.filter(guid=known.guid).first()
        if origin or self.wishes.dry:
            self.pages[known.id] = (origin.page_id or 0) if origin else 0
            if not self.pages[known.id] and not self.wishes.dry:
                del self.pages[known.id]
            return
        parent = self.parent_of(known)
        page = self.empty(known, parent)
        if original := self.original_of(known, parent):
            self.join(page, original)
        elif page.slug != known.slug:
            self.about(known, "address", f"“{known.slug}” is taken here; its address ends in “{page.slug}”")
        with transaction.atomic():
            parent.add_child(instance=page)
            Origin.objects.create(guid=known.guid, title=known.title, old_address=known.path[:500], page=page)
            self.report.done["redirects made"] += addresses.lead_to(page, known)
        self.pages[known.id] = page.pk

    def original_of(self, known: Known, parent: Page) -> Page | None:
        """Our page of which this one is the translation: under the same parent, and free in this language."""
        numbers = [self.pages[other.id] for other in self.contents.translations(known) if self.pages.get(other.id)]
        original = Page.objects.filter(pk__in=numbers).exclude(locale=parent.locale).order_by("pk").first()
        if original is None or original.get_parent().translation_key != parent.translation_key:
            return None
        siblings = Page.objects.child_of(parent)
        taken = siblings.filter(slug=original.slug) | siblings.filter(translation_key=original.translation_key)
        return None if taken.exists() else original.specific

    def join(self, page: Page, original: Page) -> None:
        """Translations share their address, but for the language before it: readers change language in place."""
        page.translation_key, page.slug = original.translation_key, original.slug
        if isinstance(page, UpdatePage) and isinstance(original, UpdatePage):
            page.published_on, page.short_code = original.published_on, original.short_code
        self.report.done["translations linked"] += 1

    def language_of(self, known: Known) -> str:
        return known.language if known.language in self.homes else self.wishes.language

    def parent_of(self, known: Known) -> Page:
        language = self.language_of(known)
        if known.kind == POST:
            return UpdatesIndexPage.objects.get(pk=self.indexes[language].pk)
        above = Page.objects.filter(pk=self.pages.get(known.parent, 0)).first()
        return above or HomePage.objects.get(pk=self.homes[language].pk)

    def empty(self, known: Known, parent: Page) -> Page:
        shared = {"title": known.title, "slug": free_slug(known, parent), "live": False, "locale": parent.locale}
        if known.kind == POST:
            return UpdatePage(**shared, published_on=known.published.date(), first_published_at=known.published)
        return PlainPage(**shared, first_published_at=known.published)

    # ---- its text

    def furnish(self, item: Item, known: Known) -> None:
        """Fills the page, unless it is as we left it already, or somebody has written in it since."""
        origin = Origin.objects.filter(guid=guid_of(item)).select_related("page").first()
        if origin and origin.page is None:
            self.about(known, "deleted here", "was imported once and deleted since; not made again")
            return
        converted = convert(item.fields.get("content:encoded", ""), self.old)
        fields = self.fields_of(item, known, converted)
        mark = fingerprint(fields, item.text("wp:status"))
        if origin and origin.fingerprint == mark:
            self.report.done["unchanged"] += 1
            return
        if origin and origin.page and origin.fingerprint and origin.page.latest_revision_id != origin.revision:
            self.about(
                known, "changed on both sides", "edited here since the last import; left as it is here", origin.page
            )
            return
        page = origin.page.specific if origin and origin.page else None
        for what, detail in [*converted.notes, *losses(item)]:
            self.about(known, what, detail, page)
        if self.wishes.dry or origin is None or page is None:
            self.report.done["would be written"] += 1
            return
        self.write(page, fields, item, known)
        origin.fingerprint, origin.revision = mark, page.latest_revision_id
        origin.save()
        self.written.append(page.pk)

    def fields_of(self, item: Item, known: Known, converted: Converted) -> dict[str, Any]:
        about = plain_text(item.text("excerpt:encoded"))
        found = next((item.meta[key] for key in DESCRIPTIONS if item.meta.get(key)), "")
        headline = next((item.meta[key] for key in TITLES if item.meta.get(key) and "%" not in item.meta[key]), "")
        fields: dict[str, Any] = {
            "title": known.title,
            "dek": about if len(about) <= 300 else about[:298].rsplit(" ", 1)[0] + " …",
            "search_description": plain_text(found)[:255],
            "seo_title": plain_text(headline)[:255],
            "body": converted.blocks,
        }
        if known.kind == POST:
            fields |= {
                "author": self.people.of(item.text("dc:creator")),
                "topic": self.topics.of(item, self.homes[self.language_of(known)].locale),
                "checked_on": modified_on(item),  # nobody has looked at it since, and we do not claim it
                "review_by": modified_on(item),  # so it stands in the queue of what an attorney should read
                **self.featured(item, known),
            }
        return fields

    def featured(self, item: Item, known: Known) -> dict[str, Any]:
        """The picture at the head, when it is here and somebody has said what it shows."""
        number = item.meta.get("_thumbnail_id", "")
        attachment = self.contents.attachments.get(int(number)) if number.isdigit() else None
        picture = self.pictures.at(attachment.url, int(number)) if attachment else None
        if attachment is None or picture is None:
            return {"picture": None, "picture_alt": ""}
        if not is_description(attachment.alt):
            self.about(known, "picture without a description", f"“{picture.title}” is in the library, not on the page")
            return {"picture": None, "picture_alt": ""}
        return {"picture": picture if isinstance(picture, Picture) else None, "picture_alt": attachment.alt[:300]}

    def write(self, page: Page, fields: dict[str, Any], item: Item, known: Known) -> None:
        """One page and its redirects, in one transaction; live only where the house's own rules let it be."""
        for name, value in fields.items():
            setattr(page, name, value)
        was_live = page.live
        with transaction.atomic():
            revision = page.save_revision(clean=False)
            self.report.done["redirects made"] += addresses.lead_to(page, known, item.meta.get("_wp_old_slug", ""))
        foreign = known.language not in self.homes
        if item.text("wp:status") != PUBLIC or item.text("wp:post_password") or foreign:
            self.report.done["drafts"] += 1
            return
        try:
            with transaction.atomic():
                revision.publish(log_action=False)
            self.report.done["pages updated" if was_live else "pages published"] += 1
        except (ValidationError, PermissionDenied, MayNotPublish) as error:
            reasons = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            self.about(known, "kept as a draft", reasons, page)
            self.report.done["drafts"] += 1

    # ---- what is said

    def about(self, known: Known, what: str, detail: str, page: Page | None = None) -> None:
        pk = page.pk if page else self.pages.get(known.id)
        here = f"{settings.WAGTAILADMIN_BASE_URL}/cms/pages/{pk}/edit/" if pk else ""
        self.report.leave(what, detail, known.title, known.path, "", here)

    def mention_what_stands_alone(self) -> None:
        """Languages the site does not have, and translations whose original the file does not tell."""
        for known in self.contents.pages.values():
            if known.language not in self.homes:
                self.about(known, "language", f"“{known.language}” is no language of this site; here it is a draft")
            elif known.language != self.wishes.language and not self.is_joined(known):
                why = "which page it translates is not in the file, or that page's address is taken"
                self.about(known, "translation", f"in {known.language}, linked to no other: {why}")

    def is_joined(self, known: Known) -> bool:
        """In a dry run, whether it would be."""
        if self.wishes.dry:
            return bool(self.contents.translations(known))
        page = Page.objects.filter(pk=self.pages.get(known.id, 0)).first()
        return page is not None and page.get_translations().filter(depth__gt=2).exists()

    def mention_the_rest(self) -> None:
        for kind, number in sorted(self.contents.others.items()):
            self.report.leave(f"{kind} items", f"{number} of a kind that has no place here")
        if not self.wishes.tags:
            for tag, number in self.contents.tags.most_common():
                self.report.leave(
                    "tag", f"on {number} posts; with --tags, or a topic of this name, it becomes one", tag
                )


def free_slug(known: Known, parent: Page) -> str:
    """Its own slug, unless a sibling or one of the site's own addresses has it."""
    taken = set(Page.objects.child_of(parent).filter(slug__startswith=known.slug).values_list("slug", flat=True))
    if known.kind != POST and parent.depth == 2 and is_the_sites_own(known.slug):
        taken.add(known.slug)
    return next(slug for slug in (known.slug, *(f"{known.slug}-{n}" for n in range(2, 10_000))) if slug not in taken)


def is_the_sites_own(slug: str) -> bool:
    try:
        return resolve(f"/{slug}/").url_name not in {"plain_page", "wagtail_serve"}
    except Resolver404:
        return False


def losses(item: Item) -> list[tuple[str, str]]:
    """What an item has that no page of ours can have."""
    found = []
    if item.comments:
        found.append(("comments", f"{item.comments} comments were left out"))
    if item.too_long:
        found.append(("too long", "a text of more than 4 million characters was cut"))
    if item.text("wp:post_password"):
        found.append(("password", "was protected by a password; here it is a draft"))
    status = item.text("wp:status")
    if status not in {PUBLIC, "draft"}:
        found.append(("status", f"was “{status}”; here it is a draft"))
    return found


def fingerprint(fields: dict[str, Any], status: str) -> str:
    """Of what would be written, pictures and people by number: the same again means nothing to do."""
    text = json.dumps([fields, status], default=lambda value: getattr(value, "pk", None) or str(value), sort_keys=True)
    return sha256(text.encode()).hexdigest()
