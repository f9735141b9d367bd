"""The Atom feed of one language."""

from datetime import UTC, datetime, time

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed

from blog.lists import rows
from blog.models import UpdatePage
from firm.addresses import absolute, prefixed
from firm.facts import facts
from firm.page_cache import public_page
from firm.views import language_code

ENTRIES = 30


class Feed(Atom1Feed):
    """Django's Atom feed; one without entries does not claim to have changed this second."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else datetime.fromtimestamp(0, UTC)


@public_page
def feed(request: HttpRequest) -> HttpResponse:
    code = language_code()
    firm = facts(code)
    atom = Feed(
        title=firm.name,
        link=absolute(prefixed(code, "/updates/")),
        feed_url=absolute(prefixed(code, "/updates/feed/")),
        description=firm.tagline,
        language=code,
        author_name=firm.name,
    )
    for page in rows(code).select_related("locale", "topic", "author")[:ENTRIES]:
        add(atom, page)
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    atom.write(response, "utf-8")
    return response


def add(atom: Atom1Feed, page: UpdatePage) -> None:
    """One update, summarised by its dek; updated when it was last checked."""
    atom.add_item(
        title=page.title,
        link=absolute(page.address),
        unique_id=f"urn:uuid:{page.translation_key}:{page.locale.language_code}",
        description=page.dek,
        author_name=page.author.name if page.author else None,
        pubdate=datetime.combine(page.published_on, time(12), UTC),
        updateddate=datetime.combine(page.checked_on, time(12), UTC),
        categories=[page.topic.name] if page.topic else (),
    )
