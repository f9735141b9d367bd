"""What search engines read in an update is valid, and is what the page says."""

from datetime import date

import pytest
from django.test import Client

from blog.cards.making import make
from firm.models import Office, Person, PersonText
from tests.blog import structured_data
from tests.blog.conftest import Publish

PATH = "/updates/2025/04/irs/"


@pytest.mark.usefixtures("number")
def test_an_update_is_an_article_of_the_firm_with_its_people_and_dates(client: Client, publish: Publish) -> None:
    Office.objects.create(name="Home", street="1 Main St", city="Phoenix", region="AZ", postal_code="85001")
    page = publish(changed_on=date(2025, 5, 2), title="</script><b>&")
    author = Person.objects.get(slug="ines")
    PersonText.objects.create(person=author, language="en", position="Attorney")
    make(page)
    things = structured_data.things_on(client.get(PATH).content.decode())
    article, firm = things["BlogPosting"], things["LegalService"]
    assert article["headline"] == "</script><b>&"
    assert (article["datePublished"][:10], article["dateModified"][:10]) == ("2025-04-18", "2025-05-02")
    assert article["author"]["jobTitle"] == "Attorney"
    assert article["author"]["url"] == "http://localhost:8000/attorneys/ines/"
    assert article["image"][0].startswith(f"http://localhost:8000{PATH}card.png?")
    assert firm["telephone"] == "+12025550187" and firm["address"]["addressLocality"] == "Phoenix"
    assert [item["name"] for item in things["BreadcrumbList"]["itemListElement"]] == ["Updates", "</script><b>&"]


def test_it_speaks_the_language_of_its_page(client: Client, publish: Publish) -> None:
    publish("es", title="El ICE")
    things = structured_data.things_on(client.get(f"/es{PATH}").content.decode())
    assert things["BlogPosting"]["inLanguage"] == "es"
    assert things["BreadcrumbList"]["itemListElement"][0]["item"] == "http://localhost:8000/es/updates/"


@pytest.mark.parametrize(
    "broken", [{"headline": "x" * 111}, {"datePublished": "2025-04-18"}, {"autor": {}}, {"url": "/x"}]
)
def test_the_validator_refuses_what_is_wrong(client: Client, publish: Publish, broken: dict[str, object]) -> None:
    publish()
    article = structured_data.things_on(client.get(PATH).content.decode())["BlogPosting"]
    with pytest.raises(AssertionError):
        structured_data.validate({**article, **broken})


def test_the_page_says_how_it_wants_to_be_shown(client: Client, publish: Publish) -> None:
    publish()
    head = client.get(PATH).content.decode().split("</head>")[0]
    assert '<meta name="robots" content="max-image-preview:large">' in head
    assert '<link rel="canonical" href="http://localhost:8000/updates/2025/04/irs/">' in head
    assert "og:image" not in head, "no card was drawn yet"
