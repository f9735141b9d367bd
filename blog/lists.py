"""Updates as rows of a list: newest check first, in one query, without their bodies."""

import uuid
from itertools import chain

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Locale, Page

from blog.models import Story, Topic, UpdatePage
from firm.models import Office, Person
from firm.page_cache import once_a_generation

RELATED = 3
# What a row, a card or a feed's entry shows. Reading another field there would ask the database once a row.
ROW_FIELDS = (
    "title", "slug", "dek", "translation_key", "first_published_at", "last_published_at", "author_id", "published_on",
    "checked_on", "changed_on", "superseded_by_id", "story__standing", "story__deadline", "story__changed_on", "locale__language_code",
    "topic__name", "topic__slug",
)  # fmt: skip


def rows(code: str) -> QuerySet[UpdatePage]:
    """The public updates of one language, newest first, each with `languages`, how many it exists in."""
    translations = (
        Page.objects.filter(live=True, translation_key=OuterRef("translation_key"))
        .order_by()
        .values("translation_key")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        UpdatePage.objects.live()
        .filter(locale__language_code=code)
        .select_related("locale", "topic", "story")
        .only(*ROW_FIELDS)
        .annotate(languages=Subquery(translations))
        .order_by("-checked_on", "-published_on", "-pk")
    )


# `SELECT *` and not a queryset: building this query of seventy columns costs Django more than running it.
ONE = """
    SELECT *, (SELECT fingerprint FROM blog_socialcard WHERE page_id = id AND length(png) > 0) AS card
    FROM wagtailcore_page JOIN blog_updatepage ON page_ptr_id = id
    WHERE live AND locale_id = %s AND slug = %s
"""


def published(code: str, slug: str) -> list[UpdatePage]:
    """The public updates of one language with this last word of their address; one query, names included."""
    locale = locales().get(code)
    if locale is None:
        return []
    found = list(UpdatePage.objects.raw(ONE, [locale.pk, slug]))
    for page in found:
        page.locale, page.topic = locale, topics().get(page.topic_id)
        page.author, page.reviewer = people().get(page.author_id), people().get(page.reviewer_id)
        page.responsible_attorney = people().get(page.responsible_attorney_id)
        page.responsible_office = offices().get(page.responsible_office_id)
        page.checked_by, page.story = people().get(page.checked_by_id), stories().get(page.story_id)
    return found


@once_a_generation
def locales() -> dict[str, Locale]:
    return {locale.language_code: locale for locale in Locale.objects.all()}


@once_a_generation
def topics() -> dict[int | None, Topic]:
    return {topic.pk: topic for topic in Topic.objects.select_related("locale")}


@once_a_generation
def people() -> dict[int | None, Person]:
    return {person.pk: person for person in Person.objects.prefetch_related("texts")}


@once_a_generation
def offices() -> dict[int | None, Office]:
    return {office.pk: office for office in Office.objects.all()}


@once_a_generation
def stories() -> dict[int | None, Story]:
    return {story.pk: story for story in Story.objects.select_related("checked_by")}


def related(page: UpdatePage) -> list[UpdatePage]:
    """Others of the same topic first, then the newest."""
    code = page.locale.language_code
    near = newest(code, page.topic_id) if page.topic_id else []
    others = {other.pk: other for other in (*near, *newest(code)) if other.pk != page.pk}
    return list(others.values())[:RELATED]


@once_a_generation
def newest(code: str, topic: int | None = None) -> list[UpdatePage]:
    """The latest updates of a language or of one topic in it, one more than a page shows of them."""
    found = UpdatePage.objects.filter(live=True, locale__language_code=code)
    if topic:
        found = found.filter(topic=topic)
    return list(
        found.select_related("locale", "topic", "story")
        .only(*ROW_FIELDS)
        .order_by("-checked_on", "-published_on", "-pk")[: RELATED + 1]
    )


@once_a_generation
def superseded() -> list[tuple[uuid.UUID, uuid.UUID]]:
    """(older, newer) by translation key: marked once, in any language, a pair holds in all of them."""
    marked = UpdatePage.objects.filter(live=True, superseded_by__isnull=False).order_by("-published_on")
    return list(dict.fromkeys(marked.values_list("translation_key", "superseded_by__translation_key")))


@once_a_generation
def replacements(code: str) -> list[tuple[UpdatePage, UpdatePage]]:
    """The superseded updates of one language, each with the one that replaces it."""
    keys = superseded()
    found = (
        UpdatePage.objects.filter(live=True, locale__language_code=code, translation_key__in={*chain(*keys)})
        .select_related("locale")
        .only("title", "slug", "published_on", "translation_key", "locale__language_code")
    )
    pages = {page.translation_key: page for page in found}
    return [(pages[old], pages[new]) for old, new in keys if old in pages and new in pages]


def replaced(page: UpdatePage) -> dict[str, list[UpdatePage]]:
    """`newer`: what superseded this update; `older`: what it superseded. In its own language only."""
    pairs = replacements(page.locale.language_code)
    return {
        "newer": [new for old, new in pairs if old.translation_key == page.translation_key],
        "older": [old for old, new in pairs if new.translation_key == page.translation_key],
    }


def by_person(person: Person, code: str) -> QuerySet[UpdatePage]:
    """What somebody wrote or reviewed."""
    return rows(code).filter(Q(author=person) | Q(reviewer=person))[:10]
