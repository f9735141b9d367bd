"""A ruling may make an update a thing of the past: its page says so at the top, and both lead to each other."""

from collections.abc import Callable

import pytest
from django.test import Client

from blog import rulings
from blog.models import Ruling, Story, UpdatePage
from firm.models import StaffMember
from tests.blog.conftest import Publish
from tests.blog.test_a_ruling_comes_down import SAID, read

ClientFor = Callable[..., Client]
OLD, NEW = "/updates/2025/04/irs/", "/updates/2025/04/stopped/"
BANNER = "A newer update replaces this one"


@pytest.fixture
def old(publish: Publish, story: Story) -> UpdatePage:
    """Told in both languages."""
    page = publish(story=story)
    publish("es", of=page, story=story, title="El ICE")
    return page


@pytest.fixture
def new(publish: Publish, story: Story) -> UpdatePage:
    page = publish(story=story, slug="stopped", title="A judge stopped it", short_code="A77")
    publish("es", of=page, story=story, slug="stopped", title="Una jueza lo detuvo", short_code="A77")
    return page


def field_of(page: UpdatePage) -> str:
    return f"replaced_{page.translation_key.hex}"


@pytest.fixture
def proposed(old: UpdatePage, new: UpdatePage, editor: StaffMember, client_for: ClientFor) -> Ruling:
    form = {**SAID, "story": old.story_id, field_of(old): str(new.translation_key)}
    answer = client_for(editor).post("/cms/rulings/new/", form)
    assert answer.status_code == 302, answer.context["form"].errors
    return Ruling.objects.get()


def test_the_editor_chooses_the_story_and_then_what_replaces_each_update(
    old: UpdatePage, new: UpdatePage, editor: StaffMember, client_for: ClientFor
) -> None:
    browser = client_for(editor)
    assert f'href="/cms/rulings/new/?story={old.story_id}"' in read(browser, "/cms/rulings/new/")
    html = browser.get(f"/cms/rulings/new/?story={old.story_id}").content.decode()
    choices = html.split(f'name="{field_of(old)}"')[1].split("</select>")[0]
    assert "A judge stopped it" in choices and "Nothing: it stays as it is" in choices
    assert str(old.translation_key) not in choices, "nothing replaces itself"
    assert html.count('name="replaced_') == 2, "each update once, whatever languages it has"


def test_nothing_is_marked_before_an_attorney_approves_and_they_see_it(
    client: Client, proposed: Ruling, attorney: StaffMember, client_for: ClientFor
) -> None:
    assert BANNER not in read(client, OLD)
    html = read(client_for(attorney), f"/staff/approvals/rulings/{proposed.pk}/")
    assert "says at its top that “A judge stopped it” replaces it" in html
    assert "Una jueza lo detuvo" in html


def test_the_whole_page_as_it_would_be_says_so(
    proposed: Ruling, old: UpdatePage, editor: StaffMember, client_for: ClientFor
) -> None:
    html = read(client_for(editor), f"/cms/rulings/{proposed.pk}/pages/{old.pk}/")
    assert BANNER in html and f'href="{NEW}"' in html


def test_approved_both_pages_lead_to_each_other_in_every_language(
    client: Client, proposed: Ruling, attorney: StaffMember
) -> None:
    rulings.approve(proposed, attorney, proposed.digest)
    for prefix, banner, replaces in (
        ("", BANNER, "This update replaces"),
        ("/es", "Una noticia más nueva reemplaza a esta", "Esta noticia reemplaza a"),
    ):
        before, after = read(client, prefix + OLD), read(client, prefix + NEW)
        assert banner in before and f'href="{prefix}{NEW}"' in before.split(banner)[1][:400]
        assert replaces in after and f'href="{prefix}{OLD}"' in after.split(replaces)[1][:400]
        assert banner not in after


def test_a_draft_begun_before_does_not_take_the_mark_off_again(
    client: Client, proposed: Ruling, old: UpdatePage, attorney: StaffMember
) -> None:
    draft = UpdatePage.objects.get(pk=old.pk)
    draft.dek = "Written before the ruling."
    draft.save_revision()
    rulings.approve(proposed, attorney, proposed.digest)
    UpdatePage.objects.get(pk=old.pk).get_latest_revision().publish()
    html = read(client, OLD)
    assert BANNER in html and "Written before the ruling." in html


def test_the_approval_covers_what_replaces_what(proposed: Ruling, old: UpdatePage) -> None:
    before = proposed.digest
    proposed.replaced = {}
    assert proposed.digest != before


def test_what_is_no_longer_public_replaces_nothing(
    client: Client, proposed: Ruling, new: UpdatePage, attorney: StaffMember
) -> None:
    for page in UpdatePage.objects.filter(translation_key=new.translation_key):
        page.unpublish()
    with pytest.raises(rulings.Changed):
        rulings.approve(proposed, attorney, proposed.digest)
    assert "Waiting for a ruling" in read(client, OLD), "nothing of it was applied"


def test_two_updates_cannot_replace_each_other(
    old: UpdatePage, new: UpdatePage, editor: StaffMember, client_for: ClientFor
) -> None:
    circle = {field_of(old): str(new.translation_key), field_of(new): str(old.translation_key)}
    answer = client_for(editor).post("/cms/rulings/new/", {**SAID, "story": old.story_id, **circle})
    assert set(answer.context["form"].errors) == {field_of(old), field_of(new)}
    assert not Ruling.objects.exists()


def test_a_change_of_the_proposal_keeps_and_drops_pairs(
    proposed: Ruling, old: UpdatePage, new: UpdatePage, editor: StaffMember, client_for: ClientFor
) -> None:
    browser, path = client_for(editor), f"/cms/rulings/{proposed.pk}/edit/"
    html = browser.get(path).content.decode()
    assert f'<option value="{new.translation_key}" selected' in html
    browser.post(path, {**SAID, "story": proposed.story_id, field_of(old): ""})
    assert Ruling.objects.get().replaced == {}
