"""`manage.py desk_rotate`: a new desk key, when somebody left who may have kept the old one."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from firm.models import StaffMember
from intake.mailbox import spool
from intake.management.asking import AskingCommand
from intake.vault import key_holders, rotation
from intake.vault.go_live import FRESH
from intake.vault.phrase import fingerprint

SETTLE = FRESH + 5  # seconds in which every process notices that its key was replaced


class Command(AskingCommand):
    help = "Replaces the desk key: makes a new one, and, run again once it is pinned, re-seals everything to it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--staff", metavar="E-MAIL", help="whose six words open the desk; asked for if missing")

    def handle(self, *args: Any, **options: Any) -> None:
        staff = self.holder(options["staff"] or self.ask("E-mail of the paralegal or attorney who holds a key: "))
        try:
            if rotation.newest().public_key != settings.DESK_PUBLIC_KEY:
                self.say_what_to_pin()
            elif rotation.older().exists():
                self.finish(staff)
            else:
                self.begin(staff)
        except rotation.CannotRotate as problem:
            raise CommandError(str(problem)) from None

    def words_of(self, staff: StaffMember) -> dict[int, str]:
        secrets: dict[int, str] = self.until_right(
            "Your six words: ", lambda typed: key_holders.secrets_of(staff, typed), "These words do not open the desk."
        )
        return secrets

    def begin(self, staff: StaffMember) -> None:
        self.say("", "These people will hold the new key, and the paper key does. Somebody you do not know here")
        self.say("was put in by a thief: stop, and disable that account first.", "")
        for key in rotation.heirs():
            self.say(f"      {key.staff.name:<30} {fingerprint(key.public_key)}")
        self.say("")
        if self.ask("Type yes if these are your people: ").lower() != "yes":
            message = "Nothing was changed."
            raise CommandError(message)
        rotation.begin(self.words_of(staff), staff)
        self.say("", "The new key is made. Every open desk was locked; the six words stay the same.")
        self.say_what_to_pin()

    def say_what_to_pin(self) -> None:
        self.say("Put this line into the server's environment and start web server and worker again:", "")
        self.say(f"DESK_PUBLIC_KEY={rotation.newest().public_key}", "")
        self.say("Then run this command once more: it re-seals what is there, and destroys the old key.")

    def finish(self, staff: StaffMember) -> None:
        """Re-seals twice: what arrives during the first pass from a process with the old key is in the second."""
        secrets = self.words_of(staff)
        self.reseal(secrets)
        rotation.stop_taking()
        self.say(f"Waiting {SETTLE} seconds, so that nothing seals to the old key any more.")
        time.sleep(SETTLE)
        spool.drain()
        closed = self.reseal(secrets)
        rotation.retire(staff)
        if closed:
            self.say(f"{closed} rows were altered or damaged before, and no key opens them. They are as they were.")
        self.say("Done: the old key is destroyed, every desk is locked, and the six words open it as before.")
        self.say("Make a backup now. Older ones open with the paper key, and hold what the old key opened.")

    def reseal(self, secrets: dict[int, str]) -> int:
        tally = rotation.Tally()
        for tally in rotation.reseal(secrets):
            if self.stdout.isatty():
                self.stdout.write(f"\r{tally.moved:,} re-sealed", ending="")
        self.say(f"\r{tally.moved:,} re-sealed")
        return tally.closed
