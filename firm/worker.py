"""Jobs that look at row states and do what is due, and the loop that calls them.

A sweep carries no arguments and keeps nothing in memory, so a killed worker loses nothing. It does a
bounded piece of work: while it runs the heart does not beat and no other sweep is called.
"""

import fcntl
import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sweep:
    name: str
    seconds: float
    run: Callable[[], object]


SWEEPS: list[Sweep] = []


def sweep(*, seconds: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Registers a function of an app's `sweeps.py` to run every `seconds` in the worker."""

    def register(job: Callable[[], object]) -> Callable[[], object]:
        SWEEPS.append(Sweep(f"{job.__module__}.{job.__name__}", seconds, job))
        return job

    return register


def guarded(name: str, job: Callable[[], object]) -> bool:
    """Runs `job`; True when it came through. A failure is logged without its words and stops nothing else.

    A database that is locked or gone leaves a broken connection behind: it is closed, so that the
    next job opens a fresh one.
    """
    try:
        job()
    except DatabaseError as error:
        connection.close()
        logger.warning("%s: the database did not answer (%s)", name, type(error).__name__)
    except Exception:
        connection.close()
        logger.exception("%s failed", name)
    else:
        return True
    return False


class AlreadyRunning(Exception):
    """Another worker holds this installation."""


class TaskFailed(Exception):
    """Stands in for a task's own exception, whose text may quote what somebody wrote."""


class Worker:
    """Runs the sweeps and Wagtail's queued tasks until told to stop. One per installation."""

    def __init__(self, sweeps: list[Sweep], *, pause: float = 1.0) -> None:
        self.sweeps = sweeps
        self.pause = pause
        self.due = dict.fromkeys((each.name for each in sweeps), 0.0)
        self.stopping = False
        self.started_at = timezone.now()
        self.lock: TextIOWrapper | None = None

    def stop(self, *_: object) -> None:
        """Finishes the job at hand, then leaves; a signal handler, so it takes no lock."""
        self.stopping = True

    def run(self) -> None:
        """Beats, sweeps and drains until `stop`.

        Raises:
            AlreadyRunning: a worker on this machine holds the lock, or one elsewhere still beats.
        """
        self.hold()
        guarded("requeue", requeue_interrupted)
        while not self.stopping:
            self.turn()
            time.sleep(self.pause)
        guarded("farewell", self.farewell)
        connection.close()

    def turn(self) -> None:
        """One pass: the heart, every sweep that is due, Wagtail's tasks."""
        close_old_connections()
        guarded("heart", self.beat)
        for each in self.sweeps:
            if self.stopping:
                return
            if time.monotonic() >= self.due[each.name]:
                guarded(each.name, each.run)
                self.due[each.name] = time.monotonic() + each.seconds
        guarded("tasks", run_queued_tasks)

    def hold(self) -> None:
        """Takes the worker's place. The lock file dies with its process, so a killed worker frees it."""
        path = Path(settings.DATA_DIR) / "worker.lock"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.lock = path.open("w", encoding="utf-8")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning from None
        while not self.stopping:
            elsewhere = False
            try:
                elsewhere = beats_elsewhere()
            except DatabaseError:
                connection.close()  # unknown is not "elsewhere": jobs here wait for the database anyway
            if not elsewhere:
                return
            logger.info("a worker on another machine still beats; waiting to take over")
            time.sleep(5)

    def beat(self) -> None:
        from firm.models import Heartbeat

        Heartbeat.objects.update_or_create(
            name="worker",
            defaults={
                "host": socket.gethostname(),
                "started_at": self.started_at,
                "beat_at": timezone.now(),
                "stopped": False,
            },
        )

    def farewell(self) -> None:
        from firm.models import Heartbeat

        Heartbeat.objects.filter(name="worker").update(stopped=True)


def beats_elsewhere() -> bool:
    """True while a worker of another machine is alive on this database."""
    from firm.models import Heartbeat

    heart = Heartbeat.objects.filter(name="worker").first()
    return bool(heart and heart.alive and heart.host != socket.gethostname())


def requeue_interrupted() -> None:
    """Puts tasks a killed worker left RUNNING back in the queue; nobody else would."""
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.running().update(status=TaskResultStatus.READY, started_at=None)


def run_queued_tasks() -> None:
    """Runs what Wagtail queued (search and reference index) until the queue is empty, or a hundred."""
    from django_tasks_db.models import DBTaskResult

    if DBTaskResult.objects.ready().exists():
        content_free_queue().run()


def content_free_queue() -> Any:
    """The library's queue runner, except that a failed task's row keeps no word of its exception."""
    from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
    from django_tasks_db.models import DBTaskResult

    class Queue(QueueWorker):
        def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
            set_failed = db_task_result.set_failed
            db_task_result.set_failed = lambda error: set_failed(TaskFailed(type(error).__qualname__))
            super().run_task(db_task_result)

    return Queue(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=100,  # then the heart beats and the sweeps have their turn
        worker_id="worker",
        excluded_queue_names=[],
    )
