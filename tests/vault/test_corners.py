"""What rarely happens at the doors, and must still end well."""

import subprocess
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pyrage import x25519

from firm.models import StaffMember
from intake.mailbox import spool
from intake.mailbox import sweeps as mailbox_sweeps
from intake.models import Envelope, OpenDesk, OutgoingText, StaffKey
from intake.vault import backup, key_holders, open_desks, sealing, stretching, sweeps, theft, visitor
from intake.vault.backup import BackupError
from intake.vault.doorway import cookie_name
from intake.vault.open_desks import Door
from tests.vault.keys import PHRASE, PIN, DeskKeys

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_for: Callable[..., Client], unlock: Callable, paralegal: StaffMember) -> Client:
    return unlock(client_for(paralegal), paralegal)


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch):
    """Somebody else is unlocking and does not come to an end."""
    monkeypatch.setattr(stretching, "PATIENCE", 0.01)
    stretching.one_at_a_time.acquire()
    yield
    stretching.one_at_a_time.release()


def test_who_waits_too_long_behind_others_is_asked_to_try_again(browser: Client, busy: None) -> None:
    browser.post(reverse("desk:cover"))
    said = "Others are unlocking at this moment."
    assert said in browser.post(reverse("desk:cover"), {"pin": PIN}).content.decode()
    assert said in browser.post(reverse("desk:unlock"), {"phrase": PHRASE}).content.decode()
    assert StaffKey.objects.get().misses == 0


def test_a_new_key_waits_its_turn_too(client_for, attorney, desk_keys, busy: None) -> None:
    answer = client_for(attorney).post(reverse("desk:people-key"))
    assert (answer.status_code, StaffKey.objects.exists()) == (503, False)


def test_somebody_without_an_admitted_key_is_told(client_for, attorney, desk_keys: DeskKeys) -> None:
    client = client_for(attorney)
    assert "You have no key" in client.get(reverse("desk:unlock")).content.decode()
    desk_keys.give(attorney)
    StaffKey.objects.get().wraps.all().delete()
    answer = client.post(reverse("desk:unlock"), {"phrase": PHRASE})
    assert "Your key waits for a colleague" in answer.content.decode()


def test_an_altered_key_is_told_apart_from_wrong_words(client_for, attorney, desk_keys: DeskKeys) -> None:
    key = desk_keys.give(attorney)
    key.parameters["memory_kib"] = 10**9
    key.save()
    answer = client_for(attorney).post(reverse("desk:unlock"), {"phrase": PHRASE})
    assert "was altered" in answer.content.decode()


def test_doors_that_do_not_apply_lead_on(browser: Client) -> None:
    assert browser.get(reverse("desk:cover")).url == "/desk/"
    assert browser.get(reverse("desk:unlock")).url == "/desk/"
    browser.post(reverse("desk:cover"))
    assert browser.get(reverse("desk:unlock")).url == "/desk/cover/"
    assert browser.get(reverse("desk:unlock") + "?words=1").status_code == 200
    browser.post(reverse("desk:lock"))
    assert browser.get(reverse("desk:cover")).url == "/desk/unlock/"
    assert browser.get(reverse("desk:lock")).url == "/desk/unlock/"


def test_the_words_open_a_covered_desk_too(browser: Client) -> None:
    browser.post(reverse("desk:cover"))
    browser.post(reverse("desk:unlock"), {"phrase": PHRASE, "pin": PIN})
    assert browser.get(reverse("desk:pulse")).json()["state"] == "open"
    assert OpenDesk.objects.count() == 1


def test_unsent_replies_are_listed_before_the_desk_locks(browser: Client) -> None:
    OutgoingText.objects.create(
        purpose="reply", state=OutgoingText.State.OUTBOX, line="+12025550187", key="k", sealed=b"x"
    )
    answer = browser.post(reverse("desk:lock"))
    assert "Not everything has left" in answer.content.decode()
    assert OpenDesk.objects.exists()
    keyed = browser.post(reverse("desk:lock"), headers={"HX-Request": "true"})
    assert keyed.headers["HX-Redirect"] == "/desk/lock/"
    browser.post(reverse("desk:lock"), {"anyway": "1"})
    assert not OpenDesk.objects.exists()


def test_the_worker_shuts_desks_nobody_comes_back_to(browser: Client, paralegal: StaffMember) -> None:
    OpenDesk.objects.update(active_minute=timezone.now() - timedelta(minutes=20))
    sweeps.shut_what_nobody_uses()
    assert OpenDesk.objects.get().covered_at
    OpenDesk.objects.update(covered_at=timezone.now() - timedelta(hours=3))
    sweeps.shut_what_nobody_uses()
    assert not OpenDesk.objects.exists()


def test_a_disabled_account_is_shut_out_even_past_the_signals(browser: Client, paralegal: StaffMember) -> None:
    row = OpenDesk.objects.select_related("staff").get()
    row.staff.is_active = False
    open_desks.settle(row)
    assert not OpenDesk.objects.exists()


def test_what_was_locked_meanwhile_stays_locked(browser: Client) -> None:
    row = OpenDesk.objects.select_related("staff").get()
    OpenDesk.objects.all().delete()
    assert open_desks.uncover(Door("covered", row, bytes(32)), PIN) == "locked"
    assert open_desks.uncover(open_desks.SHUT, PIN) == "locked"
    open_desks.cover(row, reason="asked")
    open_desks.lock(row, reason="asked")
    assert not OpenDesk.objects.exists()


def test_a_right_row_with_a_wrong_half_is_locked(browser: Client) -> None:
    value = browser.cookies[cookie_name()].value
    browser.cookies[cookie_name()] = value[:33] + value[33:][::-1]
    assert browser.get(reverse("desk:pulse")).json()["state"] == "locked"


def test_a_return_key_is_typed_back_in_any_spelling() -> None:
    code = visitor.new_return_key()
    assert len(code.replace("-", "")) == 24
    sealed = sealing.seal_to(visitor.recipient_of(code), b"an answer")
    assert sealing.open_with(visitor.identity_of(f" {code.lower().replace('-', ' ')}"), sealed) == b"an answer"
    with pytest.raises(sealing.Tampered):
        sealing.open_with(visitor.identity_of(visitor.new_return_key()), sealed)


def test_a_spool_name_taken_meanwhile_is_a_replay(settings, tmp_path: Path, desk_keys, monkeypatch) -> None:
    settings.SPOOL_DIR = tmp_path
    row = Envelope(
        id=uuid.uuid4(), kind="text", received_at=timezone.now(), key="SM1", bucket=1024, sealed=sealing.seal(b"x")
    )
    assert spool.keep(row)
    assert not spool.keep(row)
    assert [path.suffix for path in tmp_path.iterdir()] == [".envelope"]
    mailbox_sweeps.drain_spool()
    assert Envelope.objects.get().key == "SM1"


def test_an_envelope_no_database_takes_is_set_aside(settings, tmp_path: Path, monkeypatch, desk_keys) -> None:
    from django.db import DataError

    settings.SPOOL_DIR = tmp_path
    for key in ("SM1", "SM2"):
        spool.keep(Envelope(id=uuid.uuid4(), kind="text", received_at=timezone.now(), key=key, bucket=1, sealed=b"x"))
    really = Envelope.save

    def picky(self: Envelope, **options: bool) -> None:
        if self.key == "SM1":
            raise DataError
        really(self, **options)

    monkeypatch.setattr(Envelope, "save", picky)
    assert spool.drain() == 1
    assert Envelope.objects.get().key == "SM2"


def test_another_conflict_than_its_own_key_keeps_the_file(settings, tmp_path: Path, monkeypatch, desk_keys) -> None:
    settings.SPOOL_DIR = tmp_path
    spool.keep(Envelope(id=uuid.uuid4(), kind="text", received_at=timezone.now(), key="SM1", bucket=1, sealed=b"x"))

    def conflict(self: Envelope, **_: bool) -> None:
        raise IntegrityError

    monkeypatch.setattr(Envelope, "save", conflict)
    with pytest.raises(IntegrityError):
        spool.drain()
    assert len(spool.waiting()) == 1


class Postgres:
    vendor = "postgresql"
    settings_dict = {"NAME": "amparo", "HOST": "db", "PORT": "", "USER": "amparo", "PASSWORD": "secret-word"}


def test_postgresql_is_dumped_with_its_own_program(monkeypatch, tmp_path: Path) -> None:
    ran = []

    def run(command: list[str], **options: object) -> SimpleNamespace:
        ran.append((command, options))
        return SimpleNamespace(returncode=len(ran) - 1)

    monkeypatch.setattr(backup, "connection", Postgres)
    monkeypatch.setattr(backup.shutil, "which", lambda _: "/usr/bin/pg_dump")
    monkeypatch.setattr(subprocess, "run", run)
    backup._dump_postgres(tmp_path / "x", "custom")
    command, options = ran[0]
    assert not any("secret-word" in part for part in command)  # every user of the machine sees arguments
    assert options["env"] == {"PGPASSWORD": "secret-word"}
    with pytest.raises(BackupError, match="failed with code 1"):
        backup._dump_postgres(tmp_path / "x", "custom")
    monkeypatch.setattr(backup.shutil, "which", lambda _: None)
    with pytest.raises(BackupError, match="apt install"):
        backup._dump_postgres(tmp_path / "x", "custom")


def test_the_settings_live_in_one_place(desk_keys: DeskKeys) -> None:
    assert connection.vendor in backup.DATABASE
    assert key_holders.holders().count() == 0


def test_key_like_strings_are_read_in_every_spelling() -> None:
    key = bytes(range(32))
    for text in (key.hex().encode(), b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="):
        assert key in set(theft._keys_from(text, wide=False))
    assert set(theft._keys_from(b"x" * 32, wide=False)) >= {b"x" * 32}
    assert set(theft._keys_from(b"short", wide=False)) == set()


def test_a_thief_out_of_patience_stops(desk_keys: DeskKeys, paralegal: StaffMember) -> None:
    desk_keys.give(paralegal)
    loot = theft.Loot(Path("/nowhere"), {}, [theft.Blob("x", b"y" * 50)])
    theft._open_with_keys(loot, [bytes(32)], ends=0)
    theft._open_with_words(loot, [b"abacus"], ends=0)
    theft._open_with_identities(loot, ["nonsense", str(x25519.Identity.generate())])
    assert (loot.opened, loot.words_tried, loot.keys_tried) == ([], 0, 1)
