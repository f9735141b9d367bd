"""*Publish* in the form of a page that does not exist yet: asked the same questions, and no word of it public before."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from blog.models import LedgerEntry, UpdatePage, UpdatesIndexPage
from firm.models import FirmProfile, HomePage, Person, PlainPage, StaffMember

ClientFor = Callable[..., Client]
COMMENTS = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1"}
NEW = {
    **dict.fromkeys(("seo_title", "search_description", "short_code", "picture_alt", "changed_on", "review_by"), ""),
    **{f"{name}-count": "0" for name in ("in_short", "body", "means", "sources", "corrections")},
    **COMMENTS,
    "title": "What changed", "slug": "what-changed", "dek": "In short.", "unknown": "null",
    "published_on": "2026-03-02", "checked_on": "2026-03-02",
}  # fmt: skip
ADDRESS = "/updates/2026/03/what-changed/"
LINK = (
    '{"blocks":[{"key":"a","text":"Ask here","type":"unstyled","depth":0,"inlineStyleRanges":[],'
    '"entityRanges":[{"offset":4,"length":4,"key":0}]}],"entityMap":{"0":{"type":"LINK","mutability":"MUTABLE",'
    '"data":{"url":"https://x.example"}}}}'
)


@pytest.fixture
def responsible(db: None) -> FirmProfile:
    profile = FirmProfile.load()
    profile.responsible_attorney = Person.objects.create(name="Ada Stone", slug="ada-stone")
    profile.save()
    return profile


def send(browser: Client, **words: str) -> str:
    index = UpdatesIndexPage.objects.get(locale__language_code="en")
    answer: Any = browser.post(f"/cms/pages/add/blog/updatepage/{index.pk}/", {**NEW, **words}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_in_order_it_is_public(client: Client, editor: StaffMember, responsible: Any, client_for: ClientFor) -> None:
    send(client_for(editor))
    assert client.get(ADDRESS).status_code == 200


@pytest.mark.usefixtures("responsible")
def test_with_an_advertising_rule_unanswered_it_is_a_draft_as_it_says(
    client: Client, editor: StaffMember, client_for: ClientFor
) -> None:
    said = send(client_for(editor), dek="We guarantee a green card.")
    assert "Kept as a draft: the advertising rules" in said
    page = UpdatePage.objects.get(slug="what-changed")
    assert not page.live and client.get(ADDRESS).status_code == 404
    assert not LedgerEntry.objects.filter(path=ADDRESS).exists(), "not for a moment"
    assert page.get_latest_revision_as_object().dek == "We guarantee a green card."


def test_without_a_signature_it_is_a_draft_with_every_word(
    client: Client, editor: StaffMember, responsible: FirmProfile, client_for: ClientFor
) -> None:
    responsible.sign_off_required = True
    responsible.save()
    assert "No attorney has signed it yet." in send(client_for(editor))
    assert not UpdatePage.objects.get(slug="what-changed").live and client.get(ADDRESS).status_code == 404


def test_with_something_to_mend_it_is_a_draft_with_every_word(editor: StaffMember, client_for: ClientFor) -> None:
    home = HomePage.objects.get(locale__language_code="en")
    words = {
        "title": "Help", "slug": "help-page", "dek": "", "seo_title": "", "search_description": "",
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "",
        "body-0-value": LINK, **COMMENTS,
    }  # fmt: skip
    answer: Any = client_for(editor).post(f"/cms/pages/add/firm/plainpage/{home.pk}/", words, follow=True)
    assert "was saved as a draft, not published" in answer.content.decode()
    page = PlainPage.objects.get(slug="help-page")
    assert not page.live and "Ask" in str(page.get_latest_revision_as_object().body.raw_data[0]["value"])
