"""Where a signature is asked for, no way to *live* leads around it: every path goes through `UpdatePage.save`."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState

from blog import substance
from blog.models import LedgerEntry, SignOff, UpdatePage, UpdatesIndexPage
from blog.sign_off.gate import MayNotPublish
from blog.sign_off.signing import NotSigned, check_facts, page_of, send_back, sign
from firm.models import FirmProfile, StaffMember
from tests.blog.conftest import WORDS, Submit


def changed(page: UpdatePage, **fields: object) -> Revision:
    latest = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(latest, name, value)
    return latest.save_revision()


def test_what_was_checked_and_signed_is_public_at_once(signed: UpdatePage, attorney: StaffMember) -> None:
    assert signed.live
    signature = SignOff.objects.get()
    assert (signature.signed_by, signature.revision_id) == (attorney, signed.live_revision_id)
    assert LedgerEntry.objects.filter(kind="signed", actor=attorney, page_id=signed.pk).exists()


def test_publishing_an_unsigned_draft_is_refused(draft: UpdatePage) -> None:
    with pytest.raises(MayNotPublish, match="No attorney has signed it"):
        draft.get_latest_revision().publish()
    assert not UpdatePage.objects.get(pk=draft.pk).live


def test_setting_live_by_hand_is_refused(draft: UpdatePage) -> None:
    draft.live = True
    for fields in (None, ["live"], ["live", "title"]):
        with pytest.raises(MayNotPublish):
            draft.save(update_fields=fields)


def test_a_new_page_made_live_is_refused(strict: None) -> None:
    index = UpdatesIndexPage.objects.get(locale__language_code="en")
    with pytest.raises(MayNotPublish):
        index.add_child(instance=UpdatePage(**WORDS, slug="other"))


def test_a_copy_that_stays_live_needs_its_own_signature(signed: UpdatePage) -> None:
    with pytest.raises(MayNotPublish):
        signed.copy(update_attrs={"slug": "copy", "short_code": ""}, keep_live=True)
    copy = signed.copy(update_attrs={"slug": "copy", "short_code": ""}, keep_live=False)
    assert not copy.live


def test_an_alias_shows_signed_words_and_never_others(signed: UpdatePage) -> None:
    alias = signed.create_alias(update_slug="alias")
    assert alias.live
    alias.title = "Other words"
    with pytest.raises(MayNotPublish):
        alias.save()


def test_a_translation_is_signed_by_itself(signed: UpdatePage) -> None:
    from wagtail.models import Locale

    spanish = signed.copy_for_translation(Locale.objects.get(language_code="es"), copy_parents=True)
    with pytest.raises(MayNotPublish):
        spanish.save_revision().publish()


def test_unlocking_a_draft_does_not_publish_it(signed: UpdatePage) -> None:
    changed(signed, title="Words of the draft")
    latest = UpdatePage.objects.get(pk=signed.pk).get_latest_revision_as_object()
    latest.locked = False
    with pytest.raises(MayNotPublish):
        latest.save()


def test_a_change_after_signing_is_not_published_and_the_signed_words_stay(signed: UpdatePage) -> None:
    revision = changed(signed, title="ICE may not ask the IRS")
    with pytest.raises(MayNotPublish, match="Changed since it was signed"):
        revision.publish()
    page = UpdatePage.objects.get(pk=signed.pk)
    assert page.live and page.title == WORDS["title"]


def test_what_is_public_already_can_be_saved_when_the_rule_comes(publish: Callable[..., UpdatePage]) -> None:
    page = publish()
    FirmProfile.objects.update_or_create(defaults={"sign_off_required": True})
    page.checked_on = timezone.now().date()
    page.save()
    page.title = "Something new"
    with pytest.raises(MayNotPublish):
        page.save()


def test_one_update_can_ask_for_a_signature_by_itself_and_is_not_let_off_once_public(
    publish: Callable[..., UpdatePage],
) -> None:
    page = publish()
    page.needs_sign_off = True
    page.save()
    page.needs_sign_off, page.title = False, "Something new"
    with pytest.raises(MayNotPublish):
        page.save()


def test_not_even_a_signature_on_a_draft_that_no_longer_asks_for_one_lets_it_off(
    publish: Callable[..., UpdatePage], attorney: StaffMember
) -> None:
    page = publish()
    page.needs_sign_off = True
    page.save()
    page.needs_sign_off, page.title = False, "Something new"
    revision = page.save_revision()
    SignOff.objects.create(
        page_id=page.pk,
        page_title=page.title,
        revision_id=revision.pk,
        substance=substance.digest(page),
        statement=substance.statements(page),
        content={},
        signed_by=attorney,
    )
    revision.publish()
    stored = UpdatePage.objects.get(pk=page.pk)
    assert (stored.title, stored.needs_sign_off) == ("Something new", True)


def test_autosave_never_writes_over_a_revision_somebody_signed(
    signed: UpdatePage, editor: StaffMember, checked: TaskState
) -> None:
    revision = signed.live_revision
    Revision.objects.filter(pk=revision.pk).update(user=editor)
    page = UpdatePage.objects.get(pk=signed.pk).get_latest_revision_as_object()
    page.title = "Typed since"
    written = page.save_revision(user=editor, overwrite_revision=revision, clean=False)
    assert written.pk != revision.pk
    revision.refresh_from_db()
    assert revision.content["title"] == WORDS["title"]


def test_what_is_scheduled_is_what_was_signed(
    draft: UpdatePage, submit: Submit, paralegal: StaffMember, attorney: StaffMember
) -> None:
    changed(draft, go_live_at=timezone.now() + timedelta(days=1))
    draft = UpdatePage.objects.get(pk=draft.pk)
    state = submit(draft)
    seen = substance.digest(page_of(state))
    check_facts(state.pk, paralegal, ticked=[1], seen=seen)
    sign(UpdatePage.objects.get(pk=draft.pk).current_workflow_task_state.pk, attorney, seen=seen)
    page = UpdatePage.objects.get(pk=draft.pk)
    assert not page.live
    changed(page, title="Typed since")  # by a program: the editor's page is locked until then
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("publish_scheduled", verbosity=0)
    page = UpdatePage.objects.get(pk=draft.pk)
    assert (page.live, page.title) == (True, WORDS["title"])


def test_a_typo_goes_out_under_the_minor_fix_rule_and_the_record_says_so(
    draft: UpdatePage, submit: Submit, paralegal: StaffMember, attorney: StaffMember, editor: StaffMember
) -> None:
    body = [("section", {"heading": "What it allows", "text": "<p>Write the adress. An address is kept.</p>"})]
    changed(draft, body=body)
    state = submit(UpdatePage.objects.get(pk=draft.pk))
    seen = substance.digest(page_of(state))
    check_facts(state.pk, paralegal, ticked=[1], seen=seen)
    sign(UpdatePage.objects.get(pk=draft.pk).current_workflow_task_state.pk, attorney, seen=seen)
    page = UpdatePage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    page.body = [("section", {"heading": "What it allows", "text": "<p>Write the address. An address is kept.</p>"})]
    page.save_revision(user=editor).publish(user=editor, skip_permission_checks=True)
    entry = LedgerEntry.objects.get(kind="minor_fix")
    assert entry.actor == editor
    assert entry.facts["words"] == [["body 1 section text", "adress", "address"]]
    assert "the address" in str(UpdatePage.objects.get(pk=draft.pk).body)


def test_an_attorney_signs_only_the_words_they_saw(checked: TaskState, attorney: StaffMember) -> None:
    seen = substance.digest(page_of(checked))
    changed(page_of(checked), title="Changed meanwhile")
    with pytest.raises(NotSigned, match="changed while you were reading"):
        sign(checked.pk, attorney, seen=seen)
    with pytest.raises(NotSigned, match="after the fact-check"):
        sign(checked.pk, attorney, seen=substance.digest(page_of(checked)))
    assert not SignOff.objects.exists()


def test_only_attorneys_sign_and_nobody_signs_twice(
    checked: TaskState, attorney: StaffMember, paralegal: StaffMember, editor: StaffMember
) -> None:
    from django.core.exceptions import PermissionDenied

    seen = substance.digest(page_of(checked))
    for member in (paralegal, editor):
        with pytest.raises(PermissionDenied):
            sign(checked.pk, member, seen=seen)
    sign(checked.pk, attorney, seen=seen)
    with pytest.raises(NotSigned, match="faster"):
        sign(checked.pk, attorney, seen=seen)


def test_a_fact_check_opens_every_source_and_is_not_the_writers_own(
    draft: UpdatePage, submit: Submit, paralegal: StaffMember, editor: StaffMember
) -> None:
    state = submit(draft)
    seen = substance.digest(page_of(state))
    with pytest.raises(NotSigned, match="every source"):
        check_facts(state.pk, paralegal, ticked=[], seen=seen)
    with pytest.raises(NotSigned, match="Somebody else"):
        check_facts(state.pk, editor, ticked=[1], seen=seen)


def test_sent_back_it_waits_for_its_writer_with_the_reason(checked: TaskState, attorney: StaffMember) -> None:
    with pytest.raises(NotSigned, match="what has to change"):
        send_back(checked.pk, attorney, "  ")
    send_back(checked.pk, attorney, "The date is wrong.")
    assert TaskState.objects.get(pk=checked.pk).comment == "The date is wrong."
    assert not Page.objects.get(pk=page_of(checked).pk).live


def test_nothing_that_readers_see_is_outside_the_signature() -> None:
    """A new field is signed unless somebody decides otherwise here and in `substance.UNSIGNED`."""
    fields = {each.name for each in UpdatePage._meta.local_fields}
    assert fields - substance.UNSIGNED >= {
        "dek", "author", "reviewer", "responsible_attorney", "responsible_office", "in_short", "body", "means",
        "unknown", "sources", "picture", "picture_alt",
    }  # fmt: skip
