"""/staff/approvals/: the fact-check and the signature, without the CMS; and what the CMS says meanwhile."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import TaskState

from blog.models import SignOff, UpdatePage, UpdatesIndexPage
from firm.models import StaffMember
from tests.blog.conftest import WORDS

ClientFor = Callable[..., Client]


@pytest.fixture
def draft(db: None) -> UpdatePage:
    index = UpdatesIndexPage.objects.get(locale__language_code="en")
    page: UpdatePage = index.add_child(instance=UpdatePage(**WORDS, slug="irs", live=False, needs_sign_off=True))
    page.save_revision()
    return UpdatePage.objects.get(pk=page.pk)


def approval() -> str:
    return f"/staff/approvals/{TaskState.objects.get(status='in_progress').pk}/"


def seen_in(html: str) -> str:
    return html.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_from_the_editors_button_to_the_public_page(
    draft: UpdatePage,
    editor: StaffMember,
    paralegal: StaffMember,
    attorney: StaffMember,
    client_for: ClientFor,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client_for(editor).post(f"/cms/sign-off/{draft.pk}/", {"send": "1"})
    checker, signer = client_for(paralegal), client_for(attorney)
    assert WORDS["title"] in text(checker, "/staff/approvals/")
    page = text(checker, approval())
    assert "26 U.S.C. § 6103" in page
    checker.post(approval(), {"seen": seen_in(page), "source": ["1"]})
    assert WORDS["title"] not in text(checker, "/staff/approvals/")
    page = text(signer, approval())
    assert "Fact-checked by Pia Paralegal" in page
    assert "Tax returns are private by law." in page
    answer = signer.post(approval(), {"seen": seen_in(page)}, follow=True)
    assert "Signed and published." in answer.content.decode()
    assert Client().get(UpdatePage.objects.get(pk=draft.pk).address).status_code == 200
    assert SignOff.objects.get().signed_by == attorney


def test_whose_turn_it_is_is_told_by_mail_which_page_and_nothing_more(
    draft: UpdatePage,
    editor: StaffMember,
    paralegal: StaffMember,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    monkeypatch.setattr("firm.staff.mail.post_later", lambda message: message.send())
    with django_capture_on_commit_callbacks(execute=True):
        draft.get_workflow().start(draft, editor)
    ours = [message for message in mail.outbox if "/staff/approvals/" in message.body]
    assert [message.to for message in ours] == [[paralegal.email]]
    assert WORDS["title"] in ours[0].body and "private by law" not in ours[0].body


def test_a_page_that_changed_while_it_was_read_is_shown_again(
    draft: UpdatePage, editor: StaffMember, paralegal: StaffMember, client_for: ClientFor
) -> None:
    draft.get_workflow().start(draft, editor)
    checker = client_for(paralegal)
    seen = seen_in(text(checker, approval()))
    draft.title = "Other words"
    draft.save_revision()
    answer = checker.post(approval(), {"seen": seen, "source": ["1"]}, follow=True)
    assert "changed while you were reading" in answer.content.decode()
    assert "Other words" in answer.content.decode()


def test_a_decision_that_came_too_late_is_told_and_changes_nothing(
    draft: UpdatePage, editor: StaffMember, paralegal: StaffMember, client_for: ClientFor
) -> None:
    draft.get_workflow().start(draft, editor)
    late, address = client_for(paralegal), approval()
    draft.current_workflow_state.cancel(user=editor)
    answer = late.post(address, {"source": ["1"]}, follow=True)
    assert "no longer waiting" in answer.content.decode()


def test_roles_meet_only_their_own_step(
    draft: UpdatePage,
    editor: StaffMember,
    paralegal: StaffMember,
    attorney: StaffMember,
    client_for: ClientFor,
) -> None:
    draft.get_workflow().start(draft, editor)
    page = text(client_for(paralegal), approval())
    client_for(paralegal).post(approval(), {"seen": seen_in(page), "source": ["1"]})
    for member in (paralegal, editor):
        assert client_for(member).get(approval()).status_code == 403
        assert client_for(member).get(f"{approval()}draft/").status_code == 403
    assert WORDS["dek"] in text(client_for(attorney), f"{approval()}draft/")


def test_publishing_in_the_cms_says_what_is_missing_and_keeps_the_draft(
    draft: UpdatePage, editor: StaffMember, client_for: ClientFor
) -> None:
    client = client_for(editor)
    answer = client.post(f"/cms/bulk/wagtailcore/page/publish/?id={draft.pk}", {"include_descendants": ""}, follow=True)
    assert "No attorney has signed it yet." in answer.content.decode()
    assert not UpdatePage.objects.get(pk=draft.pk).live
    assert "No attorney has signed it yet." in text(client, f"/cms/pages/{draft.pk}/edit/")


def test_the_sign_off_page_shows_what_changed_since_and_publishes_what_was_signed(
    draft: UpdatePage, editor: StaffMember, attorney: StaffMember, client_for: ClientFor
) -> None:
    from blog import substance

    SignOff.objects.create(
        page_id=draft.pk,
        page_title=draft.title,
        revision_id=draft.latest_revision_id,
        substance=substance.digest(draft),
        statement=substance.statements(draft),
        content={},
        signed_by=attorney,
    )
    later = UpdatePage.objects.get(pk=draft.pk)
    later.title = "ICE may never ask the IRS"
    later.save_revision()
    client = client_for(editor)
    html = text(client, f"/cms/sign-off/{draft.pk}/")
    assert "Changed since it was signed" in html and "never" in html
    client.post(f"/cms/sign-off/{draft.pk}/", {"publish": "1"})
    page = UpdatePage.objects.get(pk=draft.pk)
    assert (page.live, page.title, page.has_unpublished_changes) == (True, WORDS["title"], True)
