"""The record: every public version as served, chained, found again by day, and kept when its page is gone."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from blog.ledger import asked, watching
from blog.models import KeptBytes, LedgerEntry, UpdatePage
from firm.models import FirmProfile, Office, Person, StaffMember

PATH = "/updates/2025/04/irs/"
Publish = Callable[..., UpdatePage]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the transaction's end happens now: a test never commits."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda run, **_: run())


def versions(path: str = PATH) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(path=path, kind__in=["shown", "gone"]))


def test_what_is_kept_is_what_was_served(publish: Publish, at_once: None, client: Client, editor: StaffMember) -> None:
    page = publish()
    page.title = "A second title"
    page.save_revision(user=editor).publish(user=editor, skip_permission_checks=True)
    first, second = versions()
    assert asked.bytes_of(second.sha256) == client.get(PATH).content
    assert b"A second title" not in (asked.bytes_of(first.sha256) or b"")
    assert (second.actor, second.page_id, second.language) == (editor, page.pk, "en")
    assert asked.ended(first) == second.at and asked.ended(second) is None


def test_the_same_bytes_are_not_kept_twice(publish: Publish, at_once: None) -> None:
    page = publish()
    kept = KeptBytes.objects.count()
    page.save_revision().publish()
    watching.look_at(page.pk, None)
    assert len(versions()) == 1 and KeptBytes.objects.count() == kept


def test_taking_a_page_off_and_deleting_it_are_entries_and_lose_nothing(publish: Publish, at_once: None) -> None:
    page = publish()
    page.unpublish()
    assert [entry.kind for entry in versions()] == ["shown", "gone"]
    pk = page.pk
    UpdatePage.objects.get(pk=pk).delete()
    watching.look_at(pk, None)
    shown = versions()[0]
    assert b"Tax returns are private by law" in (asked.as_shown(shown) or b"")


def test_a_changed_fact_of_the_firm_is_found_by_the_worker(publish: Publish, at_once: None) -> None:
    publish()
    watching.walk()
    before = len(versions())
    profile = FirmProfile.load()
    profile.responsible_attorney = Person.objects.create(name="Ada Stone", slug="ada")
    profile.responsible_office = Office.objects.create(name="W", street="1 St", city="Washington", region="DC")
    profile.save()
    watching.watch.seen_at = float("-inf")
    watching.walk()
    newest = versions()[-1]
    assert len(versions()) == before + 1
    assert newest.responsible == "Ada Stone, Washington, DC"
    assert b"Responsible attorney: <bdi>Ada Stone, Washington, DC</bdi>." in (asked.bytes_of(newest.sha256) or b"")
    count = LedgerEntry.objects.count()
    watching.walk()
    assert LedgerEntry.objects.count() == count


def test_once_a_month_the_record_says_that_the_whole_site_was_looked_at(publish: Publish) -> None:
    publish()
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False):
        watching.walk()
        watching.walk()
    with time_machine.travel(datetime(2026, 4, 1, 12, tzinfo=UTC), tick=False):
        watching.walk()
    surveys = LedgerEntry.objects.filter(kind="survey")
    assert [entry.at.month for entry in surveys] == [3, 4]
    assert surveys[0].facts["pages"] >= 3


def test_the_version_of_a_day_is_the_one_that_stood_at_its_end(publish: Publish, at_once: None) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        page = publish()
    with time_machine.travel(datetime(2026, 3, 5, 3, tzinfo=UTC)):  # still the fourth in New York
        page.title = "Changed in the night"
        page.save_revision().publish()
    first, second = versions()
    assert asked.as_of(PATH, date(2026, 3, 1)) is None
    assert asked.as_of(PATH, date(2026, 3, 3)) == first
    assert asked.as_of(PATH, date(2026, 3, 4)) == second


def test_an_altered_or_removed_entry_breaks_the_chain(publish: Publish, at_once: None) -> None:
    page = publish()
    page.title = "Another"
    page.save_revision().publish()
    assert LedgerEntry.first_broken() is None
    first = versions()[0]
    LedgerEntry.objects.filter(pk=first.pk).update(responsible="Somebody else")
    assert LedgerEntry.first_broken() == first
    LedgerEntry.objects.filter(pk=first.pk).delete()
    assert LedgerEntry.first_broken() is not None


def test_after_its_years_the_bytes_go_and_the_entry_stays(publish: Publish, at_once: None) -> None:
    page = publish()
    page.title = "Another"
    page.save_revision().publish()
    first, second = versions()
    FirmProfile.objects.update_or_create(defaults={"record_years": 2})
    with time_machine.travel(datetime.now(UTC) + timedelta(days=365 * 2 - 5)):
        assert watching.forget_what_is_over() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(days=365 * 2 + 5)):
        watching.forget_what_is_over()
    assert asked.bytes_of(first.sha256) is None and asked.bytes_of(second.sha256)
    assert LedgerEntry.first_broken() is None


def test_the_firm_asks_for_a_day_and_gets_the_page_as_it_looked(
    publish: Publish, at_once: None, editor: StaffMember, client_for: Callable[..., Client]
) -> None:
    publish()
    entry = versions()[0]
    client = client_for(editor)
    assert PATH in client.get("/cms/record/").content.decode()
    asked_for = client.get("/cms/record/", {"path": PATH, "day": f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"})
    assert asked_for.headers["Location"] == f"/cms/record/{entry.pk}/"
    assert client.get(f"/cms/record/{entry.pk}/").status_code == 200
    shown = client.get(f"/cms/record/{entry.pk}/page/")
    assert "sandbox" in shown["Content-Security-Policy"] and "script-src 'none'" in shown["Content-Security-Policy"]
    html = shown.content.decode()
    assert "<style>" in html and "<script" not in html and "Tax returns are private by law" in html
    never = client.get("/cms/record/", {"path": PATH, "day": "2001-01-01"})
    assert "Nothing was public there on that day" in never.content.decode()
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/cms/record/{entry.pk}/export/").content))
    assert archive.read("page.html") == asked.bytes_of(entry.sha256)
    assert json.loads(archive.read("record.json"))["sha256"] == entry.sha256
    assert any(name.endswith("site.css") for name in archive.namelist())
