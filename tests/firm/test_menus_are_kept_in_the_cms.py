"""Main and footer menus per language; without any line the site makes its own."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from firm.models import HomePage, MenuItem, Menus, PlainPage, StaffMember
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> PlainPage:
    home = HomePage.objects.get(locale__language_code="en")
    made: PlainPage = home.add_child(instance=PlainPage(title="Fees", slug="fees"))
    return made


def nav(client: Client, path: str = "/") -> str:
    return flat(client.get(path).content.decode()).split('<nav class="nav desk"')[1].split("</nav>")[0]


def foot(client: Client, path: str = "/") -> str:
    return flat(client.get(path).content.decode()).split('class="feet"')[1].split("</ul>")[0]


def line(**fields: object) -> MenuItem:
    return MenuItem.objects.create(**{"menus": Menus.load(), "language": "en", "place": "main", **fields})


def test_without_lines_there_are_updates_the_pages_and_the_attorneys(client: Client, page: PlainPage) -> None:
    assert [word in nav(client) for word in ("/updates/", "/attorneys/", "/fees/")] == [True, True, False]
    page.show_in_menus = True
    page.save()
    assert "/fees/" in nav(client)
    assert "/es/updates/" in nav(client, "/es/")


def test_lines_make_the_menu_of_their_language_and_no_other(client: Client, page: PlainPage) -> None:
    line(page=page, sort_order=2)
    line(address="/attorneys/", label="Who we are", sort_order=1)
    line(page=page, place="footer", label="What it costs")
    shown = nav(client)
    assert "/updates/" not in shown
    assert shown.index('href="/attorneys/"') < shown.index('href="/fees/"')
    assert "Who we are" in shown and "Fees" in shown
    assert 'href="/fees/">What it costs' in foot(client)
    assert "/es/updates/" in nav(client, "/es/")


def test_an_address_without_a_language_leads_to_the_same_page_in_that_language(client: Client) -> None:
    line(language="es", address="/attorneys/", label="Abogados")
    assert 'href="/es/attorneys/"' in nav(client, "/es/")


def test_a_page_that_moves_or_goes_takes_its_line_along(client: Client, page: PlainPage) -> None:
    line(page=page)
    line(address="/updates/", label="News")
    page.slug = "costs"
    page.save()
    assert 'href="/costs/"' in nav(client)
    page.unpublish()
    assert "/costs/" not in nav(client) and "News" in nav(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"address": "/x/"},
        {"address": "javascript:alert(1)", "label": "x"},
        {"address": "//evil.example", "label": "x"},
    ],
)
def test_a_line_that_leads_nowhere_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        MenuItem(menus=Menus.load(), language="en", place="main", **wrong).full_clean()


def test_editors_keep_them(editor: StaffMember, client_for: Callable[..., Client]) -> None:
    answer = client_for(editor).get("/cms/settings/firm/menus/", follow=True)
    assert answer.status_code == 200
    assert "At the foot" in answer.content.decode()
