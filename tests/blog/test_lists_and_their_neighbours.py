"""Lists longer than a page or a ranking, and topics that are one topic in two languages."""

import pytest
from django.test import Client

from blog import finding
from blog.models import Story, Topic
from tests.blog.conftest import Publish
from tests.markup import flat

pytestmark = pytest.mark.django_db


def read(client: Client, query: str) -> str:
    return flat(client.get(f"/updates/{query}").content.decode())


def test_a_topic_is_the_same_topic_in_another_language(client: Client, publish: Publish) -> None:
    page = publish(title="Taxes")
    spanish = publish("es", of=page, title="Impuestos")
    Topic.objects.filter(pk=spanish.topic_id).update(translation_key=page.topic.translation_key)
    html = read(client, "?language=es&topic=taxes")
    assert ">Impuestos</a>" in html and '<h3 lang="es" dir="ltr"' in html


def test_pages_of_a_search_keep_its_filters(
    monkeypatch: pytest.MonkeyPatch, client: Client, publish: Publish, story: Story
) -> None:
    monkeypatch.setattr("blog.finding.PAGE_SIZE", 1)
    for slug in ("a", "b", "c"):
        publish(slug=slug, story=story)
    html = read(client, "?q=agreement&standing=waiting&page=2")
    assert 'href="?q=agreement&amp;standing=waiting"' in html
    assert 'href="?q=agreement&amp;standing=waiting&amp;page=3"' in html


def test_past_the_ranked_matches_a_title_still_comes_first(
    monkeypatch: pytest.MonkeyPatch, client: Client, publish: Publish
) -> None:
    publish(slug="old", title="Agreement of long ago")
    for number in range(3):
        publish(slug=f"n{number}", title="Something newer")
    monkeypatch.setattr("blog.finding.RANKED", 2)
    found = finding.find("agreement", "en")
    assert found.hits[0].page.title == "Agreement of long ago"
    assert found.uncounted
    assert "More than" in read(client, "?q=agreement")
