"""Who steals database, disk and environment reads nothing; and where something does lie open, the try finds it."""

import base64
import io
import json
import uuid
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from firm.demo.logins import write
from firm.models import StaffMember
from intake.ask.own_page import open_page, send_from
from intake.ask.stamp import Once
from intake.desk.actions.private_page import answer_on_page
from intake.desk.actions.talking import Reply
from intake.desk.filing import file_arrivals
from intake.mailbox import drop
from intake.models import Envelope, Lead
from intake.vault import OpenedDesk, open_desks, theft, visitor
from intake.vault.demo import PAPER
from intake.vault.desk import filing_key
from tests.vault.keys import PHRASE, PIN, DeskKeys

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {
    "reference": "K7F-3MQ",
    "detained": False,
    "language": "es",
    "page_language": "es",
    "reach": "text",
    "phone": "+12025550191",
    "email": "",
    "name": "Rosa Montenegro",
    "neutral": True,
    "question": "¿Puedo viajar a ver a mi madre enferma este año?",
    "notice": "1",
    "consent": None,
    "page": None,
    "page_title": "",
    "page_path": "",
    "signs": [],
    "visitor_key": "",
}
RETURN_KEY = "K7F3-MQ4A-CDEF-GHJK-MNPQ-RTWX"
ANSWER = "Venga el martes a las diez y traiga la carta del juzgado"
BACK = "El martes no puedo porque trabajo hasta las cinco"
WORDS = "Mi hermano fue detenido esta mañana saliendo del trabajo"


@pytest.fixture
def house(settings, tmp_path: Path, desk_keys: DeskKeys, paralegal: StaffMember) -> DeskKeys:
    """A demo with one text, one filed lead, and a desk that is open this moment."""
    settings.DEMO_DIR = tmp_path / "demo"
    settings.DATA_DIR = tmp_path / "data"
    settings.SPOOL_DIR = settings.DATA_DIR / "spool"
    settings.DATA_DIR.mkdir()
    write({PAPER: {"identity": desk_keys.paper}})
    desk_keys.give(paralegal)
    open_desks.open_for(paralegal, desk_keys.secrets, "a session", PIN)
    drop(Envelope.Kind.FORM, FORM, key=str(uuid.uuid4()))
    file_arrivals(desk_keys.opened(paralegal.pk))
    page_conversation(desk_keys.opened(paralegal.pk), paralegal)
    drop(Envelope.Kind.TEXT, {"body": WORDS, "from": "+12025550191", "line": "+12025550187"}, key="SM1")
    return desk_keys


def page_conversation(desk: OpenedDesk, paralegal: StaffMember) -> None:
    """Somebody with a return key asks, is answered on their page, and writes back."""
    key = visitor.recipient_of(RETURN_KEY)
    drop(Envelope.Kind.FORM, {**FORM, "reference": "A4C-9QW", "visitor_key": key}, key="page")
    file_arrivals(desk)
    lead = Lead.objects.get(reference="A4C-9QW")
    answer_on_page(desk, paralegal, Reply(lead.pk, uuid.uuid4(), ANSWER, 9))
    page = open_page("A4C-9QW", RETURN_KEY)
    assert page
    send_from(page, Once("message:1", "", ""), {"about": "message", "body": BACK})


def steal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    """Runs the command; what it printed, with the error's own words at the end."""
    monkeypatch.setattr("intake.management.commands.steal.env.variables", environment)
    said = io.StringIO()
    try:
        call_command("steal", patience=5, stdout=said)
    except CommandError as problem:
        return said.getvalue() + str(problem)
    return said.getvalue()


def test_the_thief_reads_nothing(monkeypatch, house: DeskKeys) -> None:
    said = steal(monkeypatch, SECRET_KEY="x" * 50, DESK_PUBLIC_KEY=house.public_key)
    assert "0 opened. Words found: 0." in said
    assert "Nothing of what visitors said can be read from it." in said


def test_the_return_key_lying_about_opens_its_page_and_the_thief_finds_it(monkeypatch, house: DeskKeys) -> None:
    """The control: the page's rows are among what is tried."""
    said = steal(monkeypatch, NOTE=visitor.identity_of(RETURN_KEY))
    assert "PageMessage.sealed: opened" in said
    assert "PrivatePage.sealed: opened" in said


def test_every_kind_of_sealed_blob_is_tried(house: DeskKeys) -> None:
    assert {blob.place for blob in theft.all_blobs()} == {
        "Entry.body",
        "Envelope.sealed",
        "Lead.card",
        "Lead.details",
        "OpenDesk.sealed_secret",
        "PageMessage.sealed",
        "PrivatePage.sealed",
        "StaffKey.sealed_private",
        "Wrap.sealed",
    }


def test_words_that_lie_about_are_found_however_they_are_written(monkeypatch, settings, house: DeskKeys) -> None:
    ways = {
        "plain": lambda text: text.encode(),
        "utf-16": lambda text: text.encode("utf-16-le"),
        "base64": lambda text: b"xx" + base64.b64encode(b"?" + text.encode() + b"?"),
        "json": lambda text: json.dumps({"body": text}).encode(),
        "hex": lambda text: text.encode().hex().encode(),
    }
    said_of = {"sentence": WORDS, "name": "Rosa Montenegro", "number": "call 202-555-0191 back"}
    for way, written in ways.items():
        for name, text in said_of.items():
            (settings.DATA_DIR / f"{way}-{name}.log").write_bytes(b"2026-11-22 " + written(text) + b"\n")
    said = steal(monkeypatch)
    assert [f"{way}-{name}" for way in ways for name in said_of if f"{way}-{name}.log" not in said] == []
    assert "Something can be read." in said


def test_a_number_in_a_column_is_found_and_the_column_named(monkeypatch, house: DeskKeys) -> None:
    Envelope.objects.filter(key="SM1").update(key="text:+12025550191")
    said = steal(monkeypatch)
    assert "Something can be read." in said
    if connection.vendor == "sqlite":
        assert "intake_envelope.key" in said


def test_a_desk_key_in_the_environment_is_found(monkeypatch, house: DeskKeys) -> None:
    said = steal(monkeypatch, BACKUP_SECRET=house.secrets[1])
    assert "Envelope.sealed: opened" in said
    assert "Lead.card: opened" in said


def test_a_filing_key_in_a_file_is_found(monkeypatch, settings, house: DeskKeys) -> None:
    (settings.DATA_DIR / "cache").write_text(f"key={filing_key(house.secrets[1]).hex()}")
    assert "Lead.card: opened" in steal(monkeypatch)


def test_somebodys_words_in_the_environment_are_found(monkeypatch, house: DeskKeys) -> None:
    assert "the words of somebody lay about" in steal(monkeypatch, NOTE=PHRASE)


def test_a_paper_key_on_the_disk_is_found(monkeypatch, settings, house: DeskKeys) -> None:
    (settings.DATA_DIR / "sheet.txt").write_text(house.paper)
    assert "Wrap.sealed: opened" in steal(monkeypatch)


def test_without_anything_to_steal_it_says_so(monkeypatch, house: DeskKeys) -> None:
    Envelope.objects.all().delete()
    Lead.objects.all().delete()
    assert "nothing to steal" in steal(monkeypatch)


def test_outside_the_demo_it_refuses(monkeypatch, house: DeskKeys, settings) -> None:
    settings.DEMO = False
    assert "Only in the demo" in steal(monkeypatch)


def test_a_random_id_is_nobodys_word() -> None:
    assert not list(theft.needles("6358dd65-3909-4007-a05c-2c4bc5c90616"))
    assert list(theft.needles("Rosa Elena Marín")) == ["Rosa Elena Marín"]
