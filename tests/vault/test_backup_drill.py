"""A backup of the running site, restored in a fresh folder, ends with a request read by the paper key."""

import io
import shutil
import sqlite3
import subprocess
import uuid
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from pyrage import x25519

from intake.mailbox import drop
from intake.models import Envelope, PaperKey
from intake.vault import OpenedDesk, backup, paper, seal_record
from intake.vault.sealing import open_with
from tests.vault.keys import DeskKeys

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Mi hermano está detenido"


@pytest.fixture
def place(settings: LazySettings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    settings.SPOOL_DIR = settings.DATA_DIR / "spool"
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "picture.webp").write_bytes(b"a picture of the firm")
    settings.BACKUP_RECIPIENT = ""
    return tmp_path


def restore(monkeypatch: pytest.MonkeyPatch, file: Path, folder: Path, typed: str) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    said = io.StringIO()
    call_command("restore", str(file), str(folder), stdout=said, stderr=io.StringIO())
    return said.getvalue()


def test_the_drill(monkeypatch, place: Path, desk_keys: DeskKeys) -> None:
    drop(Envelope.Kind.TEXT, {"body": WORDS}, key="SM1")
    file = place / "tonight.age"
    call_command("backup", str(file), stdout=io.StringIO())
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    assert file.stat().st_mode & 0o077 == 0
    Envelope.objects.all().delete()  # the machine is lost

    folder = place / "fresh"
    sheet = "\n".join(paper.lines_of(desk_keys.paper))
    said = restore(monkeypatch, file, folder, sheet + "\n")
    assert "desk_setup --from-paper" in said
    assert (folder / "media" / "picture.webp").read_bytes() == b"a picture of the firm"
    if connection.vendor != "sqlite":
        assert (folder / "amparo.pgdump").read_bytes().startswith(b"PGDMP")
        return
    with sqlite3.connect(folder / "amparo.sqlite3") as database:
        [(wrap,)] = database.execute("SELECT sealed FROM intake_wrap WHERE paper_key_id IS NOT NULL").fetchall()
        [(row_id, kind, sealed)] = database.execute("SELECT id, kind, sealed FROM intake_envelope").fetchall()
    desk = OpenedDesk({1: open_with(desk_keys.paper, wrap).decode()}, 0)
    assert desk.open_record(sealed, uuid.UUID(row_id), kind)["body"] == WORDS


def test_nothing_in_the_clear_stays_behind(place: Path, desk_keys: DeskKeys, settings) -> None:
    call_command("backup", str(place / "b.age"), stdout=io.StringIO())
    assert sorted(path.name for path in settings.DATA_DIR.iterdir()) == ["media"]
    assert sorted(path.name for path in place.iterdir()) == ["b.age", "data"]


def test_the_stock_age_program_opens_a_backup(place: Path, desk_keys: DeskKeys) -> None:
    age = shutil.which("age")
    if not age:
        pytest.skip("no age program here")
    call_command("backup", str(place / "b.age"), stdout=io.StringIO())
    key = place / "key"
    key.write_text(desk_keys.paper)
    done = subprocess.run([age, "-d", "-i", key, place / "b.age"], capture_output=True, check=True)
    assert b"picture.webp" in done.stdout


def test_the_firms_own_restore_key_opens_it_too(place: Path, desk_keys: DeskKeys, settings) -> None:
    mine = x25519.Identity.generate()
    settings.BACKUP_RECIPIENT = str(mine.to_public())
    backup.write(place / "b.age")
    assert "media" in backup.restore(place / "b.age", place / "fresh", str(mine))


def test_another_key_opens_nothing(place: Path, desk_keys: DeskKeys) -> None:
    backup.write(place / "b.age")
    with pytest.raises(backup.BackupError):
        backup.restore(place / "b.age", place / "fresh", paper.make())
    assert not (place / "fresh").exists()


@pytest.mark.parametrize("keep", [0, 10, 300, 5000, -1])
def test_a_truncated_backup_restores_nothing(place: Path, desk_keys: DeskKeys, keep: int) -> None:
    backup.write(place / "b.age")
    whole = (place / "b.age").read_bytes()
    (place / "b.age").write_bytes(whole[:keep])
    with pytest.raises(backup.BackupError):
        backup.restore(place / "b.age", place / "fresh", desk_keys.paper)
    assert not (place / "fresh").exists()


def test_a_full_folder_is_not_restored_into(monkeypatch, place: Path, desk_keys: DeskKeys) -> None:
    backup.write(place / "b.age")
    with pytest.raises(CommandError, match="not empty"):
        restore(monkeypatch, place / "b.age", place, desk_keys.paper + "\n")


def test_a_slip_in_the_paper_key_is_told(monkeypatch, place: Path, desk_keys: DeskKeys) -> None:
    with pytest.raises(CommandError, match="slip"):
        restore(monkeypatch, place / "b.age", place / "fresh", "1 QQQQQ\n")


def test_without_a_paper_key_there_is_no_backup(place: Path, desk_keys: DeskKeys) -> None:
    PaperKey.objects.all().delete()
    with pytest.raises(CommandError, match="desk_setup"):
        call_command("backup", str(place / "b.age"))
    assert not (place / "b.age").exists()


def test_a_folder_as_destination_is_told(place: Path, desk_keys: DeskKeys) -> None:
    with pytest.raises(CommandError, match="is a folder"):
        call_command("backup", str(place))
    with pytest.raises(CommandError, match="No such file"):
        call_command("backup", str(place / "missing" / "b.age"))


def test_an_error_while_packing_leaves_no_backup(place: Path, desk_keys: DeskKeys, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(backup, "_pack", broken)
    with pytest.raises(OSError, match="Input"):
        backup.write(place / "b.age")
    assert not list(place.glob("b.age*"))


def test_the_site_keeps_taking_requests_while_it_is_backed_up(place: Path, desk_keys: DeskKeys) -> None:
    with backup.snapshot() as database:
        drop(Envelope.Kind.TEXT, {"body": "x"}, key="SM2")
        if connection.vendor == "sqlite":
            with sqlite3.connect(database) as copied:
                assert copied.execute("SELECT count(*) FROM intake_envelope").fetchone() == (0,)
    assert Envelope.objects.count() == 1
    assert seal_record(uuid.uuid4(), "text", {})
