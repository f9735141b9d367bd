"""`/health/`: 200 while everything lives, 503 and the reason when one thing does not."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from firm.models import Heartbeat


def beat(seconds_ago: float = 1, *, stopped: bool = False) -> None:
    moment = timezone.now() - timedelta(seconds=seconds_ago)
    Heartbeat.objects.create(name="worker", host="here", started_at=moment, beat_at=moment, stopped=stopped)


@pytest.fixture
def spool(settings: Settings, tmp_path: Path) -> Path:
    settings.SPOOL_DIR = tmp_path / "spool"
    settings.SPOOL_DIR.mkdir()
    return Path(settings.SPOOL_DIR)


@pytest.mark.django_db
def test_all_is_well(client: Client, spool: Path, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    beat()
    with django_assert_num_queries(2):
        answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_worker_that_never_started_fails(client: Client, spool: Path) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["worker"]["status"]) == (503, "never started")


@pytest.mark.django_db
def test_a_silent_worker_fails(client: Client, spool: Path) -> None:
    beat(seconds_ago=600)
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["worker"]["status"]) == (503, "silent")


@pytest.mark.django_db
def test_a_stopped_worker_fails(client: Client, spool: Path) -> None:
    beat(stopped=True)
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["worker"]["status"]) == (503, "stopped")


@pytest.mark.django_db
def test_an_envelope_that_just_arrived_in_the_spool_is_no_failure(client: Client, spool: Path) -> None:
    beat()
    (spool / "aa.envelope").write_bytes(b"{}")
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json()["spool"] == {"status": "ok", "waiting": 1}


@pytest.mark.django_db
def test_an_envelope_nobody_drains_fails(client: Client, spool: Path) -> None:
    beat()
    stuck = spool / "aa.envelope"
    stuck.write_bytes(b"{}")
    old = time.time() - 3600
    os.utime(stuck, (old, old))
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["spool"]["status"]) == (503, "stuck")


@pytest.mark.django_db
def test_a_spool_under_a_file_fails(client: Client, spool: Path, settings: Settings) -> None:
    beat()
    (spool / "file").write_bytes(b"")
    settings.SPOOL_DIR = spool / "file"
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["spool"]["status"]) == (503, "not writable")


def test_a_database_that_does_not_answer_fails(client: Client, spool: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", gone)
    monkeypatch.setattr(connection, "close", lambda: None)
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["database"]["status"] == "does not answer"
