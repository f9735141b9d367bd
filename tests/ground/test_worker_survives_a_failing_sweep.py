"""One broken job, or a database that is away for a moment, stops no other job."""

import logging

import pytest
from django.db import OperationalError

from firm.logs import ContentFreeFormatter
from firm.models import Heartbeat
from firm.worker import Sweep, Worker

CANARY = "zanahoria-secreta"


def test_the_sweep_after_a_failing_one_still_runs(transactional_db: None) -> None:
    ran: list[str] = []

    def breaks() -> None:
        raise ValueError(CANARY)

    Worker([Sweep("breaks", 1, breaks), Sweep("works", 1, lambda: ran.append("works"))]).turn()
    assert ran == ["works"]


def test_a_locked_database_is_met_with_patience(transactional_db: None) -> None:
    ran: list[str] = []

    def locked() -> None:
        ran.append("locked")
        raise OperationalError("database is locked")

    worker = Worker([Sweep("locked", 0, locked)])
    worker.turn()
    worker.turn()
    assert ran == ["locked", "locked"]


def test_the_log_of_a_failing_sweep_carries_none_of_its_words(
    transactional_db: None, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks() -> None:
        raise ValueError(CANARY)

    with caplog.at_level(logging.INFO):
        Worker([Sweep("breaks", 1, breaks)]).turn()
    lines = [ContentFreeFormatter().format(record) for record in caplog.records]
    assert any("breaks failed" in line and "ValueError" in line for line in lines)
    assert not any(CANARY in line for line in lines)


def test_a_sweep_waits_for_its_own_pace(transactional_db: None) -> None:
    ran: list[str] = []
    worker = Worker(
        [Sweep("often", 0, lambda: ran.append("often")), Sweep("seldom", 3600, lambda: ran.append("seldom"))]
    )
    worker.turn()
    worker.turn()
    assert ran == ["often", "seldom", "often"]


def test_every_turn_beats_the_heart(transactional_db: None) -> None:
    Worker([]).turn()
    assert Heartbeat.objects.get(name="worker").alive
