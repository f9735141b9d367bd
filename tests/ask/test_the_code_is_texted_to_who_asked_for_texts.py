"""One text, neutral when asked, never more than promised, and never in the way of the request itself."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest

from intake.ask import acknowledge
from intake.models import Envelope, OutgoingText
from intake.phone.gateway import OutcomeUnknown, Refused, TryLater
from intake.phone.simulator import network as simulated
from tests.ask.conftest import aged
from tests.ask.test_a_request_is_kept_and_confirmed import code_in

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]
SENT = "We have just sent your code"
NOT_SENT = "Your code was not sent"
PERHAPS = "It may not arrive"


@pytest.fixture(autouse=True)
def network() -> Iterator[simulated.Network]:
    acknowledge.texts_within_the_hour.forget()
    simulated.HOME.clear()
    yield simulated.HOME
    simulated.HOME.clear()


def text_me(send: Send, **answers: str) -> Any:
    return send(**{"reach": "text", "language": "en", **answers})


def test_it_carries_the_code_in_neutral_words(send: Send, network: simulated.Network) -> None:
    answer = text_me(send)
    [text] = network.texts
    assert (text.line, text.phone) == ("+12025550187", "+12025550199")
    assert code_in(answer) in text.body
    for word in ("alvarado", "finch", "immigra", "lawyer", "law "):
        assert word not in text.body.lower()
    assert SENT in answer.content.decode()


def test_it_is_in_the_language_they_asked_to_be_answered_in(send: Send, network: simulated.Network) -> None:
    text_me(send, language="es")
    assert "mensaje" in network.texts[0].body


def test_its_row_belongs_to_the_envelope_and_holds_no_number(send: Send, network: simulated.Network) -> None:
    text_me(send)
    row = OutgoingText.objects.get()
    assert row.envelope_id == Envelope.objects.get().id
    assert row.purpose == "acknowledgement"
    assert b"2025550199" not in bytes(row.sealed)
    assert "2025550199" not in row.key


@pytest.mark.parametrize("answers", [{"reach": "call"}, {"reach": "email", "email": "m@example.com"}])
def test_who_chose_another_way_gets_no_text(send: Send, network: simulated.Network, answers: dict[str, str]) -> None:
    answer = text_me(send, **answers).content.decode()
    assert not network.texts
    assert not any(words in answer for words in (SENT, NOT_SENT, PERHAPS))


def test_a_second_click_sends_no_second_text(send: Send, network: simulated.Network) -> None:
    mark = aged()
    text_me(send, stamp=mark)
    assert SENT in text_me(send, stamp=mark).content.decode()
    assert len(network.texts) == 1


def test_what_looks_like_spam_cannot_have_us_text_anybody(send: Send, network: simulated.Network) -> None:
    answer = text_me(send, reply_subject="Buy").content.decode()
    assert not network.texts
    assert "We have your question" in answer
    assert SENT not in answer


def test_one_number_is_texted_twice_an_hour_at_most(send: Send, network: simulated.Network) -> None:
    for number in range(4):
        answer = text_me(send, question=f"Question {number}")
    assert len(network.texts) == 2
    assert NOT_SENT in answer.content.decode()
    assert Envelope.objects.count() == 4


def test_a_number_abroad_is_left_to_the_staff(send: Send, network: simulated.Network) -> None:
    answer = text_me(send, phone="+1 876 555 0123")
    assert answer.status_code == 200
    assert not network.texts
    assert NOT_SENT in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "said"),
    [(Refused(21610), NOT_SENT), (TryLater(20429), PERHAPS), (OutcomeUnknown(), PERHAPS), (KeyError("555"), PERHAPS)],
)
def test_a_text_that_fails_is_told_and_the_request_stands(send: Send, error: Exception, said: str) -> None:
    with mock.patch("intake.phone.simulator.gateway.SimulatedGateway.send_text", side_effect=error):
        answer = text_me(send)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert code_in(answer)
    assert Envelope.objects.filter(kind=Envelope.Kind.FORM).count() == 1  # a STOP told by Twilio is an envelope too


def test_a_row_that_cannot_be_written_is_told_and_the_request_stands(send: Send) -> None:
    with mock.patch("intake.ask.acknowledge.send_now", side_effect=RuntimeError("202-555-0199")):
        answer = text_me(send)
    assert answer.status_code == 200
    assert NOT_SENT in answer.content.decode()


def test_the_text_is_sent_only_after_the_envelope_is_kept(send: Send, network: simulated.Network) -> None:
    with mock.patch("intake.ask.views.drop", side_effect=OSError):
        text_me(send)
    assert not network.texts
