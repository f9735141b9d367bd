"""`manage.py compiletexts`: turns each `django.po` into the `.mo` Django reads, without GNU gettext."""

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles the translated texts of locale/; a file that is up to date is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).rglob("*.po")):
                compile_text(source)


def compiled(source: Path) -> bytes:
    """What the `.mo` beside `source` must hold: finished translations only, no fuzzy ones."""
    content: bytes = polib.pofile(str(source)).to_binary()
    return content


def compile_text(source: Path) -> bool:
    """Writes the `.mo` beside `source` unless it is newer; True when it was written."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    unfinished = target.with_suffix(f".mo.{os.getpid()}.tmp")
    unfinished.write_bytes(compiled(source))
    unfinished.replace(target)
    return True
