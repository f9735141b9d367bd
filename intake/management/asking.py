"""A command that asks a person at the terminal, as those do that need six words or a paper key."""

import sys
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from firm.models import StaffMember
from firm.roles import LEAD_ROLES
from intake.vault import VaultError

TRIES = 5


class AskingCommand(BaseCommand):
    """Questions, second tries, and a screen that forgets."""

    def holder(self, email: str) -> StaffMember:
        staff = StaffMember.objects.filter(email=email.lower(), is_active=True).first()
        if staff is None:
            message = f"{email} has no account here. Invite them first."
            raise CommandError(message)
        if not staff.has_role(*LEAD_ROLES):
            message = f"{email} is neither paralegal nor attorney, and nobody else holds a key."
            raise CommandError(message)
        return staff

    def until_right(self, question: str, attempt: Callable[[str], Any], wrong: str) -> Any:
        """Asks until `attempt` takes the answer; gives up after five, and everything is undone."""
        for _ in range(TRIES):
            try:
                return attempt(self.ask(question))
            except VaultError:
                self.say(wrong)
        message = "Five slips; nothing was kept. Start again."
        raise CommandError(message)

    def ask(self, question: str) -> str:
        self.stdout.write(question, ending="")
        self.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            message = "The input ended; nothing was kept."
            raise CommandError(message)
        return line.strip()

    def wipe(self) -> None:
        """Clears a terminal, its scrollback too."""
        if self.stdout.isatty():
            self.stdout.write("\033[2J\033[3J\033[H")

    def say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)
