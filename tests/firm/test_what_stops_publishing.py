"""A picture nobody described, a broken heading or a link that says nothing keeps a page from going live, by every way."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import translation
from PIL import Image

from firm.editing.findings import broken_links, is_description, stops
from firm.models import HomePage, Picture, PlainPage, StaffMember

pytestmark = pytest.mark.django_db
GOOD = ("section", {"heading": "At the door", "text": "<p>You may stay silent.</p><h3>More</h3><p>x</p>"})


@pytest.fixture(autouse=True)
def in_english() -> None:
    """The sentences are in the editor's language, whatever an earlier test looked at."""
    translation.activate("en")


@pytest.fixture
def image() -> Picture:
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return Picture.objects.create(title="x", file=ContentFile(out.getvalue(), "x.png"), width=40, height=30)


def draft(*body: tuple[str, Any]) -> PlainPage:
    home = HomePage.objects.get(locale__language_code="en")
    page: PlainPage = home.add_child(instance=PlainPage(title="Rights", slug="rights", body=list(body), live=False))
    page.save_revision()
    return page


def picture(image: Picture, **fields: Any) -> tuple[str, Any]:
    return "picture", {"image": image, "alt": "", "caption": "", "decorative": False, **fields}


def test_a_page_in_order_goes_live(image: Picture) -> None:
    page = draft(GOOD, picture(image, alt="A door"), picture(image, decorative=True))
    assert stops(page) == []
    page.get_latest_revision().publish()
    assert PlainPage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("alt", ["", "  ", "IMG_2041.jpg", "family-6719424_1280"])
def test_a_picture_without_a_description_stops_it_and_its_block_is_named(image: Picture, alt: str) -> None:
    (said,) = stops(draft(GOOD, picture(image, alt=alt)))
    assert said.startswith("body, block 2 (Picture): say in words")


def test_a_files_name_is_no_description() -> None:
    assert not is_description("DSC_0012.JPG")
    assert is_description("A green door under an arch, 2025")


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (("section", {"heading": "  ", "text": "<p>x</p>"}), "block 1 (Section): the heading is empty"),
        (
            ("section", {"heading": "A", "text": "<h3> </h3><p>x</p>"}),
            "block 1 (Section): a heading in the text is empty",
        ),
        (("text", "<h3>Small</h3><p>x</p>"), "block 1 (Text without a heading): a small heading stands before"),
        (("callout", {"heading": "Small", "text": "<p>x</p>"}), "a small heading stands before"),
        (("text", '<p><a href="https://x.example">Click here</a></p>'), "the link “Click here” does not say"),
        (("text", '<p><a href="https://x.example">aquí.</a></p>'), "the link “aquí.” does not say"),
        (("text", '<p><a href="https://x.example"> </a></p>'), "a link has no words"),
    ],
)
def test_headings_and_links_that_mislead_stop_it(block: tuple[str, Any], said: str) -> None:
    assert any(said in line for line in stops(draft(block)))


def test_no_way_to_live_goes_around_it() -> None:
    page = draft(("section", {"heading": "", "text": "<p>x</p>"}))
    revision = page.get_latest_revision()
    with pytest.raises(ValidationError, match="heading is empty"):
        revision.publish()
    page.live = True
    with pytest.raises(ValidationError, match="heading is empty"):
        page.save()
    with pytest.raises(ValidationError, match="heading is empty"):
        page.copy(update_attrs={"slug": "copy", "live": True}, keep_live=True)
    assert not PlainPage.objects.filter(live=True, slug__in=["rights", "copy"]).exists()


def form_of(page: PlainPage) -> dict[str, Any]:
    """What the editor's form would send for a page with one text block."""
    return {
        "title": page.title, "slug": page.slug, "dek": "", "seo_title": "", "search_description": "",
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "",
        "body-0-value": '{"blocks":[{"key":"a","text":"Ask here","type":"unstyled","depth":0,"inlineStyleRanges":[],'
        '"entityRanges":[{"offset":4,"length":4,"key":0}]}],"entityMap":{"0":{"type":"LINK","mutability":"MUTABLE",'
        '"data":{"url":"https://x.example"}}}}',
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1",
    }  # fmt: skip


def test_the_editor_is_told_and_nothing_typed_is_lost(editor: StaffMember, client_for: Callable[..., Client]) -> None:
    page = draft(GOOD)
    client = client_for(editor)
    answer = client.post(f"/cms/pages/{page.pk}/edit/", form_of(page), follow=True)
    html = answer.content.decode()
    assert "was saved as a draft, not published" in html
    assert "the link “here” does not say where it leads" in html
    page.refresh_from_db()
    assert not page.live
    assert "Ask" in str(page.get_latest_revision_as_object().body.raw_data[0]["value"])


def test_publishing_many_at_once_is_checked_too(editor: StaffMember, client_for: Callable[..., Client]) -> None:
    page = draft(("section", {"heading": "", "text": ""}))
    client_for(editor).post(f"/cms/bulk/wagtailcore/page/publish/?id={page.pk}", {"include_descendants": ""})
    page.refresh_from_db()
    assert not page.live


def test_a_link_to_one_of_our_pages_follows_it_when_it_moves(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    other = draft(GOOD)
    other.get_latest_revision().publish()
    home = HomePage.objects.get(locale__language_code="en")
    text = f'<p><a linktype="page" id="{other.pk}">your rights</a></p>'
    home.add_child(instance=PlainPage(title="Help", slug="help-page", body=[("text", text)]))
    assert 'href="/rights/">your rights' in client.get("/help-page/").content.decode()
    other = PlainPage.objects.get(pk=other.pk)
    other.slug = "know-your-rights"
    with django_capture_on_commit_callbacks(execute=True):
        other.save_revision().publish()
    assert 'href="/know-your-rights/">your rights' in client.get("/help-page/").content.decode()
    assert client.get("/rights/").headers["Location"] == "/know-your-rights/"


def test_a_link_to_a_page_that_is_gone_is_named() -> None:
    page = draft(("text", '<p><a linktype="page" id="99999">old page</a></p>'))
    assert "“old page” leads to a page that is not public" in broken_links(page)[0]


def test_the_form_shows_what_was_found(editor: StaffMember, client_for: Callable[..., Client]) -> None:
    page = draft(("section", {"heading": "", "text": "<p>Pursuant to law.</p>"}))
    client = client_for(editor)
    assert (
        f'data-how-it-reads="/cms/how-it-reads/{page.pk}/"'
        in client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    )
    html = client.get(f"/cms/how-it-reads/{page.pk}/").content.decode()
    assert "Stops publishing" in html and "the heading is empty" in html
    assert "pursuant to" in html and "under" in html
