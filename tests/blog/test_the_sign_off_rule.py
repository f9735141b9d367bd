"""Whether every update needs a signature is the attorneys' to decide, with a reason, and the record keeps it."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from blog.models import LedgerEntry
from blog.sign_off.gate import MayNotPublish
from blog.sign_off.rule import NotChanged, change_rule
from firm.models import FirmProfile, StaffMember
from tests.blog.conftest import Publish
from tests.markup import flat

ClientFor = Callable[..., Client]
PAGE = "/staff/approvals/rule/"


def required() -> bool:
    return FirmProfile.load().sign_off_required


def test_a_firm_begins_with_it_and_the_demo_without(settings: object) -> None:
    field = FirmProfile._meta.get_field("sign_off_required")
    settings.DEMO = False  # type: ignore[attr-defined]
    assert field.get_default() is True
    settings.DEMO = True  # type: ignore[attr-defined]
    assert field.get_default() is False


def test_an_attorney_switches_it_on_and_off_on_a_page_and_every_update_follows(
    publish: Publish, attorney: StaffMember, client_for: ClientFor
) -> None:
    FirmProfile.objects.update_or_create(defaults={"sign_off_required": False})
    browser = client_for(attorney)
    assert "Only updates that ask for it" in flat(browser.get(PAGE).content.decode())
    said = browser.post(PAGE, {"required": "yes", "reason": "The bar asked."}, follow=True).content.decode()
    assert "Every update needs an attorney's signature" in flat(said).replace("&#x27;", "'")
    assert "The bar asked." in said
    with pytest.raises(MayNotPublish):
        publish()
    browser.post(PAGE, {"required": "no", "reason": "All of us are away."})
    assert not required()
    assert publish(slug="another").live


def test_the_record_keeps_who_and_why(attorney: StaffMember, editor: StaffMember, client_for: ClientFor) -> None:
    change_rule(attorney, "The bar asked.", required=not required())
    entry = LedgerEntry.objects.get(kind="rule")
    assert (entry.actor, entry.facts["reason"]) == (attorney, "The bar asked.")
    assert LedgerEntry.first_broken() is None
    html = client_for(editor).get("/cms/record/").content.decode()
    assert "Sign-off rule changed" in html and "The bar asked." in html


def test_nothing_changes_without_a_reason_or_twice(attorney: StaffMember, client_for: ClientFor) -> None:
    before = required()
    wanted = "no" if before else "yes"
    answer = client_for(attorney).post(PAGE, {"required": wanted, "reason": " "}, follow=True)
    assert "Give the reason" in answer.content.decode() and required() is before
    with pytest.raises(NotChanged, match="faster"):
        change_rule(attorney, "Again", required=before)
    assert not LedgerEntry.objects.filter(kind="rule").exists()


@pytest.mark.parametrize("who", ["editor", "paralegal", "administrator"])
def test_whom_the_rule_binds_cannot_change_it(who: str, request: pytest.FixtureRequest, client_for: ClientFor) -> None:
    member, before = request.getfixturevalue(who), required()
    with pytest.raises(PermissionDenied):
        change_rule(member, "I want to", required=not before)
    browser = client_for(member)
    assert browser.post(PAGE, {"required": "no" if before else "yes", "reason": "I want to"}).status_code == 403
    assert required() is before


def test_an_editor_cannot_change_it_in_the_firm_profile(editor: StaffMember, client_for: ClientFor) -> None:
    before, browser = required(), client_for(editor)
    address = browser.get("/cms/settings/firm/firmprofile/", follow=True).request["PATH_INFO"]
    form = browser.get(address).context["form"]
    assert "name" in form.fields and "sign_off_required" not in form.fields
    browser.post(address, {"name": "Renamed", "sign_off_required": "" if before else "on"})
    assert required() is before


def test_every_attorney_is_told(
    attorney: StaffMember, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable
) -> None:
    monkeypatch.setattr("firm.staff.mail.post_later", lambda message: message.send())
    with django_capture_on_commit_callbacks(execute=True):
        change_rule(attorney, "The bar asked.", required=not required())
    [letter] = mail.outbox
    assert letter.to == [attorney.email] and PAGE in letter.body and attorney.name in letter.body
