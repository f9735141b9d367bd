"""Know your rights: cards with their law, in the reader's language and, for the agent, in English."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from firm.demo import text
from firm.demo.facts import HERE
from firm.models import HomePage, Person, RightsPage
from tests.markup import flat

CARDS = text.read(HERE / "pages" / "know-your-rights.toml")["cards"]


def page(language: str, **fields: Any) -> RightsPage:
    card = {
        "heading": "En su puerta", "text": "<p>No tiene que abrir.</p>", "say": "No le doy permiso.",
        "say_in_english": "I do not give you permission.", "source": "Fourth Amendment", "url": "https://example.org/4",
    }  # fmt: skip
    home = HomePage.objects.get(locale__language_code=language)
    made = RightsPage(title="Derechos", slug="rights", locale=home.locale, cards=[("card", {**card, **fields})])
    made.checked_on = datetime.date(2025, 4, 15)
    made.reviewer = Person.objects.create(name="Inés Alvarado", slug=f"ines-{language}")
    home.add_child(instance=made)
    return made


@pytest.mark.django_db
def test_a_card_says_what_to_know_what_to_say_and_where_it_is_written(client: Client) -> None:
    page("es")
    html = flat(client.get("/es/rights/").content.decode())
    for words in (
        "En su puerta",
        "No tiene que abrir.",
        "No le doy permiso.",
        "https://example.org/4",
        "15 de abril de 2025",
        "Inés Alvarado",
        "data-print",
    ):
        assert words in html, words
    assert '<p class="say" lang="en" dir="ltr">' in html


@pytest.mark.django_db
def test_on_an_english_page_the_english_words_stand_once(client: Client) -> None:
    page("en", heading="At your door", say="I do not give you permission.")
    assert client.get("/rights/").content.decode().count("I do not give you permission.") == 1


@pytest.mark.django_db
def test_a_card_without_a_heading_stops_it() -> None:
    with pytest.raises(ValidationError, match=r"heading is empty|título está vacío"):
        page("en", heading="")


@pytest.mark.django_db
def test_it_is_in_the_sitemap_and_can_stand_in_the_menu(client: Client) -> None:
    made = page("en")
    made.show_in_menus = True
    made.save()
    assert "<loc>http://localhost:8000/rights/</loc>" in client.get("/sitemap.xml").content.decode()
    assert 'href="/rights/"' in client.get("/").content.decode()


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card["en"]["heading"])
def test_every_card_of_the_demo_is_whole_in_both_languages_and_sourced(card: dict[str, Any]) -> None:
    assert card["url"].startswith("https://")
    assert set(card["en"]) == set(card["es"])
    for language in ("en", "es"):
        words = card[language]["text"].split()
        assert len(words) <= 80, "a card is read at a door"
        assert card[language]["source"]
