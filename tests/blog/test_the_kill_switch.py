"""One update or everything, off the public site at once; back again only by an attorney."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from blog.models import LedgerEntry, TakeDown, UpdatePage
from blog.sign_off.gate import MayNotPublish
from blog.take_down import CannotTakeDown, bring_back, take_down
from firm.models import StaffMember

PATH = "/updates/2025/04/irs/"
Publish = Callable[..., UpdatePage]


def test_one_update_is_gone_in_every_language_and_its_neighbours_stay(
    publish: Publish, client: Client, editor: StaffMember
) -> None:
    page = publish()
    publish("es", of=page, title="El ICE puede preguntar", short_code=page.short_code)
    publish(slug="other", title="Another update")
    assert client.get(PATH).status_code == 200
    take_down(editor, "The State Bar asked.", page)
    for path in (PATH, f"/es{PATH}"):
        answer = client.get(path)
        assert answer.status_code == 410, path
        assert page.title not in answer.content.decode()
        assert "State Bar" not in answer.content.decode()
    assert page.title not in client.get("/updates/").content.decode()
    assert client.get("/updates/2025/04/other/").status_code == 200
    assert LedgerEntry.objects.filter(kind="taken_down", actor=editor).count() == 2


def test_everything_published_is_gone_and_the_way_to_help_stays(
    publish: Publish, client: Client, attorney: StaffMember
) -> None:
    publish()
    assert client.get("/").status_code == 200
    row = take_down(attorney, "A court order.")
    for path in ("/", "/es/", "/updates/", PATH, "/updates/feed/", "/attorneys/"):
        assert client.get(path).status_code == 410, path
    assert client.get("/ask/").status_code == 200
    assert client.get("/es/ask/").status_code == 200
    assert client.get("/accounts/login/").status_code == 200
    bring_back(row, attorney, "The order was lifted.")
    for path in ("/", "/updates/", PATH):
        assert client.get(path).status_code == 200, path


def test_what_comes_back_is_exactly_what_was_taken_down(
    publish: Publish, client: Client, editor: StaffMember, attorney: StaffMember
) -> None:
    page = publish()
    before = client.get(PATH).content
    row = take_down(editor, "A mistake.", page)
    later = UpdatePage.objects.get(pk=page.pk)
    later.title = "A draft written meanwhile"
    later.save_revision()
    bring_back(row, attorney, "It was right.")
    assert client.get(PATH).content == before
    assert LedgerEntry.objects.filter(kind="brought_back", actor=attorney).exists()


def test_no_update_is_chosen_beforehand(
    publish: Publish, client: Client, editor: StaffMember, client_for: Callable[..., Client]
) -> None:
    publish()
    browser = client_for(editor)
    first = browser.get("/cms/take-down/").content.decode().split('<select id="what"')[1].split("</option>")[0]
    assert 'value=""' in first, "or a hurried hand takes down the newest update"
    said = browser.post("/cms/take-down/", {"what": "", "reason": "The State Bar asked.", "sure": "yes"}, follow=True)
    assert "Choose what to take down; nothing was." in said.content.decode()
    assert client.get(PATH).status_code == 200


def test_what_was_taken_down_cannot_be_published_around_the_switch(publish: Publish, editor: StaffMember) -> None:
    page = publish()
    take_down(editor, "A mistake.", page)
    with pytest.raises(MayNotPublish, match="taken down"):
        UpdatePage.objects.get(pk=page.pk).get_latest_revision().publish()


def test_what_may_not_go_live_any_more_says_why_and_stays_down(
    publish: Publish, client_for: Callable[..., Client], attorney: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = take_down(attorney, "A mistake.", publish())
    monkeypatch.setattr("firm.editing.findings.stops", lambda page: ["Say what the picture shows."])
    said = client_for(attorney).post(
        "/staff/approvals/take-down/", {"back": row.pk, "reason": "It was right."}, follow=True
    )
    assert "Say what the picture shows." in said.content.decode()
    assert TakeDown.objects.get().back_at is None


def test_only_an_attorney_brings_back_and_nobody_acts_without_a_reason(
    publish: Publish, editor: StaffMember, paralegal: StaffMember, attorney: StaffMember
) -> None:
    page = publish()
    with pytest.raises(PermissionDenied):
        take_down(paralegal, "I think so.", page)
    with pytest.raises(CannotTakeDown, match="reason"):
        take_down(editor, "  ", page)
    row = take_down(editor, "A mistake.", page)
    with pytest.raises(CannotTakeDown, match="already"):
        take_down(editor, "Again.", page)
    with pytest.raises(PermissionDenied):
        bring_back(row, editor, "It was right.")
    bring_back(row, attorney, "It was right.")
    with pytest.raises(CannotTakeDown, match="already"):
        bring_back(row, attorney, "It was right.")


def test_every_attorney_is_told(
    publish: Publish,
    editor: StaffMember,
    attorney: StaffMember,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    monkeypatch.setattr("firm.staff.mail.post_later", lambda message: message.send())
    page = publish()
    with django_capture_on_commit_callbacks(execute=True):
        take_down(editor, "The State Bar asked.", page)
    told = [message for message in mail.outbox if "The State Bar asked." in message.body]
    assert [message.to for message in told] == [[attorney.email]]


def test_the_pages_ask_twice(
    publish: Publish, editor: StaffMember, attorney: StaffMember, client_for: Callable[..., Client]
) -> None:
    page = publish()
    for member, address in ((editor, "/cms/take-down/"), (attorney, "/staff/approvals/take-down/")):
        client = client_for(member)
        assert page.title in client.get(address).content.decode()
        unsure = client.post(address, {"what": str(page.translation_key), "reason": "x"}, follow=True)
        assert "nothing was taken down" in unsure.content.decode()
        assert not TakeDown.objects.filter(back_at=None).exists()
    done = client.post(address, {"what": str(page.translation_key), "reason": "A mistake.", "sure": "yes"}, follow=True)
    assert "Every attorney was told." in done.content.decode()
    row = TakeDown.objects.get()
    assert "A mistake." in client.get(address).content.decode()
    client.post(address, {"back": str(row.pk), "reason": "It was right."})
    assert UpdatePage.objects.get(pk=page.pk).live


def test_the_update_itself_leads_to_it_and_is_chosen_there(
    publish: Publish, editor: StaffMember, client_for: Callable[..., Client]
) -> None:
    page = publish()
    publish(slug="other", title="Another update")
    client, address = client_for(editor), f"/cms/take-down/?page={page.translation_key}"
    for path in (f"/cms/pages/{page.pk}/edit/", f"/cms/pages/{page.get_parent().pk}/"):
        assert address in client.get(path).content.decode(), path
    chosen = re.search(r'<option value="([^"]+)" selected', client.get(address).content.decode())
    assert chosen and chosen[1] == str(page.translation_key)
    page.unpublish()
    for path in (f"/cms/pages/{page.pk}/edit/", f"/cms/pages/{page.get_parent().pk}/"):
        assert address not in client.get(path).content.decode(), "nothing there to take down"
