"""What `drop` acknowledged is there afterwards: killed process, locked database, full disk, replays."""

import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import InterfaceError, OperationalError, connection, connections

from intake.mailbox import drop, spool
from intake.models import Envelope
from intake.vault import NoDeskKey, OpenedDesk
from tests.database import HOUSE, copies
from tests.vault.keys import DeskKeys

TEXT = Envelope.Kind.TEXT


@pytest.fixture(autouse=True)
def spool_folder(settings, tmp_path: Path) -> Path:
    settings.SPOOL_DIR = tmp_path / "spool"
    return settings.SPOOL_DIR


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Exception]]:
    """A database that answers every insert with an error, until the fixture is undone."""

    def refuse(*_: object, **__: object) -> None:
        raise broken_with[0]

    broken_with: list[type[Exception]] = [OperationalError]
    monkeypatch.setattr(Envelope, "save", refuse)
    return broken_with


@pytest.mark.django_db
def test_an_envelope_opens_at_the_desk_and_says_when_it_came(opened_desk: OpenedDesk) -> None:
    receipt = drop(TEXT, {"body": "Buenos días"}, key="SM1")
    row = Envelope.objects.get()
    content = opened_desk.open_record(row.sealed, row.id, row.kind)
    assert (receipt.fresh, row.id, content["body"]) == (True, receipt.id, "Buenos días")
    assert content["at"].startswith(row.received_at.strftime("%Y-%m-%dT%H:%M"))
    assert row.received_at.second == 0


@pytest.mark.django_db
def test_nothing_is_accepted_that_could_not_be_sealed(settings) -> None:
    settings.DESK_PUBLIC_KEY = ""
    with pytest.raises(NoDeskKey):
        drop(TEXT, {"body": "x"}, key="SM1")
    assert not Envelope.objects.exists()


@pytest.mark.django_db
def test_the_same_key_again_changes_nothing(desk_keys: DeskKeys) -> None:
    drop(TEXT, {"body": "one"}, key="SM1")
    kept = bytes(Envelope.objects.get().sealed)
    assert not drop(TEXT, {"body": "two"}, key="SM1").fresh
    assert bytes(Envelope.objects.get().sealed) == kept


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_fails_sends_the_envelope_to_the_spool(desk_keys, broken, monkeypatch, error) -> None:
    broken[0] = error
    receipt = drop(TEXT, {"body": "canary-word"}, key="SM1")
    assert receipt.fresh
    [path] = spool.waiting()
    assert b"canary" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    monkeypatch.undo()
    assert spool.drain() == 1
    row = Envelope.objects.get()
    assert desk_keys.opened().open_record(row.sealed, row.id, row.kind)["body"] == "canary-word"
    assert (row.id, spool.waiting(), spool.drain()) == (receipt.id, [], 0)


@pytest.mark.django_db
def test_a_replay_while_the_first_waits_in_the_spool_is_not_fresh(desk_keys, broken, monkeypatch) -> None:
    drop(TEXT, {"body": "one"}, key="SM1")
    assert not drop(TEXT, {"body": "one"}, key="SM1").fresh
    monkeypatch.undo()
    assert not drop(TEXT, {"body": "one"}, key="SM1").fresh  # the database is back, the spool not drained
    assert not Envelope.objects.exists()
    spool.drain()
    assert Envelope.objects.count() == 1


@pytest.mark.django_db
def test_what_reached_both_database_and_spool_is_there_once(desk_keys: DeskKeys) -> None:
    drop(TEXT, {"body": "one"}, key="SM1")
    row = Envelope.objects.get()
    spool.keep(row)
    assert spool.drain() == 1
    assert (Envelope.objects.count(), spool.waiting()) == (1, [])


@pytest.mark.django_db
def test_a_damaged_spool_file_is_set_aside_and_stops_no_other(desk_keys, broken, monkeypatch) -> None:
    drop(TEXT, {"body": "one"}, key="SM1")
    [first] = spool.waiting()
    first.write_bytes(first.read_bytes()[:50])
    drop(TEXT, {"body": "two"}, key="SM2")
    monkeypatch.undo()
    assert spool.drain() == 1
    assert Envelope.objects.get().key == "SM2"
    assert [path.suffix for path in first.parent.iterdir()] == [".spoiled"]


@pytest.mark.django_db
def test_when_the_disk_takes_nothing_the_caller_is_told(desk_keys, broken, monkeypatch, spool_folder: Path) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        drop(TEXT, {"body": "x"}, key="SM1")
    assert list(spool_folder.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_another_connection_locking_the_database_loses_nothing(desk_keys: DeskKeys) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a whole-database lock is SQLite's")
    connection.ensure_connection()
    connection.connection.execute("PRAGMA busy_timeout=50")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert drop(TEXT, {"body": "x"}, key="SM1").fresh
    with pytest.raises(OperationalError):
        spool.drain()
    assert len(spool.waiting()) == 1
    other.execute("ROLLBACK")
    other.close()
    assert spool.drain() == 1
    assert Envelope.objects.get().key == "SM1"
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_with_the_same_key_make_one_row(desk_keys: DeskKeys) -> None:
    together = threading.Barrier(10)

    def post(_: int) -> bool:
        together.wait()
        try:
            return drop(TEXT, {"body": "x"}, key="SM1").fresh
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(10) as pool:
        fresh = list(pool.map(post, range(20)))
    spool.drain()
    assert (Envelope.objects.count(), fresh.count(True)) == (1, 1)


@pytest.mark.django_db
def test_a_killed_process_loses_nothing_it_acknowledged(desk_keys: DeskKeys, tmp_path: Path) -> None:
    place = copies()
    url = place.create("killed")
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": url,
        "DATA_DIR": str(tmp_path),
        "SPOOL_DIR": str(tmp_path / "spool"),
        "DESK_PUBLIC_KEY": desk_keys.public_key,
    }
    command = [sys.executable, "-m", "tests.mailbox.dropper"]
    acknowledged: list[str] = []
    try:
        for round_ in range(2):
            process = subprocess.Popen(
                [*command, f"round{round_}"], cwd=HOUSE, env=variables, stdout=subprocess.PIPE, text=True
            )
            assert process.stdout
            acknowledged.append(process.stdout.readline().strip())  # it has started
            locked = lock(url) if round_ else None
            time.sleep(0.6)
            process.send_signal(signal.SIGKILL)
            acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
            process.wait()
            if locked:
                locked.rollback()
                locked.close()
        kept = keys_in(url) + [line["key"] for line in spooled(tmp_path / "spool")]
    finally:
        place.drop(url)
    assert len(acknowledged) > 20
    assert not set(acknowledged) - set(kept)
    assert len(kept) == len(set(kept))


def lock(url: str) -> sqlite3.Connection | None:
    """Takes the whole database away from the running process, so that it must spool."""
    if not url.startswith("sqlite"):
        return None
    other = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=5, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return other


def keys_in(url: str) -> list[str]:
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
            return [key for (key,) in database.execute("SELECT key FROM intake_envelope")]
    import psycopg

    with psycopg.connect(url) as database:
        return [key for (key,) in database.execute("SELECT key FROM intake_envelope").fetchall()]


def spooled(folder: Path) -> list[dict[str, str]]:
    return [json.loads(path.read_bytes()) for path in folder.glob("*.envelope")] if folder.exists() else []


@pytest.mark.django_db(transaction=True)
def test_a_deleted_envelope_leaves_no_trace_in_the_database_file(desk_keys: DeskKeys) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("secure_delete is SQLite's")
    for number in range(50):
        drop(TEXT, {"body": "x"}, key=f"canary-{number:03}-" + "k" * 60)
    Envelope.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(connection.settings_dict["NAME"])
    left = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"canary-0" not in left
