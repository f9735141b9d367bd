"""From the court's word to every page: an editor proposes, an attorney taps once, and not one word else is applied."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from blog import rulings
from blog.models import Ruling, SearchRow, Story
from firm.facts import today
from firm.models import Person, StaffMember
from tests.blog.conftest import Publish
from tests.markup import flat

ClientFor = Callable[..., Client]
PATH = "/updates/2025/04/irs/"
SAID = {
    "standing": "paused",
    "date": "2025-11-21",
    "sentence_en": "A judge has paused the sharing.",
    "sentence_es": "Una jueza suspendió la entrega.",
    "next_step_en": "The government can appeal.",
    "next_step_es": "",
    "source": "https://example.org/opinion",
}


@pytest.fixture
def pages(publish: Publish, story: Story) -> Story:
    publish("es", of=publish(story=story), story=story, title="El ICE")
    return story


@pytest.fixture
def proposed(pages: Story, editor: StaffMember, client_for: ClientFor) -> Ruling:
    answer = client_for(editor).post("/cms/rulings/new/", {**SAID, "story": pages.pk})
    assert answer.status_code == 302, answer.context["form"].errors
    return Ruling.objects.get()


def read(client: Client, path: str) -> str:
    return flat(client.get(path).content.decode())


def tap(client: Client, ruling: Ruling, **fields: Any) -> str:
    """What the attorney is shown after the tap on the page as they opened it."""
    path = f"/staff/approvals/rulings/{ruling.pk}/"
    digest = re.search(r'name="digest" value="(\w+)"', read(client, path))
    return flat(client.post(path, {"digest": digest[1] if digest else "", **fields}, follow=True).content.decode())


def test_a_proposal_changes_nothing_on_the_site(client: Client, proposed: Ruling) -> None:
    assert "Waiting for a ruling" in read(client, PATH)
    assert "A judge has paused" not in read(client, PATH)


def test_the_editor_sees_every_page_before_and_after(
    proposed: Ruling, editor: StaffMember, client_for: ClientFor
) -> None:
    browser = client_for(editor)
    html = read(browser, f"/cms/rulings/{proposed.pk}/")
    english, spanish = html.split('<section class="turn" lang="es">')
    assert "Waiting for a ruling" in english and "A judge has paused the sharing." in english
    assert "Suspendido por una corte" in spanish and "Una jueza suspendió la entrega." in spanish
    assert "ICE can ask the IRS" in english and "El ICE" in spanish
    link = re.search(r'href="(/cms/rulings/[^"]+/pages/\d+/)"', english)
    assert link and "A judge has paused the sharing." in read(browser, link[1]), "the whole page as it would be"


@pytest.mark.usefixtures("paralegal")
def test_the_attorneys_are_told_without_a_word_of_it(
    attorney: StaffMember,
    pages: Story,
    editor: StaffMember,
    client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr("firm.staff.mail.post_later", lambda message: message.send())
    browser = client_for(editor)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/cms/rulings/new/", {**SAID, "story": pages.pk})
    [letter] = mail.outbox
    assert letter.to == [attorney.email]
    assert f"/staff/approvals/rulings/{Ruling.objects.get().pk}/" in letter.body
    assert not [word for word in ("paused", "judge", pages.name) if word in letter.subject + letter.body]


def test_one_tap_puts_it_on_every_page_in_every_language(
    client: Client, proposed: Ruling, attorney: StaffMember, client_for: ClientFor
) -> None:
    Person.objects.create(name="Ada Attorney", slug="ada", member=attorney)
    client.get(PATH)
    said = tap(client_for(attorney), proposed)
    assert "Approved. Every page of the story shows it now." in said
    english, spanish = read(client, PATH), read(client, f"/es{PATH}")
    assert "Paused by a court" in english and "A judge has paused the sharing." in english
    assert "Suspendido por una corte" in spanish and "Una jueza suspendió la entrega." in spanish
    assert "The government can appeal." in english and "Falta la decisión" not in spanish, "the old next step is past"
    assert 'href="https://example.org/opinion"' in english
    story = Story.objects.get()
    assert (story.changed_on, story.checked_on) == (date(2025, 11, 21), today())
    assert str(story.checked_by) == "Ada Attorney" and "Ada Attorney" in english
    assert "The law has moved since we checked these words" in english, "the article itself was not checked again"


def test_what_it_says_is_found_at_once_and_what_it_overtook_no_more(
    client: Client, proposed: Ruling, attorney: StaffMember
) -> None:
    known = SearchRow.objects.filter(language="en")
    assert PATH not in read(client, "/updates/?q=appeal")
    assert known.filter(text__contains="The judge rules.").exists(), "the next step of before"
    rulings.approve(proposed, attorney, proposed.digest)
    assert PATH in read(client, "/updates/?q=appeal")
    assert f"/es{PATH}" in read(client, "/es/updates/?q=suspendio")
    assert not known.filter(text__contains="The judge rules.").exists()


def test_a_changed_proposal_needs_a_new_tap(
    client: Client, proposed: Ruling, attorney: StaffMember, editor: StaffMember, client_for: ClientFor
) -> None:
    browser, seen = client_for(attorney), proposed.digest
    changed = {**SAID, "story": proposed.story_id, "sentence_en": "A judge has paused nothing."}
    assert client_for(editor).post(f"/cms/rulings/{proposed.pk}/edit/", changed).status_code == 302
    assert "Read it again; nothing was approved." in tap(browser, proposed, digest=seen)
    assert "Waiting for a ruling" in read(client, PATH)
    assert "Approved." in tap(browser, proposed)
    assert Ruling.objects.get().approved_digest != seen


def test_a_story_that_moved_meanwhile_is_not_overwritten(
    proposed: Ruling, attorney: StaffMember, client_for: ClientFor
) -> None:
    story = Story.objects.get()
    story.note = {"en": "Somebody wrote this in between."}
    story.save()
    assert "nothing was approved" in tap(client_for(attorney), proposed)
    story.refresh_from_db()
    assert story.standing == "waiting"


def test_the_hash_covers_every_word_that_is_applied(proposed: Ruling) -> None:
    before = {proposed.digest}
    for name, value in {
        "standing": "in_effect",
        "deadline": date(2027, 1, 1),
        "date": date(2025, 1, 1),
        "sentence": {"en": "Else"},
        "next_step": {"es": "Otra cosa"},
        "next_on": date(2027, 2, 2),
        "source": "https://example.org/other",
    }.items():
        setattr(proposed, name, value)
        assert proposed.digest not in before, name
        before.add(proposed.digest)


def test_a_second_tap_does_nothing(proposed: Ruling, attorney: StaffMember, client_for: ClientFor) -> None:
    browser, digest = client_for(attorney), proposed.digest
    tap(browser, proposed)
    assert "This was decided already." in tap(browser, proposed, digest=digest)
    assert len(Story.objects.get().track) == 2


def test_declining_needs_a_reason_and_changes_nothing(
    client: Client, proposed: Ruling, attorney: StaffMember, editor: StaffMember, client_for: ClientFor
) -> None:
    browser = client_for(attorney)
    assert "Say why" in tap(browser, proposed, decline="1")
    tap(browser, proposed, decline="1", reason="The order is stayed until Friday.")
    assert "The order is stayed until Friday." in read(client_for(editor), f"/cms/rulings/{proposed.pk}/")
    assert "Waiting for a ruling" in read(client, PATH)
    assert Story.objects.get().standing == "waiting"


def test_what_was_withdrawn_cannot_be_approved(
    proposed: Ruling, attorney: StaffMember, editor: StaffMember, client_for: ClientFor
) -> None:
    client_for(editor).post(f"/cms/rulings/{proposed.pk}/withdraw/", {"reason": "Wrong case"})
    tap(client_for(attorney), proposed, digest=proposed.digest)
    assert Ruling.objects.get().state == Ruling.State.WITHDRAWN
    assert Story.objects.get().standing == "waiting"


def test_only_an_attorney_decides(
    proposed: Ruling, paralegal: StaffMember, editor: StaffMember, client_for: ClientFor
) -> None:
    for member in (paralegal, editor):
        browser = client_for(member)
        path = f"/staff/approvals/rulings/{proposed.pk}/"
        assert browser.get(path).status_code == browser.post(path, {"digest": proposed.digest}).status_code == 403
        assert str(proposed.pk) not in read(browser, "/staff/approvals/")
        with pytest.raises(rulings.NotAnAttorney):
            rulings.approve(proposed, member, proposed.digest)
    assert Ruling.objects.get().waiting


def test_it_stands_on_the_attorneys_list(proposed: Ruling, attorney: StaffMember, client_for: ClientFor) -> None:
    assert f"/staff/approvals/rulings/{proposed.pk}/" in read(client_for(attorney), "/staff/approvals/")


def test_afterwards_there_is_a_text_to_paste_in_each_language(
    proposed: Ruling, attorney: StaffMember, editor: StaffMember, client_for: ClientFor
) -> None:
    tap(client_for(attorney), proposed)
    html = read(client_for(editor), f"/cms/rulings/{proposed.pk}/")
    assert "Una jueza suspendió la entrega." in html and f"http://localhost:8000/es{PATH}" in html
    assert rulings.ready_text(proposed, "en").startswith("A judge has paused the sharing.")
    proposed.sentence = {"en": "Only English"}
    assert rulings.ready_text(proposed, "es") == ""


def test_one_ruling_at_a_time_waits_on_a_story(proposed: Ruling, editor: StaffMember, client_for: ClientFor) -> None:
    answer = client_for(editor).post("/cms/rulings/new/", {**SAID, "story": proposed.story_id})
    assert "already waiting" in answer.content.decode()
    assert "A judge has paused the sharing." in answer.content.decode(), "what was typed is not lost"
    assert Ruling.objects.count() == 1


def test_an_editor_cannot_move_the_standing_past_the_attorneys(
    pages: Story, editor: StaffMember, client_for: ClientFor
) -> None:
    browser = client_for(editor)
    path = f"/cms/snippets/blog/story/edit/{pages.pk}/"
    assert "A ruling came down" in read(browser, path)
    form = {
        "name": "Renamed", "standing": "superseded", "note_en": "Still waiting.", "note_es": "", "next_step_en": "",
        "next_step_es": "", "track-count": "0",
    }  # fmt: skip
    assert browser.post(path, form).status_code == 302
    pages.refresh_from_db()
    assert (pages.name, pages.standing, pages.note) == ("Renamed", "waiting", {"en": "Still waiting."})


def test_a_proposal_says_what_is_missing(pages: Story, editor: StaffMember, client_for: ClientFor) -> None:
    answer = client_for(editor).post(
        "/cms/rulings/new/", {**SAID, "story": pages.pk, "standing": "deadline", "sentence_en": "", "source": "x"}
    )
    assert set(answer.context["form"].errors) == {"deadline", "sentence", "source"}
