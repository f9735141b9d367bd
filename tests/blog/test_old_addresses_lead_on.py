"""An address once public leads to where its page is now: in one step, and never in a circle."""

import pytest
from django.test import Client, TestCase
from wagtail.contrib.redirects.models import Redirect

from blog.models import UpdatePage
from tests.blog.conftest import Publish

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = (f"/updates/2025/04/{slug}/" for slug in ("irs", "second", "third"))


def rename(page: UpdatePage, slug: str) -> UpdatePage:
    page = UpdatePage.objects.get(pk=page.pk)
    page.slug = slug
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.save_revision().publish()
    return page


def test_a_renamed_update_is_found_at_all_its_old_addresses_in_one_step(client: Client, publish: Publish) -> None:
    page = publish()
    rename(page, "second")
    rename(page, "third")
    for old in (FIRST, SECOND):
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, THIRD), old
    assert client.get(THIRD).status_code == 200


def test_a_name_that_came_back_is_a_page_again(client: Client, publish: Publish) -> None:
    page = publish()
    rename(rename(page, "second"), "irs")
    assert client.get(FIRST).status_code == 200
    assert client.get(SECOND)["Location"] == FIRST
    UpdatePage.objects.get(pk=page.pk).unpublish()
    assert client.get(FIRST).status_code == client.get(SECOND).status_code == 404, "no circle, no way to nowhere"


def test_another_language_leads_on_in_its_own(client: Client, publish: Publish) -> None:
    page = publish("es")
    rename(page, "second")
    assert client.get(f"/es{FIRST}")["Location"] == f"/es{SECOND}"


def test_a_draft_leaves_no_old_address(client: Client, publish: Publish) -> None:
    page = publish()
    page.slug = "second"
    page.save_revision()
    assert not Redirect.objects.exists()
    assert client.get(FIRST).status_code == 200


def test_chains_of_rows_are_one_step_and_circles_none(client: Client, publish: Publish) -> None:
    publish()
    for old, new in (("/a", "/b"), ("/b", f"http://localhost:8000{FIRST}"), ("/x", "/y"), ("/y", "/x"), ("/z", "/z")):
        Redirect.objects.create(old_path=old, redirect_link=new)
    assert client.get("/a/")["Location"] == f"http://localhost:8000{FIRST}"
    for circle in ("/x/", "/y/", "/z/"):
        assert client.get(circle).status_code == 404, circle


def test_an_address_elsewhere_ends_the_way_and_a_passing_one_is_not_for_good(client: Client) -> None:
    Redirect.objects.create(old_path="/a", redirect_link="/b", is_permanent=False)
    Redirect.objects.create(old_path="/b", redirect_link="https://example.org/b")
    answer = client.get("/a/?utm_source=x")
    assert (answer.status_code, answer["Location"]) == (302, "https://example.org/b")


def test_the_number_of_an_old_page_leads_to_it_while_it_is_public(client: Client, publish: Publish) -> None:
    page = publish()
    Redirect.objects.create(old_path="/?p=7", redirect_page=page)
    assert client.get("/?p=7")["Location"].endswith(FIRST)
    UpdatePage.objects.get(pk=page.pk).unpublish()
    assert client.get("/?p=7").status_code == 200, "the home page, and no way to nowhere"
