"""The worker as a process: it beats, is alone, takes over from a killed one, and leaves when asked."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.database import copies

HOUSE = Path(__file__).resolve().parent.parent.parent
Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def database(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    if connection.vendor != "sqlite":
        pytest.skip("reads the file beside the process")
    url = copies().create("worker")
    yield Path(url.removeprefix("sqlite:///"))
    copies().drop(url)


@pytest.fixture
def start(database: Path) -> Iterator[Start]:
    """Starts one more worker on the same installation."""
    started: list[subprocess.Popen[str]] = []

    def another() -> subprocess.Popen[str]:
        variables = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "DATA_DIR": str(database.parent)}
        variables |= {"DJANGO_SETTINGS_MODULE": "firm.settings"}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"], cwd=HOUSE, env=variables, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield another
    for process in started:
        process.kill()
        process.wait()


def heart(database: Path) -> tuple[str, bool] | None:
    reader = sqlite3.connect(database)
    found: tuple[str, bool] | None = reader.execute("SELECT beat_at, stopped FROM firm_heartbeat").fetchone()
    reader.close()
    return found


def await_beat(database: Path, after: tuple[str, bool] | None = None) -> tuple[str, bool]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        found = heart(database)
        if found and found != after:
            return found
        time.sleep(0.1)
    pytest.fail("no beat within half a minute")


def test_it_beats_and_leaves_when_asked(database: Path, start: Start) -> None:
    worker = start()
    first = await_beat(database)
    await_beat(database, after=first)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0
    stopped = heart(database)
    assert stopped
    assert stopped[1]


def test_a_second_one_refuses_and_a_killed_one_is_replaced_at_once(database: Path, start: Start) -> None:
    worker = start()
    beat = await_beat(database)
    second = start()
    assert second.wait(timeout=30) == 1
    assert "another worker already runs" in (second.stderr.read() if second.stderr else "")
    worker.kill()
    worker.wait()
    before = heart(database) or beat
    start()
    await_beat(database, after=before)
