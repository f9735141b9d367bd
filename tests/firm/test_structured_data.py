"""The firm's own pages say to machines what they say to readers: who, where, by which number, at which hours."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from wagtail.models import Locale

from firm.facts import today
from firm.models import (
    BarAdmission,
    ContactNumber,
    HomePage,
    Office,
    Person,
    PersonText,
    PlainPage,
    PracticeArea,
    RightsPage,
)
from tests.blog import structured_data

pytestmark = pytest.mark.django_db
HERE = "http://localhost:8000"
Read = Callable[[str], dict[str, dict]]


@pytest.fixture
def read(client: Client) -> Read:
    def things(path: str) -> dict[str, dict]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        return structured_data.things_on(answer.content.decode())

    return things


@pytest.fixture
def ines() -> Person:
    person = Person.objects.create(name="Inés Alvarado", slug="ines", languages=["es", "en"])
    PersonText.objects.create(person=person, language="es", position="Abogada")
    BarAdmission.objects.create(person=person, jurisdiction="District of Columbia", number="1012345", year=2011)
    return person


def steps(things: dict[str, dict]) -> list[tuple[str, str]]:
    return [(item["name"], item["item"]) for item in things["BreadcrumbList"]["itemListElement"]]


def test_the_firm_has_its_addresses_numbers_and_the_hours_of_its_telephone(read: Read) -> None:
    for city in ("Washington", "Hyattsville"):
        Office.objects.create(name=city, street="1 Main St", city=city)
    closed = (today() + timedelta(days=9)).isoformat()
    week = {day: [["08:00", "20:00"]] for day in ("mon", "tue")} | {"sat": [["09:00", "24:00"]]}
    ContactNumber.objects.create(
        number="+12025550187",
        kind="both",
        label="Main",
        languages=["en", "es"],
        hours=week,
        holidays=["2001-01-01", closed],
    )
    ContactNumber.objects.create(number="+12025550142", kind="call", label="Detained", urgent=True, languages=["es"])
    firm = read("/")["LegalService"]
    assert [place["addressLocality"] for place in firm["address"]] == ["Washington", "Hyattsville"]
    assert firm["telephone"] == "+12025550187"
    main, urgent = sorted(firm["contactPoint"], key=lambda point: point["contactType"] == "emergency")
    assert main["hoursAvailable"] == [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Monday", "Tuesday"], "opens": "08:00", "closes": "20:00"},
        {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Saturday"], "opens": "09:00", "closes": "23:59"},
        {"@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00", "validFrom": closed, "validThrough": closed},
    ]  # fmt: skip
    assert len(urgent["hoursAvailable"][0]["dayOfWeek"]) == 7 and urgent["availableLanguage"] == ["es"]


def test_a_firm_without_office_or_number_claims_none(read: Read) -> None:
    firm = read("/")["LegalService"]
    assert not {"address", "telephone", "contactPoint"} & firm.keys()


def test_each_office_is_a_place_of_the_firm(read: Read) -> None:
    Office.objects.create(name="Downtown", street="1 Main St", city="Washington", region="DC", postal_code="20001")
    office = Office.objects.create(name="Maryland", street="2 Elm St", city="Hyattsville", region="MD")
    import json

    html = Client().get("/es/offices/").content.decode()
    graph = json.loads(structured_data.ELEMENT.findall(html)[0])["@graph"]
    found = next(thing for thing in graph if thing["@id"].endswith(f"#office-{office.pk}"))
    assert found["address"]["streetAddress"] == "2 Elm St"
    assert found["parentOrganization"] == {"@id": f"{HERE}/#firm"} and found["url"] == f"{HERE}/es/offices/"
    assert steps(read("/es/offices/"))[-1] == ("Nuestras oficinas", f"{HERE}/es/offices/")


def test_a_person_is_what_their_page_says_in_its_language(read: Read, ines: Person) -> None:
    things = read("/es/attorneys/ines/")
    person = things["Person"]
    assert (person["name"], person["jobTitle"]) == ("Inés Alvarado", "Abogada")
    assert person["knowsLanguage"] == ["es", "en"] and person["worksFor"] == {"@id": f"{HERE}/#firm"}
    [bar] = person["hasCredential"]
    assert (bar["validIn"]["name"], bar["identifier"]) == ("District of Columbia", "1012345")
    assert [url for _name, url in steps(things)] == [
        f"{HERE}/es/",
        f"{HERE}/es/attorneys/",
        f"{HERE}/es/attorneys/ines/",
    ]
    assert "jobTitle" not in read("/attorneys/ines/")["Person"], "nobody wrote it in English"


def test_a_practice_area_is_a_service_of_the_firm(read: Read) -> None:
    area = PracticeArea.objects.create(
        name="Asylum", slug="asylum", summary="When home is not safe.", locale=Locale.objects.get(language_code="en")
    )
    things = read("/practice-areas/asylum/")
    assert (things["Service"]["name"], things["Service"]["description"]) == (area.name, area.summary)
    assert [name for name, _url in steps(things)][1:] == ["What we do", "Asylum"]


def test_a_rights_page_says_who_compared_it_with_the_law_and_when(read: Read, ines: Person) -> None:
    home = HomePage.objects.get(locale__language_code="en")
    page = RightsPage(
        title="Know your rights", slug="rights", locale=home.locale, reviewer=ines, checked_on=date(2025, 4, 15),
        cards=[("card", {"heading": "At the door", "text": "<p>Keep it shut.</p>", "source": "x", "url": "https://x.org/"})],
    )  # fmt: skip
    home.add_child(instance=page)
    things = read("/rights/")
    assert things["WebPage"]["lastReviewed"] == "2025-04-15"
    assert things["WebPage"]["reviewedBy"]["name"] == "Inés Alvarado"
    assert steps(things)[-1] == ("Know your rights", f"{HERE}/rights/")


def test_plain_pages_and_lists_have_their_way_from_home(read: Read) -> None:
    home = HomePage.objects.get(locale__language_code="es")
    home.add_child(instance=PlainPage(title="Privacidad", slug="privacy", locale=home.locale))
    for path, name in (
        ("/es/privacy/", "Privacidad"),
        ("/es/updates/", "Noticias"),
        ("/es/attorneys/", "Nuestros abogados"),
        ("/es/practice-areas/", "Qué hacemos"),
    ):
        things = read(path)
        assert [url for _name, url in steps(things)] == [f"{HERE}/es/", f"{HERE}{path}"]
        assert steps(things)[-1][0] == name
        assert things["WebPage"]["inLanguage"] == "es"
