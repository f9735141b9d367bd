"""An update cut into the pieces a translator works on: fields, and the blocks of its streams."""

import hashlib
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.html import strip_tags
from wagtail.fields import StreamField

from blog.models import TranslationReview, UpdatePage
from blog.search import words_in

SAME, CHANGED, NEW, GONE = "same", "changed", "new", "gone"
FIELDS = ("title", "dek", "in_short", "body", "means", "unknown", "sources", "corrections", "picture_alt")


class Segment(NamedTuple):
    key: str  # "dek", or "body.<id of the block>": the id stays when a block moves
    place: str
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


class Pair(NamedTuple):
    """One segment of the original beside its translation; `state` since they were last compared."""

    state: str
    place: str
    original: str
    translation: str


def original_of(page: UpdatePage) -> UpdatePage | None:
    """The update in the site's first language of which this is a translation."""
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return None
    originals = UpdatePage.objects.filter(translation_key=page.translation_key, live=True)
    return originals.filter(locale__language_code=settings.LANGUAGE_CODE).first()


def segments(page: UpdatePage) -> list[Segment]:
    found: list[Segment] = []
    for name in FIELDS:
        field, value = page._meta.get_field(name), getattr(page, name)
        if isinstance(field, StreamField):
            found += of_stream(name, str(field.verbose_name), value)
        elif value:
            found.append(Segment(name, str(field.verbose_name), plain([str(value)])))
    return found


def of_stream(name: str, label: str, stream: Any) -> list[Segment]:
    blocks = enumerate(stream, start=1)
    return [
        Segment(f"{name}.{block.id}", f"{label} {number}", plain(words_in(block.value))) for number, block in blocks
    ]


def plain(texts: list[str]) -> str:
    return " ".join(strip_tags(" ".join(texts).replace("<", " <")).split())


def compare(page: UpdatePage, original: UpdatePage) -> list[Pair]:
    """Every segment of the original with its state, and those that are gone from it.

    A translation's blocks carry the ids of the original's (they were copied); one made by hand is
    shown in the order of its blocks.
    """
    review = TranslationReview.objects.filter(page=page).first()
    known = review.compared if review else {}
    now, here = segments(original), segments(page)
    by_key = {segment.key: segment.text for segment in here}
    by_place = {segment.place: segment.text for segment in here}
    pairs = [
        Pair(
            state_of(segment, known),
            segment.place,
            segment.text,
            by_key.get(segment.key, by_place.get(segment.place, "")),
        )
        for segment in now
    ]
    gone = known.keys() - {segment.key for segment in now}
    return pairs + [Pair(GONE, key.partition(".")[0], "", by_key.get(key, "")) for key in sorted(gone)]


def state_of(segment: Segment, known: dict[str, str]) -> str:
    if segment.key not in known:
        return NEW
    return SAME if known[segment.key] == segment.digest else CHANGED
