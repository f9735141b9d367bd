from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from firm.models import ContactNumber
from intake.models import Envelope, InboundCall, OutgoingText
from intake.phone import optouts
from intake.phone.missed import settle_lost
from intake.phone.outgoing import retry_outbox
from intake.phone.simulator.network import Network
from intake.phone.spoken import CONSENT_VERSION
from intake.vault import OpenedDesk
from tests.phone.calling import CALL, call, over
from tests.phone.conftest import CALL_LINE, TEXT_LINE, VISITOR

pytestmark = pytest.mark.usefixtures("lines", "desk")
Opened = Callable[[], list[dict[str, Any]]]


def nobody_answers(key: str = "1", **changes: str) -> str:
    """The call up to the moment where nobody is on duty."""
    call(**changes)
    return call("menu", Digits=key, **changes)


def test_when_nobody_answers_a_text_is_offered_with_what_pressing_2_means() -> None:
    document = nobody_answers()
    assert '<Gather action="/twilio/call/text/"' in document
    assert "press 2" in document
    assert "you agree to get texts" in document
    assert "Reply STOP" in document


def test_in_spanish_as_well() -> None:
    assert "oprima el 2" in nobody_answers("2")


def test_key_2_sends_one_text_from_the_line_that_was_called(network: Network) -> None:
    nobody_answers()
    document = call("text", Digits="2")
    assert "We sent a text" in document
    assert "<Record" not in document
    (text,) = network.texts
    assert (text.phone, text.line) == (VISITOR, TEXT_LINE)
    assert "Reply STOP" in text.body
    row = OutgoingText.objects.get()
    assert (row.purpose, row.sid) == ("acknowledgement", text.sid)
    assert VISITOR.encode() not in bytes(row.sealed)
    assert InboundCall.objects.get().outcome == "text"


def test_the_row_is_written_before_twilio_is_asked(monkeypatch: pytest.MonkeyPatch, network: Network) -> None:
    seen: list[str] = []
    send = network.send_text

    def looking(text: Any) -> Any:
        seen.append(OutgoingText.objects.get().state)
        return send(text)

    monkeypatch.setattr(network, "send_text", looking)
    nobody_answers()
    call("text", Digits="2")
    assert seen == ["sending"]


@pytest.mark.parametrize(("key", "words"), [("1", "By pressing 2 you agree"), ("2", "Al oprimir el 2, acepta")])
def test_the_consent_is_sealed_word_for_word_with_its_version_and_time(opened: Opened, key: str, words: str) -> None:
    spoken = nobody_answers(key)
    call("text", Digits="2")
    (agreed,) = [content for content in opened() if content.get("consent")]
    assert words in agreed["consent"]["text"]
    assert agreed["consent"]["text"] in spoken
    assert agreed["consent"]["version"] == CONSENT_VERSION
    assert agreed["at"]
    assert (agreed["call_sid"], agreed["from"]) == (CALL, VISITOR)


def test_the_same_keypress_twice_is_one_consent_and_one_text(network: Network) -> None:
    nobody_answers()
    assert call("text", Digits="2") == call("text", Digits="2")
    assert len(network.texts) == 1
    assert Envelope.objects.filter(key__endswith=":text").count() == 1


def test_a_second_call_the_same_day_gets_no_second_text(network: Network) -> None:
    nobody_answers()
    call("text", Digits="2")
    again = "CA" + "7" * 32
    nobody_answers(CallSid=again)
    assert "today" in call("text", Digits="2", CallSid=again)
    assert len(network.texts) == 1


def test_without_a_keypress_no_text_leaves(network: Network) -> None:
    nobody_answers()
    assert "<Record" in call("text", Digits="")
    over()
    assert not network.texts
    assert not OutgoingText.objects.exists()


@pytest.mark.parametrize("caller", ["anonymous", "+266696687", "", "12345", TEXT_LINE, "+442079460000"])
def test_it_is_not_offered_to_a_hidden_number_a_machine_ourselves_or_a_landline(caller: str, network: Network) -> None:
    document = nobody_answers(From=caller)
    assert "press 2" not in document
    assert "<Record" in document
    assert "<Record" in call("text", Digits="2", From=caller)
    assert not network.texts


def test_it_is_not_offered_to_who_said_stop() -> None:
    optouts.STOPPED.claim(VISITOR)
    assert "press 2" not in nobody_answers()


def test_a_text_that_twilio_refuses_for_good_leads_to_the_voicemail(network: Network) -> None:
    network.blocked.add(VISITOR)
    nobody_answers()
    document = call("text", Digits="2")
    assert "could not text" in document
    assert "<Record" in document
    assert OutgoingText.objects.get().error_code == 21610
    assert InboundCall.objects.get().outcome == ""


@pytest.mark.parametrize(("key", "words"), [("1", "We will text this phone shortly"), ("2", "En breve le mandaremos")])
def test_a_text_that_twilio_holds_back_is_told_as_waiting_and_leaves_from_the_next_open_desk(
    network: Network, desk: OpenedDesk, key: str, words: str
) -> None:
    network.set_fault("429", 600)
    nobody_answers(key)
    document = call("text", Digits="2")
    assert words in document
    assert "We sent" not in document
    assert "<Record" in document
    assert call("text", Digits="2") == document
    network.set_fault("", 0)
    assert retry_outbox(desk, all_now=True) == 1
    assert [text.phone for text in network.texts] == [VISITOR]


def test_a_text_of_unknown_outcome_is_not_told_as_sent(network: Network) -> None:
    network.set_fault("lost", 600)
    nobody_answers()
    document = call("text", Digits="2")
    assert "We will text this phone shortly" in document
    assert "We sent" not in document


def test_who_waits_for_a_text_and_hangs_up_is_not_missed(network: Network) -> None:
    network.set_fault("429", 600)
    nobody_answers()
    call("text", Digits="2")
    over()
    settle_lost(timezone.now() + timedelta(minutes=2))
    assert InboundCall.objects.get().outcome == "text"
    assert not Envelope.objects.filter(key__endswith=":missed").exists()


def test_who_calls_again_while_the_text_waits_may_ask_again(network: Network) -> None:
    network.set_fault("429", 600)
    nobody_answers()
    call("text", Digits="2")
    network.set_fault("", 0)
    again = "CA" + "7" * 32
    nobody_answers(CallSid=again)
    assert "We sent a text to this phone." in call("text", Digits="2", CallSid=again)


def test_a_line_that_takes_calls_alone_texts_from_the_firms_text_line(network: Network) -> None:
    nobody_answers(To=CALL_LINE)
    call("text", Digits="2", To=CALL_LINE)
    assert network.texts[0].line == TEXT_LINE


def test_a_firm_that_cannot_text_offers_none() -> None:
    ContactNumber.objects.exclude(number=CALL_LINE).delete()
    assert "press 2" not in nobody_answers(To=CALL_LINE)
