"""`manage.py backup FILE`: the running site in one file that only the paper key opens."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from intake.vault import backup


class Command(BaseCommand):
    help = "Writes database, media and spool, age-encrypted to the paper key, into FILE. The site keeps running."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("destination", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        destination: Path = options["destination"]
        if destination.is_dir():
            message = f"{destination} is a folder; name the file."
            raise CommandError(message)
        try:
            size = backup.write(destination)
        except backup.BackupError as problem:
            raise CommandError(str(problem)) from None
        except OSError as problem:
            message = f"Could not write the backup: {problem.strerror}"
            raise CommandError(message) from None
        self.stdout.write(f"{destination}: {size:,} bytes. Keep it 30 days at most: what is purged lives on in it.")
