"""Updates as rows of a list: newest check first, in one query, without their bodies."""

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When

from blog.models import UpdatePage
from firm.models import Person

RELATED = 3
BODY_FIELDS = ("body", "in_short", "means", "unknown", "sources", "track")


def rows(code: str) -> QuerySet[UpdatePage]:
    """The public updates of one language, newest first, each with `languages`, how many it exists in."""
    translations = (
        UpdatePage.objects.live()
        .filter(translation_key=OuterRef("translation_key"))
        .order_by()
        .values("translation_key")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        UpdatePage.objects.live()
        .filter(locale__language_code=code)
        .select_related("locale", "topic")
        .defer(*BODY_FIELDS)
        .annotate(languages=Subquery(translations))
        .order_by("-checked_on", "-published_on", "-pk")
    )


def related(page: UpdatePage) -> list[UpdatePage]:
    """Others of the same topic first, then the newest; only what a card shows is read."""
    return list(
        UpdatePage.objects.filter(live=True, locale=page.locale_id)
        .exclude(pk=page.pk)
        .select_related("locale", "topic")
        .only("title", "slug", "published_on", "checked_on", "locale__language_code", "topic__name")
        .order_by(Case(When(topic=page.topic_id, then=0), default=1), "-checked_on", "-published_on")[:RELATED]
    )


def by_person(person: Person, code: str) -> QuerySet[UpdatePage]:
    """What somebody wrote or reviewed."""
    return rows(code).filter(Q(author=person) | Q(reviewer=person))[:10]
