"""Editors see which places of the original changed since somebody compared a translation; readers see who did."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from blog.models import TranslationReview, UpdatePage
from blog.translations.segments import CHANGED, GONE, NEW, SAME, compare, original_of
from firm.models import StaffMember
from tests.blog.conftest import Publish
from tests.markup import flat

SPANISH = "/es/updates/2025/04/irs/"


@pytest.fixture
def pages(publish: Publish) -> tuple[UpdatePage, UpdatePage]:
    original = publish()
    copy = {name: getattr(original, name) for name in ("in_short", "body", "means", "sources")}
    return original, publish("es", of=original, title="El ICE puede preguntar", **copy)


@pytest.fixture
def browser(editor: StaffMember, client_for: Callable[..., Client]) -> Client:
    return client_for(editor)


def vouch(browser: Client, page: UpdatePage) -> None:
    address = f"/cms/translation/{page.pk}/"
    seen = browser.get(address).context["seen"]
    assert browser.post(address, {"seen": seen}).status_code == 302


def states(original: UpdatePage, translation: UpdatePage) -> dict[str, str]:
    fresh = UpdatePage.objects.get(pk=original.pk)
    return {pair.place: pair.state for pair in compare(translation, fresh)}


def test_a_translation_nobody_compared_claims_nothing(client: Client, pages: tuple[UpdatePage, UpdatePage]) -> None:
    original, translation = pages
    assert set(states(original, translation).values()) == {NEW}
    assert "comparada" not in client.get(SPANISH).content.decode()


def test_who_compared_it_and_when_stands_on_the_page(
    client: Client, browser: Client, editor: StaffMember, pages: tuple[UpdatePage, UpdatePage]
) -> None:
    original, translation = pages
    vouch(browser, translation)
    assert set(states(original, translation).values()) == {SAME}
    html = flat(client.get(SPANISH).content.decode())
    assert f"Traducción comparada con el original por<bdi>{editor.name}</bdi>" in html
    assert str(timezone.now().year) in html
    assert "comparada" not in client.get("/updates/2025/04/irs/").content.decode()


def test_only_the_places_that_changed_are_flagged(browser: Client, pages: tuple[UpdatePage, UpdatePage]) -> None:
    original, translation = pages
    vouch(browser, translation)
    original.dek = "Another dek."
    original.body = [*original.body.raw_data, {"type": "section", "value": {"heading": "More", "text": "<p>New.</p>"}}]
    original.means = []
    original.save_revision().publish()
    found = states(original, translation)
    assert (found["under the headline"], found["body 1"], found["body 2"], found["means"]) == (CHANGED, SAME, NEW, GONE)
    page = flat(browser.get(f"/cms/translation/{translation.pk}/").content.decode())
    assert "3 places changed since" in page
    assert page.count("<strong>changed since</strong>") == 1


def test_an_original_that_changed_meanwhile_is_not_vouched_for(
    browser: Client, pages: tuple[UpdatePage, UpdatePage]
) -> None:
    original, translation = pages
    address = f"/cms/translation/{translation.pk}/"
    seen = browser.get(address).context["seen"]
    original.dek = "Changed while reading."
    original.save_revision().publish()
    browser.post(address, {"seen": seen})
    assert not TranslationReview.objects.exists()


def test_an_original_has_no_original_and_strangers_vouch_for_nothing(
    browser: Client, attorney: StaffMember, client_for: Callable[..., Client], pages: tuple[UpdatePage, UpdatePage]
) -> None:
    original, translation = pages
    assert original_of(original) is None
    assert browser.get(f"/cms/translation/{original.pk}/").status_code == 404
    assert client_for(attorney).post(f"/cms/translation/{translation.pk}/").status_code in {302, 403}
    assert not TranslationReview.objects.exists()


def test_the_way_there_stands_on_the_page_of_a_translation_alone(
    browser: Client, pages: tuple[UpdatePage, UpdatePage]
) -> None:
    original, translation = pages
    for page, shown in ((original, False), (translation, True)):
        html = browser.get(f"/cms/pages/{page.pk}/edit/").content.decode()
        assert (f"/cms/translation/{page.pk}/" in html) is shown
