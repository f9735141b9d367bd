"""`/updates/?q=`: ranked, blind to accents and case, in the page's own language."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog import finding, search
from blog.models import SearchRow, UpdatePage
from firm.sweeps import publish_on_time
from tests.blog.conftest import Publish


def titles(query: str, language: str = "en") -> list[str]:
    return [hit.page.title for hit in finding.find(query, language).hits]


def test_words_of_title_and_text_are_found(publish: Publish) -> None:
    publish()
    for query in ("irs", "agreement", "tax returns", "6103", "Talk to us", "PRIVATE"):
        assert titles(query) == ["ICE can ask the IRS where some people live"], query
    assert titles("zebra") == []


def test_accents_do_not_matter_in_either_direction(publish: Publish) -> None:
    publish("es", title="La búsqueda de un año")
    for query in ("busqueda", "búsqueda", "BÚSQUEDA", "ano", "año"):
        assert titles(query, "es") == ["La búsqueda de un año"], query


def test_a_plural_finds_the_singular_and_a_beginning_its_word(publish: Publish) -> None:
    publish()
    assert titles("agreements") and titles("agree")
    assert not titles("ag")


def test_a_word_in_the_title_counts_more(publish: Publish) -> None:
    publish(slug="a", title="About something else")
    publish(slug="b", title="Private matters")
    assert titles("private") == ["Private matters", "About something else"]


def test_each_language_finds_its_own(publish: Publish) -> None:
    page = publish()
    publish("es", of=page, title="El IRS y el ICE")
    assert titles("irs", "es") == ["El IRS y el ICE"]


def test_what_is_taken_down_is_not_found(publish: Publish) -> None:
    page = publish()
    page.unpublish()
    assert not titles("irs")
    page.save_revision().publish()
    assert titles("irs")
    page.delete()
    assert not SearchRow.objects.exists()


def test_what_has_expired_is_public_and_found_no_more(publish: Publish, client: Client) -> None:
    page = publish()
    UpdatePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    publish_on_time()
    assert client.get("/updates/2025/04/irs/").status_code == 404
    assert finding.find("irs", "en").count == 0


def test_a_draft_is_not_found(publish: Publish) -> None:
    page = publish()
    page.title = "Unripe pineapple"
    page.save_revision()
    assert not titles("pineapple")


@pytest.mark.parametrize(
    "query", ['"', "a AND", "(", "* OR *", "NEAR(", "'; DROP TABLE x", "a:b", "-", "\x00", "& | !", "٣"]
)
def test_no_query_breaks_it(client: Client, publish: Publish, query: str) -> None:
    publish()
    assert client.get("/updates/", {"q": query}).status_code == 200


def test_the_excerpt_marks_what_was_found_and_escapes_the_rest() -> None:
    text = "Uno <b>dos</b> búsqueda tres"
    excerpt = finding.excerpt_of(text, search.fold(text), ["busqueda"])
    assert excerpt == "Uno &lt;b&gt;dos&lt;/b&gt; <mark>búsqueda</mark> tres"


def test_the_page_shows_hits_or_offers_the_form(client: Client, publish: Publish) -> None:
    publish()
    found = client.get("/updates/?q=privates").content.decode()
    assert "<mark>private</mark>" in found
    assert "noindex" in found
    nothing = client.get("/updates/?q=zebra").content.decode()
    assert "Nothing found for “zebra”" in nothing
    assert 'href="/ask/"' in nothing
