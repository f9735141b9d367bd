"""`manage.py steal`: takes a copy of database, disk and environment, and tries to read the leads in it."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from firm.demo.logins import all_logins
from firm.settings import env
from intake.vault import theft
from intake.vault.demo import PAPER
from intake.vault.paper import secrets_from


class Command(BaseCommand):
    help = "Shows what a thief of this machine could read: nothing, or what and where (then the exit code is 1)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patience", type=float, default=15, help="seconds to spend on guessing keys and words")

    def handle(self, *args: Any, **options: Any) -> None:
        paper = all_logins().get(PAPER, {}).get("identity")
        if not settings.DEMO or not paper:
            message = "Only in the demo: the control of this experiment needs the demo's paper key."
            raise CommandError(message)
        folder = Path(tempfile.mkdtemp(prefix="amparo-stolen-"))
        try:
            self.report(self.rob(folder), secrets_from(paper), options["patience"])
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def rob(self, folder: Path) -> theft.Loot:
        """Everything but what people carry: the words in their heads, the paper in its safe, their cookies."""
        disk = [Path(settings.DATA_DIR), Path(settings.SPOOL_DIR), Path(settings.DEMO_DIR) / "environment"]
        return theft.take(folder, env.variables, disk)

    def report(self, loot: theft.Loot, secrets: dict[int, str], patience: float) -> None:
        said = theft.said_by_visitors(secrets)
        if not said:
            message = "There is nothing to steal yet: no visitor has written."
            raise CommandError(message)
        self.say(f"Stolen: {len(loot.blobs)} sealed blobs, {len(loot.environment)} environment values, the whole disk.")
        self.say(f"The rightful key finds {len(said)} names, numbers and pieces of sentences in them. The thief:")
        theft.try_to_open(loot, patience)
        self.say(f"  tried {loot.keys_tried:,} strings as keys, {loot.words_tried:,} as somebody's words")
        looked = theft.search(loot, said)
        self.say(f"  looked for {looked:,} strings in {loot.bytes_searched / 1e6:.1f} MB, each in nine spellings")
        self.say("")
        self.say(f"{len(loot.blobs)} blobs, {len(set(loot.opened))} opened. Words found: {len(loot.found)}.")
        for line in sorted(set(loot.opened)) + loot.found:
            self.say(f"  ! {line}")
        if loot.found:
            for column in theft.tables_that_tell(loot, said):
                self.say(f"  ! in the column {column}")
        if loot.opened or loot.found:
            message = "Something can be read."
            raise CommandError(message)
        self.say("Nothing of what visitors said can be read from it.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
