"""`manage.py worker`: the background process beside the web server."""

import logging
import signal
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from firm.worker import SWEEPS, AlreadyRunning, Worker


class Command(BaseCommand):
    help = "Runs the background jobs: spool, bells, publishing on time, search index, retention. One per installation."

    def handle(self, *args: Any, **options: Any) -> None:
        import_sweeps()
        logging.getLogger("django_tasks").setLevel(logging.WARNING)  # two lines per saved page say nothing
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        worker = Worker(SWEEPS)
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        self.stdout.write(f"worker: {len(SWEEPS)} sweeps")
        try:
            worker.run()
        except AlreadyRunning:
            message = "another worker already runs for this installation"
            raise CommandError(message) from None


def import_sweeps() -> None:
    """Imports `<app>.sweeps` of every installed app of ours, which registers its jobs."""
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.sweeps"):
            import_module(f"{app.name}.sweeps")
