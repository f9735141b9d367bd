"""A draft by link: no account needed, never kept or indexed, over when its time is up or a colleague ends it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from firm.models import HomePage, PlainPage, PreviewLink, StaffMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> PlainPage:
    home = HomePage.objects.get(locale__language_code="es")
    page: PlainPage = home.add_child(
        instance=PlainPage(title="Sin publicar", slug="nuevo", locale=home.locale, live=False)
    )
    page.save_revision()
    return page


def share(client: Client, page: PlainPage, hours: int = 24) -> str:
    """The link as the CMS shows it once."""
    html = client.post(f"/cms/previews/{page.pk}/", {"hours": hours, "for_whom": "Inés"}).content.decode()
    found = re.search(r'value="http://localhost:8000(/preview/[\w-]+/)"', html)
    assert found
    return found[1]


def test_a_colleague_without_an_account_sees_the_newest_draft(
    page: PlainPage, editor: StaffMember, client_for: Callable[..., Client], client: Client
) -> None:
    link = share(client_for(editor), page)
    page.title = "Sin publicar, mejor"
    page.save_revision()
    answer = client.get(link)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Sin publicar, mejor" in html
    assert '<html lang="es"' in html and "Borrador, sin publicar." in html
    assert not client.cookies


def test_it_is_kept_by_nobody_and_found_by_nobody(
    page: PlainPage, editor: StaffMember, client_for: Callable[..., Client], client: Client
) -> None:
    answer = client.get(share(client_for(editor), page))
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert "Disallow: /preview/" in client.get("/robots.txt").content.decode()
    assert client.get("/es/nuevo/").status_code == 404


def test_it_ends_when_its_time_is_up(
    page: PlainPage, editor: StaffMember, client_for: Callable[..., Client], client: Client
) -> None:
    link = share(client_for(editor), page)
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        answer = client.get(link)
    assert answer.status_code == 410
    assert "Sin publicar" not in answer.content.decode()


def test_it_ends_when_a_colleague_ends_it(
    page: PlainPage, editor: StaffMember, client_for: Callable[..., Client], client: Client
) -> None:
    staff = client_for(editor)
    link = share(staff, page)
    staff.post(f"/cms/previews/{page.pk}/", {"end": PreviewLink.objects.get().pk})
    assert client.get(link).status_code == 410
    assert "No link to this page is open" in staff.get(f"/cms/previews/{page.pk}/").content.decode()


def test_a_guessed_or_altered_link_shows_nothing(
    page: PlainPage, editor: StaffMember, client_for: Callable[..., Client], client: Client
) -> None:
    link = share(client_for(editor), page)
    assert client.get("/preview/x/").status_code == 410
    assert client.get(link[:-2] + ("A/" if link[-2] != "A" else "B/")).status_code == 410


def test_the_database_does_not_hold_what_opens_the_draft(
    page: PlainPage, editor: StaffMember, client_for: Callable[..., Client]
) -> None:
    token = share(client_for(editor), page).split("/")[2]
    assert token not in str(list(PreviewLink.objects.values()))


def test_only_who_may_edit_the_page_may_share_it(
    page: PlainPage, paralegal: StaffMember, client_for: Callable[..., Client]
) -> None:
    assert client_for(paralegal).post(f"/cms/previews/{page.pk}/", {"hours": 24}).status_code == 403
    assert not PreviewLink.objects.exists()


def test_the_editors_page_offers_it(page: PlainPage, editor: StaffMember, client_for: Callable[..., Client]) -> None:
    assert f"/cms/previews/{page.pk}/" in client_for(editor).get(f"/cms/pages/{page.pk}/edit/").content.decode()


def test_odd_lengths_are_not_offered(page: PlainPage) -> None:
    with pytest.raises(ValueError, match="9999"):
        PreviewLink.make(page.pk, None, hours=9999)


def test_a_draft_says_that_it_is_one_and_no_public_page_does(
    page: PlainPage, editor: StaffMember, client_for: Callable[..., Client], client: Client
) -> None:
    link = share(client_for(editor), page)
    assert "Borrador, sin publicar." in client.get(link).content.decode()
    assert "Borrador, sin publicar." not in client.get("/es/").content.decode()
    assert "Borrador, sin publicar." in client.get(link).content.decode(), "a page shown before changes nothing"
