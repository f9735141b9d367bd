"""`manage.py desk_setup` makes the keys, and keeps nothing that was not typed back from paper."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from firm.models import StaffMember
from intake.models import AuditEvent, DeskKey, PaperKey, StaffKey, Wrap
from intake.vault import key_holders, paper, seal, sealing
from intake.vault.staff_key import NoKey
from tests.vault.keys import PHRASE, DeskKeys

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    """A person: reads what the command shows and answers, as `answers` tells them to."""

    def __init__(self, slips: dict[str, list[str]] | None = None, terminal: bool = False) -> None:
        super().__init__()
        self.slips = slips or {}
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def readline(self, *_: object) -> str:
        shown = self.getvalue()
        question = shown.rsplit("\n", 1)[-1].rsplit("\033[H", 1)[-1].strip()
        self.write("\n")  # the Enter key
        wrong = self.slips.get(question)
        if wrong:
            return wrong.pop(0)
        return self.answer(question, shown) + "\n"

    def answer(self, question: str, shown: str) -> str:
        if question.startswith("Type the six words"):
            return re.findall(r"^ {6}([a-z -]+)$", shown, re.M)[-1]
        if question.startswith("Line "):
            lines = re.findall(r"^ +(\d  [A-Z0-9 ]+/\S\S)$", shown, re.M)
            return lines[int(question[5]) - 1].lower()
        if question.startswith("Your six words"):
            return PHRASE
        return ""


def setup(monkeypatch, staff: StaffMember, terminal: Terminal | None = None, **options) -> str:
    terminal = terminal or Terminal()
    monkeypatch.setattr("sys.stdin", terminal)
    call_command("desk_setup", staff=staff.email, stdout=terminal, **options)
    return terminal.getvalue()


def test_the_words_and_the_paper_both_open_what_arrives(monkeypatch, paralegal: StaffMember, settings) -> None:
    settings.DESK_PUBLIC_KEY = ""
    shown = setup(monkeypatch, paralegal)
    assert f"DESK_PUBLIC_KEY={DeskKey.objects.get().public_key}" in shown
    words = re.findall(r"^ {6}([a-z -]+)$", shown, re.M)[0]
    sheet = "\n".join(re.findall(r"^ +(\d  [A-Z0-9 ]+/\S\S)$", shown, re.M)[:4])
    secrets = key_holders.secrets_of(paralegal, words)
    assert paper.secrets_from(paper.identity_of(sheet)) == secrets
    settings.DESK_PUBLIC_KEY = DeskKey.objects.get().public_key
    assert sealing.unpad(sealing.open_with(secrets[1], seal(b"hello"))) == b"hello"
    assert StaffKey.objects.get().proven_at
    assert PaperKey.objects.get().proven_at
    assert "Still to do: Only 1 of two people" in shown


def test_no_secret_of_the_setup_is_in_the_database(monkeypatch, paralegal: StaffMember, settings) -> None:
    shown = setup(monkeypatch, paralegal)
    words = re.findall(r"^ {6}([a-z -]+)$", shown, re.M)[0]
    rows = [
        *StaffKey.objects.values(),
        *PaperKey.objects.values(),
        *Wrap.objects.values(),
        *AuditEvent.objects.values(),
    ]
    text = repr(
        [{key: bytes(value) if isinstance(value, memoryview) else value for key, value in row.items()} for row in rows]
    )
    assert "AGE-SECRET-KEY" not in text
    assert words not in text


def test_a_slip_is_asked_again_and_named_by_its_line(monkeypatch, paralegal: StaffMember) -> None:
    slips = {"Type the six words from your paper:": ["abacus\n"], "Line 3:": ["QQQQQ QQQQQ QQQQQ QQ\n", "\n"]}
    shown = setup(monkeypatch, paralegal, Terminal(slips))
    assert shown.count("There is a slip in this line.") == 2
    assert DeskKey.objects.exists()


def test_whoever_cannot_type_it_back_ends_with_nothing(monkeypatch, paralegal: StaffMember) -> None:
    with pytest.raises(CommandError, match="Five slips"):
        setup(monkeypatch, paralegal, Terminal({"Line 4:": ["x\n"] * 5}))
    assert not (DeskKey.objects.exists() or StaffKey.objects.exists() or PaperKey.objects.exists())


def test_another_sheet_is_not_a_proof(monkeypatch, paralegal: StaffMember) -> None:
    other = paper.lines_of(paper.make())
    slips = {f"Line {number}:": [line + "\n"] for number, line in enumerate(other, 1)}
    with pytest.raises(CommandError, match="another sheet"):
        setup(monkeypatch, paralegal, Terminal(slips))


def test_four_good_lines_of_different_sheets_are_no_key(monkeypatch, paralegal: StaffMember) -> None:
    slips = {"Line 1:": [paper.lines_of(paper.make())[0] + "\n"]}
    with pytest.raises(CommandError, match="not one key"):
        setup(monkeypatch, paralegal, Terminal(slips))


def test_an_input_that_ends_keeps_nothing(monkeypatch, paralegal: StaffMember) -> None:
    with pytest.raises(CommandError, match="input ended"):
        setup(monkeypatch, paralegal, Terminal({"Line 1:": [""]}))
    assert not DeskKey.objects.exists()


def test_a_terminal_is_wiped_after_the_secrets(monkeypatch, paralegal: StaffMember) -> None:
    assert setup(monkeypatch, paralegal, Terminal(terminal=True)).count("\033[3J") == 2


def test_the_sheet_goes_into_a_private_file_outside_the_data_folder(
    monkeypatch, paralegal, settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    with pytest.raises(CommandError, match="data folder"):
        setup(monkeypatch, paralegal, sheet=str(tmp_path / "data" / "sheet.txt"))
    path = tmp_path / "sheet.txt"
    with pytest.raises(CommandError):
        setup(monkeypatch, paralegal, Terminal({"Line 1:": [""]}), sheet=str(path))
    assert path.stat().st_mode & 0o077 == 0
    assert "RECOVERY KEY" in path.read_text()


def test_only_paralegals_and_attorneys_hold_keys(monkeypatch, administrator: StaffMember) -> None:
    with pytest.raises(CommandError, match="neither paralegal nor attorney"):
        setup(monkeypatch, administrator)
    with pytest.raises(CommandError, match="no account"):
        call_command("desk_setup", staff="nobody@firm.example")


def test_without_an_e_mail_it_asks_for_one(monkeypatch, paralegal: StaffMember) -> None:
    terminal = Terminal({"E-mail of the paralegal or attorney who will hold a key:": [paralegal.email + "\n"]})
    monkeypatch.setattr("sys.stdin", terminal)
    call_command("desk_setup", stdout=terminal)
    assert StaffKey.objects.get().staff == paralegal


def test_a_second_setup_is_refused(monkeypatch, paralegal: StaffMember, desk_keys: DeskKeys) -> None:
    with pytest.raises(CommandError, match="has its key"):
        setup(monkeypatch, paralegal)


def test_a_new_paper_retires_the_old_one(monkeypatch, paralegal: StaffMember, desk_keys: DeskKeys) -> None:
    desk_keys.give(paralegal)
    shown = setup(monkeypatch, paralegal, new_paper=True)
    sheet = "\n".join(re.findall(r"^ +(\d  [A-Z0-9 ]+/\S\S)$", shown, re.M)[:4])
    assert paper.secrets_from(paper.identity_of(sheet)) == desk_keys.secrets
    with pytest.raises(NoKey):
        paper.secrets_from(desk_keys.paper)


def test_when_everybody_forgot_the_paper_admits_one_person(
    monkeypatch, attorney: StaffMember, desk_keys: DeskKeys
) -> None:
    lines = {f"Line {number}:": [line + "\n"] for number, line in enumerate(paper.lines_of(desk_keys.paper), 1)}
    shown = setup(monkeypatch, attorney, Terminal(lines), from_paper=True)
    words = re.findall(r"^ {6}([a-z -]+)$", shown, re.M)[0]
    assert key_holders.secrets_of(attorney, words) == desk_keys.secrets


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key[:-1],
        lambda key: key.replace("AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1Q"),
        lambda key: key[:20] + "B" + key[21:],
        lambda _: "",
        lambda _: "hello\nworld",
    ],
)
def test_a_mistyped_key_is_refused(spoil) -> None:
    with pytest.raises(paper.WrongPaper):
        paper.identity_of(spoil(paper.make()))


def test_one_line_and_four_lines_are_the_same_key() -> None:
    key = paper.make()
    assert paper.identity_of(f"  {key.lower()} ") == paper.identity_of("\n\n".join(paper.lines_of(key))) == key
