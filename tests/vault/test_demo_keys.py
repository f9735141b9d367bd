"""The demo's keys are made once, and the words it prints really open its desk."""

from pathlib import Path

import pytest

from firm.demo.logins import all_logins
from firm.models import StaffMember
from intake.models import DeskKey, StaffKey
from intake.vault import demo, key_holders


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.DEMO_DIR = tmp_path / "demo"
    settings.DESK_PUBLIC_KEY = ""
    return settings.DEMO_DIR


def test_the_printed_words_open_the_desk(folder: Path, paralegal: StaffMember, attorney: StaffMember, settings) -> None:
    demo.seed()
    words = all_logins()[paralegal.email]["phrase"]
    assert len(words.split()) == 6
    assert set(key_holders.secrets_of(paralegal, words)) == {1}
    assert DeskKey.objects.get().public_key == settings.DESK_PUBLIC_KEY
    assert f"DESK_PUBLIC_KEY={settings.DESK_PUBLIC_KEY}" in (folder / "environment").read_text()


def test_a_second_start_keeps_every_key(folder: Path, paralegal: StaffMember, attorney: StaffMember) -> None:
    demo.seed()
    before = list(StaffKey.objects.values_list("public_key", flat=True))
    demo.seed()
    assert list(StaffKey.objects.values_list("public_key", flat=True)) == before


def test_a_person_who_joins_later_gets_words_too(folder: Path, paralegal: StaffMember, request) -> None:
    demo.seed()
    newcomer = request.getfixturevalue("attorney")
    demo.seed()
    assert key_holders.secrets_of(newcomer, all_logins()[newcomer.email]["phrase"])


def test_editors_and_administrators_hold_no_key(folder: Path, editor, administrator, paralegal) -> None:
    demo.seed()
    assert set(StaffKey.objects.values_list("staff__email", flat=True)) == {paralegal.email}
