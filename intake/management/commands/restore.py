"""`manage.py restore FILE FOLDER`: unpacks a backup with the paper key."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from intake.vault import backup, paper


class Command(BaseCommand):
    help = "Opens a backup with the paper key (asked for, line by line) and unpacks it into an empty FOLDER."
    requires_system_checks: list[str] = []  # a fresh machine has no database yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, metavar="FILE")
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stderr.write("Type the four lines of the paper key, or the one line AGE-SECRET-KEY-1… :")
        typed: list[str] = []
        while len(typed) < 4 and not any(line.upper().startswith(paper.HEAD) for line in typed):
            line = sys.stdin.readline()
            if not line:
                break
            if line.strip():
                typed.append(line.strip())
        try:
            found = backup.restore(options["source"], options["folder"], paper.identity_of("\n".join(typed)))
        except paper.WrongPaper:
            message = "There is a slip in these lines. Nothing was restored."
            raise CommandError(message) from None
        except backup.BackupError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"In {options['folder']}: {', '.join(found)}.")
        if backup.DATABASE["postgresql"] in found:
            dump = options["folder"] / backup.DATABASE["postgresql"]
            self.stdout.write(f"Bring the database in with: pg_restore --no-owner --dbname=NAME {dump}")
        self.stdout.write(
            "Start the site with DATA_DIR set to this folder. Whoever has their six words unlocks as before;"
        )
        self.stdout.write("otherwise: manage.py desk_setup --from-paper --staff E-MAIL")
