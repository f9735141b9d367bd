"""What stops a page from being published: pictures nobody described, broken headings, links that say nothing.

Checked where every way to *live* goes through (`PublicPage.save`), so no button, schedule or copy gets
around it; the editor hears of it before, in the form (`firm.wagtail_hooks`).
"""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page

from firm.editing.pieces import Piece, Rich, pieces_of
from firm.wording import SAYS_NOTHING

FILE_NAME = re.compile(
    r"^[\w.%+()-]+\.(jpe?g|png|gif|webp|avif)$|^(img|dsc|image|screen ?shot)?[\W_]*\d[\d\W_x]*$|\w+_\d{3,}",
    re.IGNORECASE,
)


class Stopped(ValidationError):
    """This page may not go live as it is; `messages` say what to mend."""

    def __init__(self, page: Any, found: list[str]) -> None:
        super().__init__(found)
        self.page = page


def is_description(alt: str) -> bool:
    """Whether words tell what a picture shows: a file's name (`family-6719424_1280`) does not."""
    return bool(alt.strip()) and not FILE_NAME.search(alt.strip())


def stops(page: Page) -> list[str]:
    """Sentences for the editor, each naming its place; empty when the page may go live."""
    found = list(of_head_picture(page))
    above = "h2" if getattr(page, "in_short", None) else "h1"
    for piece in pieces_of(page):
        found += of_piece(piece)
        found += of_levels(piece, above)
        above = piece.kind if piece.kind in {"h2", "h3"} else above
    return found


def of_head_picture(page: Page) -> Iterator[str]:
    if getattr(page, "picture_id", None) and not is_description(page.picture_alt):
        yield _("Picture: say in words what it shows; the name of a file is no description.")


def of_piece(piece: Piece) -> Iterator[str]:
    if piece.kind == "picture":
        if not piece.value.get("decorative") and not is_description(piece.value.get("alt") or ""):
            yield _("%(place)s: say in words what the picture shows, or mark it as decoration only.") % {
                "place": piece.place
            }
    elif piece.kind in {"h2", "h3"} and not piece.value.strip():
        yield _("%(place)s: the heading is empty.") % {"place": piece.place}
    elif piece.kind == "rich":
        yield from of_rich(Rich(piece.value), piece.place)


def of_rich(rich: Rich, place: str) -> Iterator[str]:
    for heading in rich.headings:
        if not heading.strip():
            yield _("%(place)s: a heading in the text is empty.") % {"place": place}
    for link in rich.links:
        words = " ".join(link.text.split()).lower().strip(" .…»>:!")
        if not words:
            yield _("%(place)s: a link has no words.") % {"place": place}
        elif words in SAYS_NOTHING:
            yield _("%(place)s: the link “%(words)s” does not say where it leads.") % {
                "place": place, "words": link.text.strip(),
            }  # fmt: skip


def of_levels(piece: Piece, above: str) -> Iterator[str]:
    """A small heading needs a large one above it; who listens to headings would look for what was skipped."""
    small = piece.kind == "h3" or (piece.kind == "rich" and Rich(piece.value).headings)
    if above == "h1" and small:
        yield _(
            "%(place)s: a small heading stands before the first section. Put a section with a heading above it."
        ) % {"place": piece.place}


def broken_links(page: Page) -> list[str]:
    """Links to pages of ours that are gone or not public; a hint, because a draft may be published later."""
    found = [
        (piece.place, link) for piece in pieces_of(page) if piece.kind == "rich" for link in Rich(piece.value).links
    ]
    wanted = {link.page_id for _place, link in found if link.page_id is not None}
    live = set(Page.objects.live().filter(pk__in=wanted).values_list("pk", flat=True))
    return [
        _("%(place)s: the link “%(words)s” leads to a page that is not public.") % {"place": place, "words": link.text}
        for place, link in found
        if link.page_id is not None and link.page_id not in live
    ]


def not_published(page: Page, found: list[str]) -> SafeString:
    return format_html(
        "{}<ul>{}</ul>",
        _("“%(title)s” was saved as a draft, not published:") % {"title": page.get_admin_display_title()},
        format_html_join("", "<li>{}</li>", ((line,) for line in found)),
    )
