"""An attorney takes a signature back: what is public stays, what was to come waits again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from wagtail.models import TaskState

from blog import substance
from blog.models import LedgerEntry, SignOff, UpdatePage
from blog.sign_off.gate import MayNotPublish
from blog.sign_off.signing import NotSigned, check_facts, page_of, publish_signed, sign, withdraw
from firm.models import StaffMember
from firm.sweeps import publish_on_time
from tests.blog.conftest import WORDS, Submit
from tests.markup import flat

ClientFor = Callable[..., Client]


@pytest.fixture
def scheduled(draft: UpdatePage, submit: Submit, paralegal: StaffMember, attorney: StaffMember) -> UpdatePage:
    """Signed today, public tomorrow."""
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision()
    state = submit(UpdatePage.objects.get(pk=draft.pk))
    seen = substance.digest(page_of(state))
    check_facts(state.pk, paralegal, ticked=[1], seen=seen)
    sign(UpdatePage.objects.get(pk=draft.pk).current_workflow_task_state.pk, attorney, seen=seen)
    return UpdatePage.objects.get(pk=draft.pk)


def after_its_date() -> None:
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        publish_on_time()


def test_its_words_cannot_become_public_any_more(signed: UpdatePage, attorney: StaffMember) -> None:
    withdraw(SignOff.objects.get(), attorney, "The statute was amended.")
    page = UpdatePage.objects.get(pk=signed.pk)
    assert page.live, "what is public stays until somebody takes it down"
    page.unpublish()
    with pytest.raises(MayNotPublish):
        publish_signed(page, attorney)
    with pytest.raises(MayNotPublish):
        UpdatePage.objects.get(pk=page.pk).get_latest_revision().publish()


def test_the_record_keeps_who_and_why(signed: UpdatePage, attorney: StaffMember) -> None:
    withdraw(SignOff.objects.get(), attorney, "The statute was amended.")
    entry = LedgerEntry.objects.get(kind="withdrawn")
    assert (entry.actor, entry.page_id, entry.facts["reason"]) == (attorney, signed.pk, "The statute was amended.")


def test_what_was_scheduled_waits_for_a_new_fact_check_instead(scheduled: UpdatePage, attorney: StaffMember) -> None:
    assert scheduled.scheduled_revision and not scheduled.live
    assert withdraw(SignOff.objects.get(), attorney, "The hearing was moved.")
    page = UpdatePage.objects.get(pk=scheduled.pk)
    assert page.scheduled_revision is None
    assert page.current_workflow_task_state.task.name == "Fact-check"
    assert page.current_workflow_state.requested_by.name == "Eda Editor", "it is theirs to mend"
    after_its_date()
    assert not UpdatePage.objects.get(pk=page.pk).live


def test_without_a_withdrawal_it_is_published_on_its_date(scheduled: UpdatePage) -> None:
    after_its_date()
    assert UpdatePage.objects.get(pk=scheduled.pk).live


def test_signed_again_it_is_public_on_its_date_after_all(
    scheduled: UpdatePage, attorney: StaffMember, paralegal: StaffMember
) -> None:
    withdraw(SignOff.objects.get(), attorney, "I want to read it again.")
    state = TaskState.objects.get(status="in_progress")
    seen = substance.digest(page_of(state))
    check_facts(state.pk, paralegal, ticked=[1], seen=seen)
    sign(TaskState.objects.get(status="in_progress").pk, attorney, seen=seen)
    after_its_date()
    assert UpdatePage.objects.get(pk=scheduled.pk).live


def test_a_second_signature_on_the_same_words_still_carries_them(scheduled: UpdatePage, attorney: StaffMember) -> None:
    first = SignOff.objects.get()
    again = {field.attname: getattr(first, field.attname) for field in SignOff._meta.fields if field.name != "id"}
    SignOff.objects.create(**again)
    assert not withdraw(first, attorney, "Signed twice.")
    assert UpdatePage.objects.get(pk=scheduled.pk).scheduled_revision


def test_only_attorneys_withdraw_with_a_reason_and_once(
    signed: UpdatePage, attorney: StaffMember, editor: StaffMember, paralegal: StaffMember, client_for: ClientFor
) -> None:
    signature = SignOff.objects.get()
    address = f"/staff/approvals/signatures/{signature.pk}/"
    for member in (editor, paralegal):
        with pytest.raises(PermissionDenied):
            withdraw(signature, member, "I want to")
        for path in (address, "/staff/approvals/signatures/"):
            assert client_for(member).get(path).status_code == 403
        assert client_for(member).post(address, {"reason": "I want to"}).status_code == 403
    with pytest.raises(NotSigned, match="reason"):
        withdraw(signature, attorney, "  ")
    withdraw(signature, attorney, "Wrong date.")
    with pytest.raises(NotSigned, match="faster"):
        withdraw(signature, attorney, "Wrong date.")
    assert LedgerEntry.objects.filter(kind="withdrawn").count() == 1


def test_the_pages_lead_from_the_list_to_the_withdrawal(
    signed: UpdatePage, attorney: StaffMember, client_for: ClientFor
) -> None:
    browser = client_for(attorney)
    address = f"/staff/approvals/signatures/{SignOff.objects.get().pk}/"
    assert 'href="/staff/approvals/signatures/"' in browser.get("/staff/approvals/").content.decode()
    assert address in browser.get("/staff/approvals/signatures/?q=irs").content.decode()
    assert address not in browser.get("/staff/approvals/signatures/?q=asylum").content.decode()
    page = flat(browser.get(address).content.decode())
    assert "Tax returns are private by law." in page and "These words are public now." in page
    assert "Give the reason" in browser.post(address, {"reason": ""}, follow=True).content.decode()
    done = flat(browser.post(address, {"reason": "Wrong date."}, follow=True).content.decode())
    assert "Withdrawn by Ada Attorney" in done and "Wrong date." in done
    assert f"/staff/approvals/take-down/?page={signed.translation_key}" in done
    assert address not in browser.get("/staff/approvals/signatures/").content.decode()


def test_the_page_of_what_is_to_come_says_when_and_then_that_it_waits(
    scheduled: UpdatePage, attorney: StaffMember, client_for: ClientFor
) -> None:
    browser, address = client_for(attorney), f"/staff/approvals/signatures/{SignOff.objects.get().pk}/"
    assert "These words become public on" in flat(browser.get(address).content.decode())
    done = flat(browser.post(address, {"reason": "The hearing was moved."}, follow=True).content.decode())
    assert "It will not be published on its date" in done


def test_who_sent_the_page_and_the_other_attorneys_are_told_which_one(
    signed: UpdatePage,
    attorney: StaffMember,
    editor: StaffMember,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    monkeypatch.setattr("firm.staff.mail.post_later", lambda message: message.send())
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(SignOff.objects.get(), attorney, "A secret reason.")
    ours = [letter for letter in mail.outbox if "withdrawn" in letter.subject]
    assert [letter.to for letter in ours] == [[editor.email]]
    assert WORDS["title"] in ours[0].body and "secret reason" not in ours[0].body
