import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import OperationalError, transaction

from intake.mailbox import spool
from intake.models import Envelope, OutgoingText, RemoteRecord
from intake.phone import texts
from intake.vault import OpenedDesk
from tests.phone.conftest import ACCOUNT, TEXT_LINE, VISITOR, a_text, deliver
from tests.phone.twiml_lint import lint

pytestmark = pytest.mark.usefixtures("lines")
Opened = Callable[[], list[dict[str, Any]]]
EMPTY = "<Response />"


def text(body: str = "Hello", **changes: str) -> str:
    answer = deliver("/twilio/text/", a_text(body, **changes))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/xml")
    return lint(answer.content.decode())


def test_a_text_is_sealed_as_it_came(opened: Opened) -> None:
    text("Hola, necesito una consulta")
    (content,) = opened()
    assert content["kind"] == "text"
    assert content["sid"] == "SM" + "1" * 32
    assert (content["from"], content["line"]) == (VISITOR, TEXT_LINE)
    assert content["body"] == "Hola, necesito una consulta"
    assert (content["media"], content["short_code"], content["opt_out"], content["urgent_words"]) == ([], False, "", [])


def test_nothing_of_it_is_in_the_clear_in_the_database(desk: OpenedDesk) -> None:
    text("quetzal")
    for table in (Envelope, OutgoingText, RemoteRecord):
        for row in table.objects.values():
            assert "quetzal" not in str(row)
            assert VISITOR not in str(row)


def test_the_first_answer_acknowledges_and_reports_to_our_own_id(desk: OpenedDesk) -> None:
    answer = text()
    row = OutgoingText.objects.get()
    assert f'action="/twilio/text-status/{row.id}/"' in answer
    assert row.purpose == "acknowledgement"
    assert row.state == "sending"
    assert row.envelope_id == Envelope.objects.get().id
    sealed = desk.open_record(bytes(row.sealed), row.id, "outgoing-text")
    assert sealed["to"] == VISITOR
    assert sealed["body"] in answer


def test_the_acknowledgement_is_one_cheap_segment_and_names_no_firm(desk: OpenedDesk) -> None:
    from intake.phone.segments import count

    words = re.search(">([^<]+)</Message>", text())
    assert words
    assert count(words[1]).segments == 1
    assert "law" not in words[1].lower()


def test_a_replay_changes_nothing_and_is_answered_with_silence(desk: OpenedDesk) -> None:
    assert "<Message" in text()
    texts.ACKNOWLEDGED.clear()  # as after a restart
    assert EMPTY in text()
    assert Envelope.objects.count() == OutgoingText.objects.count() == 1


def test_a_person_is_acknowledged_once_in_twelve_hours(desk: OpenedDesk) -> None:
    with time_machine.travel("2026-11-20 12:00Z", tick=False) as clock:
        assert "<Message" in text(sid="SM" + "1" * 32)
        clock.shift(11 * 3600)
        assert EMPTY in text(sid="SM" + "2" * 32)
        clock.shift(2 * 3600)
        assert "<Message" in text(sid="SM" + "3" * 32)
    assert Envelope.objects.count() == 3


@pytest.mark.parametrize("sender", ["384387", "ACME", "", "anonymous", "+266696687", "+12025550142"])
def test_machines_our_own_lines_and_hidden_numbers_are_never_answered(desk: OpenedDesk, sender: str) -> None:
    assert EMPTY in text(From=sender)
    assert Envelope.objects.count() == 1


def test_a_short_code_is_marked(opened: Opened) -> None:
    text(From="384387")
    assert opened()[0]["short_code"] is True


@pytest.mark.parametrize(
    "word", ["STOP", "stop.", " Unsubscribe ", "Opt out", "Revoke", "ALTO", "PARAR", "¡No más!", "Baja"]
)
def test_a_stop_word_is_an_opt_out_and_gets_no_answer_from_us(opened: Opened, word: str) -> None:
    assert EMPTY in text(word)
    (content,) = opened()
    assert (content["kind"], content["type"], content["from"]) == ("opt-out", "STOP", VISITOR)
    assert EMPTY in text("Hello again", sid="SM" + "2" * 32)


def test_what_twilio_took_for_an_opt_out_is_one(opened: Opened) -> None:
    text("please no more", OptOutType="STOP")
    assert opened()[0]["kind"] == "opt-out"


def test_start_lifts_the_stop(opened: Opened) -> None:
    text("STOP", sid="SM" + "1" * 32)
    assert EMPTY in text("START", sid="SM" + "2" * 32)
    assert opened()[1]["type"] == "START"
    assert "<Message" in text("Hello", sid="SM" + "3" * 32)


def test_help_is_kept_as_a_text_and_left_to_twilio(opened: Opened) -> None:
    assert EMPTY in text("HELP")
    assert (opened()[0]["kind"], opened()[0]["opt_out"]) == ("text", "HELP")


@pytest.mark.parametrize(
    "body",
    [
        "STOP PLEASE",
        "Stop!! I told you already",
        "please don't text me",
        "Wrong number.",
        "Ya no me manden mensajes",
        "por favor, no me escriban",
        "quítenme de su lista",
    ],
)
def test_what_may_mean_stop_is_kept_as_a_text_for_a_person_to_decide(opened: Opened, body: str) -> None:
    assert EMPTY in text(body)
    assert (opened()[0]["kind"], opened()[0]["opt_out"], opened()[0]["body"]) == ("text", "UNCLEAR", body)


@pytest.mark.parametrize(
    "word",
    ["Yes", "Cancel my appointment", "The end is near", "end of month", "No me dieron cita", "Sí, basta con eso"],
)
def test_an_answer_is_not_taken_for_a_keyword(opened: Opened, word: str) -> None:
    text(word)
    assert (opened()[0]["kind"], opened()[0]["opt_out"]) == ("text", "")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("My husband was DETAINED", ["detained"]),
        ("ICE is here!!", ["ice is here"]),
        ("Está detenido mi hermano", ["detenido"]),
        ("vino la migra", ["la migra", "migra"]),
        ("Se lo llevarón", ["se lo llevaron"]),
    ],
)
def test_urgent_words_are_seen_without_case_or_accents(opened: Opened, body: str, words: list[str]) -> None:
    text(body)
    assert opened()[0]["urgent_words"] == words
    assert Envelope.objects.get().urgent


@pytest.mark.parametrize("body", ["I like ice cream", "migraine", "service is here", "Hola"])
def test_other_words_are_not_urgent(desk: OpenedDesk, body: str) -> None:
    text(body)
    assert not Envelope.objects.get().urgent


def media(index: int, account: str = ACCOUNT, message: str = "MM" + "2" * 32, host: str = "api.twilio.com") -> str:
    return f"https://{host}/2010-04-01/Accounts/{account}/Messages/{message}/Media/ME{index:032d}"


def test_pictures_are_kept_as_sids_and_fetched_later(opened: Opened) -> None:
    sid = "MM" + "2" * 32
    pictures = {"NumMedia": "2", "MediaUrl0": media(1), "MediaContentType0": "image/jpeg", "MediaUrl1": media(2)}
    text("", sid=sid, **pictures, MediaContentType1="application/pdf")
    assert opened()[0]["media"] == [
        {"sid": f"ME{1:032d}", "type": "image/jpeg"},
        {"sid": f"ME{2:032d}", "type": "application/pdf"},
    ]
    waiting = RemoteRecord.objects.filter(kind="media", state="to-fetch", parent_sid=sid)
    assert set(waiting.values_list("sid", flat=True)) == {f"ME{1:032d}", f"ME{2:032d}"}
    assert set(waiting.values_list("envelope", flat=True)) == {Envelope.objects.get().id}


def test_of_a_pictures_address_only_its_sid_is_kept(opened: Opened) -> None:
    sid = "MM" + "2" * 32
    address = media(1, host="user:pw@evil.example:8443") + "?to=evil#there"
    text("", sid=sid, NumMedia="1", MediaUrl0=address, MediaContentType0="image/jpeg")
    assert opened()[0]["media"] == [{"sid": f"ME{1:032d}", "type": "image/jpeg"}]
    assert "evil" not in str(list(RemoteRecord.objects.values())) + str(opened())


def test_taking_a_text_asks_twilio_nothing(desk: OpenedDesk) -> None:
    picture = {"NumMedia": "1", "MediaUrl0": media(1), "MediaContentType0": "image/jpeg"}
    with patch("requests.sessions.Session.send", side_effect=AssertionError) as asked:
        text("See", sid="MM" + "2" * 32, **picture)
    asked.assert_not_called()


def test_a_header_that_nobody_signed_does_not_make_a_replay_something_new(desk: OpenedDesk) -> None:
    for token in ("one", "two"):
        deliver("/twilio/text/", a_text(), **{"I-Twilio-Idempotency-Token": token})
    assert Envelope.objects.count() == OutgoingText.objects.count() == 1


def test_a_picture_of_another_account_or_message_is_ignored(opened: Opened) -> None:
    strange = {
        "NumMedia": "2",
        "MediaUrl0": media(1, account="AC" + "b" * 32),
        "MediaUrl1": media(2, message="MM" + "3" * 32),
    }
    text("", sid="MM" + "2" * 32, **strange)
    assert opened()[0]["media"] == []


def test_nul_is_removed(opened: Opened) -> None:
    text("a\x00b")
    assert opened()[0]["body"] == "ab"


def test_a_picture_without_words_is_valid(opened: Opened) -> None:
    text("")
    assert opened()[0]["body"] == ""


def test_while_the_database_is_locked_the_text_is_spooled_and_not_acknowledged(opened: Opened) -> None:
    with (
        patch.object(transaction.Atomic, "__enter__", side_effect=OperationalError("locked")),
        patch("intake.mailbox.drop.transaction.atomic", side_effect=OperationalError("locked")),
    ):
        assert EMPTY in text("quetzal")
    assert len(spool.waiting()) == 1
    assert not OutgoingText.objects.exists()
    assert spool.drain() == 1
    assert opened()[0]["body"] == "quetzal"
    assert "<Message" in text("and again", sid="SM" + "2" * 32)


def test_when_neither_database_nor_spool_takes_it_twilio_is_asked_to_come_again(
    desk: OpenedDesk, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.SPOOL_DIR = tmp_path / "file" / "spool"
    with patch("intake.mailbox.drop.transaction.atomic", side_effect=OperationalError("locked")):
        assert deliver("/twilio/text/", a_text()).status_code == 503


def test_without_a_desk_key_nothing_is_accepted(settings: Any) -> None:
    settings.DESK_PUBLIC_KEY = ""
    assert deliver("/twilio/text/", a_text()).status_code == 503


def test_a_message_without_a_sid_is_refused(desk: OpenedDesk) -> None:
    assert deliver("/twilio/text/", a_text(sid="nonsense")).status_code == 400
