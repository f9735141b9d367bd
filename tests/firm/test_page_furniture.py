"""What stands on every public page, whatever the page is."""

import pytest
from django.test import Client

from firm.models import ContactNumber, HomePage, Person, PlainPage
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def urgent() -> ContactNumber:
    return ContactNumber.objects.create(number="+12025550142", kind="call", label="Detained", urgent=True)


@pytest.mark.parametrize("path", ["/", "/es/", "/updates/", "/attorneys/", "/no-such-page/"])
def test_urgent_line_leave_and_the_firm_are_on_every_page(client: Client, urgent: ContactNumber, path: str) -> None:
    html = flat(client.get(path).content.decode())
    assert 'href="tel:+12025550142"' in html.split("<header")[0]
    assert "data-leave" in html
    assert 'class="skip" href="#main"' in html
    assert "agencia del gobierno" in html if path.startswith("/es/") else "government agency" in html


def test_no_page_carries_inline_script_or_style(client: Client, urgent: ContactNumber) -> None:
    for path in ("/", "/updates/", "/attorneys/", "/no-such-page/"):
        html = client.get(path).content.decode()
        assert "<script>" not in html and " style=" not in html and "<style" not in html, path
        assert " onclick=" not in html and "hx-on" not in html, path


def test_a_plain_page_and_a_person_have_addresses_of_their_own(client: Client) -> None:
    home = HomePage.objects.get(locale__language_code="en")
    body = [("section", {"heading": "At the door", "text": "<p>You may stay silent.</p>"})]
    home.add_child(instance=PlainPage(title="Know your rights", slug="rights", body=body, show_in_menus=True))
    Person.objects.create(name="Inés Alvarado", slug="ines", languages=["en", "tl"])
    assert "You may stay silent." in client.get("/rights/").content.decode()
    assert 'href="/rights/"' in client.get("/").content.decode()
    assert client.get("/es/rights/").status_code == 404
    assert "Tagalog" in client.get("/attorneys/ines/").content.decode()


def test_the_error_page_asks_nothing_of_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(page: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("firm.views.home_context", broken)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
