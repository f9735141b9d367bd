"""The feeds of one language, or of one topic in it: Atom and RSS."""

from datetime import UTC, date, datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import gettext as _

from blog.lists import people, rows, topics
from blog.models import Topic, UpdatePage
from firm.addresses import absolute
from firm.facts import facts
from firm.page_cache import public_page
from firm.views import language_code

ENTRIES = 30


class Steady(SyndicationFeed):
    """Mixin: a feed without entries does not claim to have changed this second."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else datetime.fromtimestamp(0, UTC)


class Atom(Steady, Atom1Feed):
    name = "feed"


class Rss(Steady, Rss201rev2Feed):
    name = "rss"


@public_page
def atom(request: HttpRequest, topic: str = "") -> HttpResponse:
    return feed(Atom, topic)


@public_page
def rss(request: HttpRequest, topic: str = "") -> HttpResponse:
    return feed(Rss, topic)


def feed(kind: type[Atom] | type[Rss], slug: str) -> HttpResponse:
    """The newest updates of the page's language.

    Raises:
        Http404: no topic has this address in this language.
    """
    code = language_code()
    firm, topic = facts(code), topic_at(slug, code)
    made = kind(
        title=_("%(firm)s: %(topic)s") % {"firm": firm.name, "topic": topic.name} if topic else firm.name,
        link=absolute(reverse("updates") + (f"?topic={slug}" if topic else "")),
        feed_url=absolute(reverse(kind.name, args=[slug] if topic else [])),
        description=firm.tagline,
        language=code,
        author_name=firm.name,
    )
    found = rows(code).filter(topic=topic) if topic else rows(code)
    for page in found[:ENTRIES]:
        add(made, page)
    response = HttpResponse(content_type=made.content_type)
    made.write(response, "utf-8")
    return response


def topic_at(slug: str, code: str) -> Topic | None:
    if not slug:
        return None
    for topic in topics().values():
        if topic.slug == slug and topic.locale.language_code == code:
            return topic
    raise Http404


def add(made: SyndicationFeed, page: UpdatePage) -> None:
    """One update, summarised by its dek; updated when it last said something else."""
    author = people().get(page.author_id)
    made.add_item(
        title=page.title,
        link=absolute(page.address),
        unique_id=f"urn:uuid:{page.translation_key}:{page.locale.language_code}",
        unique_id_is_permalink=False,
        description=page.dek,
        author_name=author.name if author else None,
        pubdate=noon(page.published_on),
        updateddate=noon(page.materially_updated_on or page.published_on),
        categories=[page.topic.name] if page.topic else (),
    )


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
