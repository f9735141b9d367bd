"""Where the firm is and what it does, on pages of their own in every language."""

import pytest
from django.test import Client
from wagtail.models import Locale

from firm.models import ContactNumber, Office, OfficeText, PracticeArea
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = Office.objects.create(name="Washington", street="1100 Example Street NW", city="Washington", region="DC")
    OfficeText.objects.create(office=office, language="en", visiting="By appointment.", access="No steps.")
    ContactNumber.objects.create(
        number="+12025550187", kind="both", label="Main", languages=["en"], hours={"mon": [["08:00", "20:00"]]}
    )
    return office


@pytest.fixture
def area() -> PracticeArea:
    english = Locale.objects.get(language_code="en")
    return PracticeArea.objects.create(
        name="Asylum", slug="asylum", locale=english, summary="Protection.", text="<p>We start with your date.</p>"
    )


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return flat(answer.content.decode())


def test_an_office_has_its_address_its_map_as_a_link_and_the_firms_hours(client: Client, office: Office) -> None:
    html = read(client, "/offices/")
    assert "1100 Example Street NW, Washington, DC" in html
    assert "By appointment." in html and "No steps." in html
    assert 'href="https://www.openstreetmap.org/search?query=1100%20Example%20Street%20NW%2C%20Washington' in html
    assert 'href="tel:+12025550187"' in html and "8" in html.split("Numbers and hours")[1]
    assert "<iframe" not in html and "<img" not in html.split("<main")[1].split("</main")[0]


def test_another_languages_words_never_stand_under_its_address(client: Client, office: Office) -> None:
    html = read(client, "/es/offices/")
    assert "1100 Example Street NW" in html and "Nuestras oficinas" in html
    assert "By appointment." not in html


def test_a_firm_without_an_office_says_how_it_meets(client: Client) -> None:
    assert "We meet by phone and video" in read(client, "/offices/")


def test_a_practice_area_has_a_page_where_it_is_written_and_only_there(client: Client, area: PracticeArea) -> None:
    assert "We start with your date." in read(client, "/practice-areas/asylum/")
    assert 'href="/practice-areas/asylum/"' in read(client, "/practice-areas/")
    assert client.get("/es/practice-areas/asylum/").status_code == 404
    spanish = Locale.objects.get(language_code="es")
    PracticeArea.objects.create(
        name="Asilo", slug="asylum", locale=spanish, translation_key=area.translation_key, text="<p>Su fecha.</p>"
    )
    html = read(client, "/es/practice-areas/asylum/")
    assert "Su fecha." in html
    assert 'hreflang="en" href="http://localhost:8000/practice-areas/asylum/"' in html


def test_the_sitemap_names_them(client: Client, office: Office, area: PracticeArea) -> None:
    urls = client.get("/sitemap.xml").content.decode()
    for path in ("/offices/", "/es/offices/", "/practice-areas/", "/practice-areas/asylum/"):
        assert f"<loc>http://localhost:8000{path}</loc>" in urls, path
    assert "/es/practice-areas/asylum/" not in urls


def test_a_change_of_visiting_hours_is_public_at_once(client: Client, office: Office) -> None:
    read(client, "/offices/")
    office.texts.update(visiting="x")  # what the CMS saves through the model
    text = office.texts.get()
    text.visiting = "Only on Fridays."
    text.save()
    assert "Only on Fridays." in read(client, "/offices/")
