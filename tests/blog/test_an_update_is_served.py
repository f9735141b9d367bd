"""One update at its dated address, in few queries, with everything the reader is promised."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from blog.models import Story, UpdatePage
from firm.models import ContactNumber, Person
from tests.blog.conftest import Publish
from tests.markup import flat

PATH = "/updates/2025/04/irs/"


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return flat(answer.content.decode())


def test_it_stands_at_the_month_of_its_publication(client: Client, publish: Publish) -> None:
    page = publish()
    assert page.address == PATH
    assert page.get_url() == PATH
    assert page.title in read(client, PATH)
    assert client.get("/updates/2025/05/irs/").status_code == 404
    assert client.get("/updates/irs/").status_code == 404


def test_a_new_one_bears_the_firms_day_and_not_the_servers(db: None) -> None:
    with time_machine.travel("2026-11-23T02:00Z", tick=False):  # nine in the evening in New York
        page = UpdatePage(title="Tonight")
    assert page.published_on == page.checked_on == date(2026, 11, 22)


def test_every_part_is_shown(client: Client, publish: Publish, number: ContactNumber, story: Story) -> None:
    publish(reviewer=Person.objects.create(name="Daniel Finch", slug="daniel"), story=story)
    html = read(client, PATH)
    for words in (
        "Taxes en", "What the agreement allows.", "Inés Alvarado", "Daniel Finch", "April 18, 2025", "April 22, 2025",
        "Waiting for a ruling", "The agreement is signed", "The judge rules.", "In short", 'href="#what-it-allows"',
        "Tax returns are private", "You have an order", "How many requests were made", "https://example.org/6103",
        "not part of any government agency", "data-leave",
    ):  # fmt: skip
        assert words in html, words


def test_numbers_are_e164_in_links_and_national_for_eyes(
    client: Client, publish: Publish, number: ContactNumber
) -> None:
    page = publish()
    html = read(client, PATH)
    assert 'href="tel:+12025550187"' in html
    assert f'href="sms:+12025550187?&amp;body={page.short_code}%20"' in html
    assert '<bdi class="tab">202-555-0187</bdi>' in html


def test_a_changed_number_is_on_every_page_at_once(client: Client, publish: Publish, number: ContactNumber) -> None:
    publish()
    assert "202-555-0187" in read(client, PATH)
    number.number = "+12025550199"
    number.save()
    for path in (PATH, "/", "/updates/", "/es/"):
        assert "202-555-0199" in read(client, path), path
        assert "202-555-0187" not in read(client, path), path


def test_only_languages_that_exist_are_offered(client: Client, publish: Publish) -> None:
    page = publish()
    assert "hreflang" not in read(client, PATH).split("</head>")[0]
    publish("es", of=page, title="El ICE puede preguntar al IRS")
    english, spanish = read(client, PATH), read(client, f"/es{PATH}")
    for html in (english, spanish):
        assert f'hreflang="es" href="http://localhost:8000/es{PATH}"' in html
        assert f'hreflang="en" href="http://localhost:8000{PATH}"' in html
    assert '<html lang="es"' in spanish
    assert "El ICE puede" in spanish


def test_an_english_body_never_stands_under_a_spanish_address(client: Client, publish: Publish) -> None:
    publish()
    assert client.get(f"/es{PATH}").status_code == 404


def test_a_draft_is_not_public(client: Client, publish: Publish) -> None:
    page = publish()
    page.title = "Half a sentence"
    page.save_revision()
    assert "Half a sentence" not in read(client, PATH)
    page.unpublish()
    assert client.get(PATH).status_code == 404


def test_the_date_in_the_address_stays(publish: Publish) -> None:
    page = publish()
    page.published_on = date(2026, 1, 1)
    page.save_revision().publish()
    assert UpdatePage.objects.get(pk=page.pk).address == PATH


def test_translations_share_the_short_code_and_no_one_else_may(publish: Publish) -> None:
    page = publish()
    translation = publish("es", of=page, short_code=page.short_code)
    other = publish(slug="other")
    assert page.short_code == translation.short_code != other.short_code
    other.short_code = page.short_code
    with pytest.raises(Exception, match="code"):
        other.full_clean()


def test_it_costs_six_queries_at_most(
    client: Client,
    publish: Publish,
    number: ContactNumber,
    story: Story,
    settings: Any,
    django_assert_max_num_queries: Any,
) -> None:
    publish(story=story)
    publish(slug="other")
    read(client, "/updates/2025/04/other/")  # a running site has read the firm's facts once
    settings.PAGE_CACHE_SECONDS = 3600
    with django_assert_max_num_queries(6):
        read(client, PATH)


def test_related_updates_are_of_the_same_topic_first(client: Client, publish: Publish) -> None:
    publish()
    publish(slug="newer", title="A newer one of no topic", topic=None, checked_on=date(2025, 5, 1))
    publish(slug="same", title="Another about taxes")
    cards = read(client, PATH).split('class="cards"')[1]
    assert cards.index("Another about taxes") < cards.index("A newer one of no topic")


def test_who_answers_for_one_update_is_not_named_on_another(client: Client, publish: Publish) -> None:
    ada = Person.objects.create(name="Ada Stone", slug="ada")
    publish(responsible_attorney=ada)
    publish(slug="other", title="Another update")
    assert "Responsible attorney for this page: <bdi>Ada Stone</bdi>." in client.get(PATH).content.decode()
    assert "Ada Stone" not in client.get("/updates/2025/04/other/").content.decode()
    client.get("/updates/2025/04/other/")
    assert "Ada Stone" in client.get(PATH).content.decode()
