"""`manage.py demo`: everything a demo needs before its server starts; quick and harmless the second time."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from firm.demo.installation import write_privately
from firm.demo.logins import all_logins
from firm.models import StaffMember
from firm.static_files import collect_if_changed
from firm.worker import run_queued_tasks

# Whose facts the next one needs: people and their keys, the firm, its updates, then what visitors sent.
SEEDS = ("firm.demo.people", "intake.vault.demo", "firm.demo.facts", "blog.demo", "intake.demo")


class Command(BaseCommand):
    help = "Prepares the demo: database, texts, static files, the fictional firm. Keeps what is there."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            message = "only with DEMO=1: it would put fictional people among a real firm's."
            raise CommandError(message)
        # The database last of the three: it publishes an empty home page, and the record then asks the site for it.
        self.step("Translated texts", lambda: call_command("compiletexts", verbosity=0))
        self.step("Static files", collect_if_changed)
        self.step("Database", lambda: call_command("migrate", verbosity=0, interactive=False))
        for name in SEEDS:
            if exists(name):
                self.step(f"Demo: {name.removesuffix('.demo')}", import_module(name).seed)
        self.step("Search index", run_queued_tasks)
        write_privately(settings.DEMO_DIR / "logins.txt", logins())

    def step(self, title: str, job: Callable[[], object]) -> None:
        """Says what is going on before doing it: a silent minute looks like a broken program."""
        self.stdout.write(f"  {title} …", ending="")
        self.stdout.flush()
        job()
        self.stdout.write(" done")


def logins() -> str:
    """Who may enter and with which words, as `make run` prints it."""
    lines = []
    secrets = all_logins()
    for member in StaffMember.objects.filter(email__in=secrets).prefetch_related("groups"):
        words = secrets[member.email]
        roles = ", ".join(group.name.lower() for group in member.groups.all())
        lines.append(f"  {member.name}, {roles}")
        lines.append(f"      {member.email}  password  {words['password']}")
        if phrase := words.get("phrase"):
            lines.append(f"      opens the desk with  {phrase}")
    return "\n".join([*lines, ""])


def exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
