"""Django reads `.mo`; a stale one shows visitors yesterday's words."""

from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django import Settings

SOURCES = sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.po"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parent.parent.name)
def test_the_compiled_texts_hold_exactly_what_the_source_says(source: Path) -> None:
    target = source.with_suffix(".mo")
    assert target.exists(), "run `manage.py compiletexts`"
    wanted = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in polib.pofile(str(source)).translated_entries()}
    compiled = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in polib.mofile(str(target))}
    assert compiled == wanted, "run `manage.py compiletexts`"


def test_a_changed_source_is_compiled_again_and_a_doubtful_text_is_left_out(tmp_path: Path, settings: Settings) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    source.write_text(
        header + 'msgid "Hello"\nmsgstr "Hola"\n\n#, fuzzy\nmsgid "Bye"\nmsgstr "Hola"\n', encoding="utf-8"
    )
    call_command("compiletexts")
    compiled = polib.mofile(str(source.with_suffix(".mo")))
    assert {entry.msgid: entry.msgstr for entry in compiled} == {"Hello": "Hola"}
