"""Wagtail's queued jobs: done by our worker, begun again after a kill, silent about what they carried."""

import pytest
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from firm.worker import requeue_interrupted, run_queued_tasks

CANARY = "zanahoria-secreta"


@task()
def works() -> str:
    return "done"


@task()
def breaks() -> None:
    raise ValueError(CANARY)


@pytest.fixture(autouse=True)
def queue(settings: Settings, transactional_db: None) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_the_queue_is_emptied() -> None:
    for _ in range(3):
        works.enqueue()
    run_queued_tasks()
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {TaskResultStatus.SUCCESSFUL}


def test_a_task_of_a_killed_worker_is_begun_again() -> None:
    works.enqueue()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    run_queued_tasks()
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING
    requeue_interrupted()
    run_queued_tasks()
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_a_failed_task_leaves_no_word_of_its_exception() -> None:
    breaks.enqueue()
    run_queued_tasks()
    row = DBTaskResult.objects.get()
    assert row.status == TaskResultStatus.FAILED
    assert "ValueError" in row.traceback
    assert CANARY not in row.traceback
