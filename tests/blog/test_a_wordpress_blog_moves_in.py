"""A WordPress export becomes our pages: dates, people, topics, links and addresses come along, twice changes nothing."""

import csv
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from blog.models import Origin, Topic, UpdatePage
from firm.models import FirmProfile, Person, Picture, PlainPage
from tests.blog.wordpress import export, item

pytestmark = pytest.mark.django_db

FEES = item(
    11,
    "Fees went up.\n\nSee <a href='https://old.example/2019/05/waivers/'>waivers</a> and [contact-form-7 id=\"4\"].",
    slug="fees",
    title="Fees &amp; dates",
    excerpt="What it costs.",
    terms=[("category", "fees", "Fees"), ("post_tag", "n-400", "N-400")],
    more="<wp:comment><wp:comment_content>Thanks</wp:comment_content></wp:comment>",
)
WAIVERS = item(12, "<p>Who may ask.</p>", slug="waivers", status="draft", date="0000-00-00 00:00:00")
CONTACT = item(13, "<h2>Where</h2><p>In town.</p>", kind="page", slug="visit", link="https://old.example/visit-us/")
PARKING = item(14, kind="page", slug="parking", parent=13, link="https://old.example/visit-us/parking/")


def take(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_wordpress", str(path), *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def left(path: Path) -> list[dict[str, str]]:
    """The rows of the report."""
    with path.with_suffix(".report.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    return out.getvalue()


def test_posts_become_updates_with_their_dates_people_and_topics(tmp_path: Path, client: Client) -> None:
    ines = Person.objects.create(name="Ines Alvarado", slug="ines")
    take(export(tmp_path, FEES, WAIVERS))
    page = UpdatePage.objects.get(slug="fees")
    assert (page.title, page.dek, page.live) == ("Fees & dates", "What it costs.", True)
    assert f"{page.published_on} {page.first_published_at:%Y-%m-%d}" == "2019-05-03 2019-05-03"
    assert page.address == "/updates/2019/05/fees/"
    assert page.author == ines, "the same name without its accent is the same person"
    assert page.topic == Topic.objects.get(name="Fees", locale__language_code="en")
    assert "Fees went up." in client.get(page.address).content.decode()
    assert not UpdatePage.objects.get(slug="waivers").live


def test_nobody_has_checked_it_since_it_was_last_touched(tmp_path: Path) -> None:
    take(export(tmp_path, FEES))
    page = UpdatePage.objects.get(slug="fees")
    assert (str(page.checked_on), page.checked_by, page.story) == ("2019-06-04", None, None)
    assert str(page.review_by) == "2019-06-04", "it waits to be read by an attorney"


def test_an_unknown_author_is_made_with_a_name_and_nothing_else(tmp_path: Path) -> None:
    take(export(tmp_path, FEES))
    person = Person.objects.get(name="Inés Alvarado")
    assert not person.listed
    assert not person.texts.exists() and not person.admissions.exists()


def test_pages_become_plain_pages_under_the_same_parents(tmp_path: Path, client: Client) -> None:
    take(export(tmp_path, PARKING, CONTACT))  # the child stands first in the file
    assert PlainPage.objects.get(slug="parking").get_parent().specific == PlainPage.objects.get(slug="visit")
    assert "In town." in client.get("/visit/").content.decode()


def test_an_address_the_site_needs_for_itself_is_not_given_away(tmp_path: Path, client: Client) -> None:
    take(export(tmp_path, item(5, kind="page", slug="updates", link="https://old.example/updates/")))
    assert PlainPage.objects.get(title="Item 5").slug == "updates-2"
    assert "<h1>Updates</h1>" in client.get("/updates/").content.decode()


def test_old_addresses_lead_to_the_new_pages(tmp_path: Path, client: Client) -> None:
    take(export(tmp_path, FEES, CONTACT))
    for old, new in {
        "/2019/05/fees/": "/updates/2019/05/fees/",
        "/?p=11": "/updates/2019/05/fees/",
        "/visit-us/": "/visit/",
        "/?page_id=13": "/visit/",
        "/category/fees/": "http://localhost:8000/updates/?topic=fees",
        "/feed/": "http://localhost:8000/updates/feed/",
    }.items():
        answer = client.get(old)
        assert (answer.status_code, answer.headers.get("Location")) == (301, new), old
    assert client.get("/?p=999").status_code == 200


def test_links_among_the_old_posts_follow_their_pages_wherever_they_go(tmp_path: Path) -> None:
    take(export(tmp_path, FEES, WAIVERS))
    waivers = UpdatePage.objects.get(slug="waivers")
    text = UpdatePage.objects.get(slug="fees").body[0].value.source
    assert f'<a linktype="page" id="{waivers.pk}">waivers</a>' in text


def test_the_search_finds_what_was_imported(tmp_path: Path, client: Client) -> None:
    take(export(tmp_path, FEES))
    assert 'href="/updates/2019/05/fees/"' in client.get("/updates/?q=went+up").content.decode()


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    path = export(tmp_path, FEES, WAIVERS, CONTACT, PARKING)
    take(path)
    before = (
        list(Page.objects.order_by("pk").values_list("pk", "latest_revision", "last_published_at")),
        Redirect.objects.count(), Origin.objects.count(), Person.objects.count(), Topic.objects.count(),
    )  # fmt: skip
    assert "4  unchanged" in take(path)
    after = (
        list(Page.objects.order_by("pk").values_list("pk", "latest_revision", "last_published_at")),
        Redirect.objects.count(), Origin.objects.count(), Person.objects.count(), Topic.objects.count(),
    )  # fmt: skip
    assert after == before


def test_a_later_export_updates_only_what_nobody_has_edited_here(tmp_path: Path) -> None:
    take(export(tmp_path, FEES, CONTACT))
    edited = PlainPage.objects.get(slug="visit")
    edited.dek = "Ours now."
    edited.save_revision().publish()
    path = export(
        tmp_path,
        item(11, "<p>Fees went down.</p>", slug="fees"),
        item(13, "<p>Moved.</p>", kind="page", slug="visit", link="https://old.example/visit-us/"),
    )
    take(path)
    assert "went down" in UpdatePage.objects.get(slug="fees").body[0].value.source
    assert PlainPage.objects.get(slug="visit").dek == "Ours now."
    assert "changed on both sides" in {row["what"] for row in left(path)}


def test_what_was_deleted_here_is_not_made_again(tmp_path: Path) -> None:
    path = export(tmp_path, FEES)
    take(path)
    UpdatePage.objects.get(slug="fees").delete()
    take(path)
    assert not UpdatePage.objects.filter(slug="fees").exists()
    assert [row["what"] for row in left(path)].count("deleted here") == 1


def test_a_dry_run_writes_nothing_and_says_what_would_be_left(tmp_path: Path) -> None:
    path = export(tmp_path, FEES, CONTACT)
    pages = Page.objects.count()
    assert "2  would be written" in take(path, "--dry-run")
    assert (Page.objects.count(), Origin.objects.count(), Person.objects.count(), Redirect.objects.count()) == (
        pages,
        0,
        0,
        0,
    )
    assert {"shortcode", "comments"} <= {row["what"] for row in left(path)}


def test_the_report_names_what_was_not_taken(tmp_path: Path) -> None:
    path = export(
        tmp_path, FEES, item(20, kind="wp_block"), item(21, status="private"), item(22, status="publish", password="x")
    )
    take(path)
    rows = left(path)
    assert {"shortcode", "comments", "tag", "wp_block items", "status", "password"} <= {row["what"] for row in rows}
    form = next(row for row in rows if row["what"] == "shortcode")
    assert "contact-form-7" in form["detail"] and form["old address"] == "/2019/05/fees"
    assert form["page here"].endswith(f"/cms/pages/{UpdatePage.objects.get(slug='fees').pk}/edit/")
    assert not UpdatePage.objects.get(slug="item-21").live and not UpdatePage.objects.get(slug="item-22").live


def test_a_spreadsheet_takes_no_title_for_a_formula(tmp_path: Path) -> None:
    path = export(tmp_path, item(5, "[gravityform id=1]", title='=HYPERLINK("https://evil.example")'))
    take(path)
    assert all(not row["title"].startswith("=") for row in left(path))


ATTACHED = item(
    30, kind="attachment", title="Court house", url="https://old.example/wp-content/uploads/2019/05/court.jpg",
    status="inherit", meta=[("_wp_attachment_image_alt", "The court house on a rainy day")],
)  # fmt: skip


def test_pictures_come_from_a_copy_of_the_uploads_folder(tmp_path: Path) -> None:
    (tmp_path / "uploads/2019/05").mkdir(parents=True)
    (tmp_path / "uploads/2019/05/court.jpg").write_bytes(picture())
    shown = '<p>Here:</p><img class="wp-image-30" src="https://old.example/wp-content/uploads/2019/05/court-300x200.jpg" alt="">'
    path = export(tmp_path, ATTACHED, item(11, shown, slug="court", meta=[("_thumbnail_id", "30")]))
    take(path, "--uploads", str(tmp_path / "uploads"))
    page = UpdatePage.objects.get(slug="court")
    assert page.picture == Picture.objects.get(title="Court house")
    assert page.picture_alt == "The court house on a rainy day"
    assert page.body[1].value["image"] == page.picture
    assert page.body[1].value["alt"] == "The court house on a rainy day"
    take(path, "--uploads", str(tmp_path / "uploads"))
    assert Picture.objects.count() == 1


def test_a_picture_nobody_described_waits_in_the_library(tmp_path: Path) -> None:
    (tmp_path / "family-6719424_1280.jpg").write_bytes(picture())
    shown = '<img src="https://old.example/wp-content/uploads/family-6719424_1280.jpg" alt="family-6719424_1280">'
    path = export(tmp_path, item(11, shown + "<p>Words.</p>", slug="family"))
    take(path, "--uploads", str(tmp_path))
    assert [block.block_type for block in UpdatePage.objects.get(slug="family").body] == ["text"]
    assert Picture.objects.count() == 1
    assert "picture without a description" in {row["what"] for row in left(path)}


def test_pictures_out_of_reach_are_listed(tmp_path: Path) -> None:
    path = export(tmp_path, ATTACHED, item(11, '<img class="wp-image-30" src="x.jpg" alt="A court"><p>Words.</p>'))
    take(path)
    assert not Picture.objects.exists()
    row = next(row for row in left(path) if row["what"] == "picture")
    assert "shows: A court" in row["detail"]


def test_where_an_attorney_must_sign_every_post_waits_for_one(tmp_path: Path) -> None:
    profile = FirmProfile.load()
    profile.sign_off_required = True
    profile.save()
    path = export(tmp_path, FEES)
    take(path)
    page = UpdatePage.objects.get(slug="fees")
    assert not page.live
    assert "went up" in page.get_latest_revision_as_object().body[0].value.source, "the words are there, as a draft"
    row = next(row for row in left(path) if row["what"] == "kept as a draft")
    assert "No attorney has signed it yet" in row["detail"]


@pytest.fixture(autouse=True)
def in_english() -> None:
    """The report is in the language of who runs the import, whatever an earlier test looked at."""
    translation.activate("en")
