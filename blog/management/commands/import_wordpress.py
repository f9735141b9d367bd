"""`manage.py import_wordpress FILE.xml`: takes a WordPress export in; see docs/editors.md."""

import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.wordpress.reading import UnreadableExport
from blog.wordpress.report import Report
from blog.wordpress.writing import Wishes, run

WIDTH = 30


class Command(BaseCommand):
    help = "Imports a WordPress export: posts, pages, authors, categories, pictures, redirects. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the XML file that Tools → Export in WordPress makes")
        parser.add_argument("--dry-run", action="store_true", help="read and report, write nothing")
        parser.add_argument("--images", action="store_true", help="fetch pictures from the old site")
        parser.add_argument("--uploads", type=Path, metavar="DIR", help="a copy of the old wp-content/uploads folder")
        parser.add_argument("--tags", action="store_true", help="make topics of tags, not of categories alone")
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, choices=[code for code, _ in settings.LANGUAGES]
        )
        parser.add_argument("--report", type=Path, help="where the list of what was left goes (CSV)")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            message = f"{path}: there is no such file."
            raise CommandError(message)
        if options["uploads"] and not options["uploads"].is_dir():
            message = f"--uploads {options['uploads']}: there is no such folder."
            raise CommandError(message)
        wishes = Wishes(options["language"], options["dry_run"], options["images"], options["uploads"], options["tags"])
        try:
            with Report(options["report"] or path.with_suffix(".report.csv")) as report:
                run(path, report, wishes, Progress(self.stderr._out).show)
        except UnreadableExport as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            message = f"{error.filename or path}: {error.strerror}"
            raise CommandError(message) from None
        self.stdout.write(report.summary())


class Progress:
    """A bar on a terminal, redrawn at most ten times a second; a line per tenth anywhere else."""

    def __init__(self, out: Any) -> None:
        self.out = out
        self.terminal = bool(getattr(out, "isatty", lambda: False)()) and out is not sys.stdout
        self.shown: tuple[str, int] = ("", -1)
        self.at = 0.0

    def show(self, what: str, share: float) -> None:
        share = min(1.0, share)
        if self.terminal:
            now = time.monotonic()
            if now - self.at < 0.1 and share < 1:
                return
            self.at = now
            bar = "█" * round(WIDTH * share)
            self.out.write(
                f"\r{what:<24} {bar:·<{WIDTH}} {share:4.0%}" + ("\n" if share >= 1 and what != self.shown[0] else "")
            )
            self.shown = (what if share >= 1 else self.shown[0], 0)
        elif (what, int(share * 10)) != self.shown:
            self.shown = (what, int(share * 10))
            self.out.write(f"{what} {share:.0%}\n")
        self.out.flush()
