"""A text or voicemail is filed although each of its reports was lost: Twilio's own list is looked at."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from intake.models import Envelope, InboundCall, OutgoingText, RemoteRecord, SealedFile
from intake.phone import optouts, sweeps, texts, untold
from intake.phone.fetching import fetch_due
from intake.phone.gateway import Fetched, FoundRecording
from intake.phone.simulator.network import Network, PhoneText
from tests.phone.calling import CALL, RECORDING, call, over, recording
from tests.phone.conftest import TEXT_LINE, VISITOR, a_text, deliver

pytestmark = pytest.mark.usefixtures("lines", "desk")
Opened = Callable[[], list[dict[str, Any]]]
WAV = Fetched("audio/wav", "", b"RIFF0000WAVEfmt ")


def left_a_message(network: Network, seconds: int = 21, call_sid: str = CALL) -> None:
    """The caller spoke after the tone and hung up; Twilio has it, and no report of it arrived."""
    call()
    call("menu", Digits="1")
    call("text", Digits="")
    network.keep_recording(FoundRecording(RECORDING, call_sid, seconds), WAV)


def a_minute_passes() -> None:
    InboundCall.objects.update(ended_at=timezone.now() - timedelta(minutes=2))


def missed() -> bool:
    return Envelope.objects.filter(key__endswith=":missed").exists()


def test_it_is_filed_instead_of_a_missed_call_and_comes_home(network: Network, opened: Opened) -> None:
    left_a_message(network)
    over()
    a_minute_passes()
    sweeps.settle_calls()
    assert not missed()
    (content,) = [content for content in opened() if content["kind"] == "voicemail"]
    assert (content["recording_sid"], content["call_sid"], content["seconds"]) == (RECORDING, CALL, 21)
    assert content["from"] == VISITOR
    assert InboundCall.objects.get().outcome == "voicemail"
    assert fetch_due() == 1
    assert SealedFile.objects.get().key == RECORDING


def test_it_is_found_although_the_end_of_the_call_was_lost_too(network: Network) -> None:
    left_a_message(network)
    InboundCall.objects.update(started_at=timezone.now() - timedelta(minutes=31))
    sweeps.settle_calls()
    assert not missed()
    assert InboundCall.objects.get().outcome == "voicemail"


def test_one_that_is_listed_later_turns_the_missed_call_into_a_voicemail(network: Network) -> None:
    call()
    call("menu", Digits="1")
    call("text", Digits="")
    over()
    a_minute_passes()
    sweeps.settle_calls()
    assert missed()
    network.keep_recording(FoundRecording(RECORDING, CALL, 21), WAV)
    untold.look_for_recordings()
    assert InboundCall.objects.get().outcome == "voicemail"
    assert Envelope.objects.filter(key=RECORDING).count() == 1


def test_what_was_told_is_not_filed_again(network: Network) -> None:
    left_a_message(network)
    recording()
    assert untold.look_for_recordings() == 0
    Envelope.objects.filter(key=RECORDING).delete()
    assert untold.look_for_recordings() == 0  # noted at Twilio, at least
    RemoteRecord.objects.all().delete()
    assert untold.look_for_recordings() == 1


def test_a_call_that_came_while_the_database_was_away_is_known_by_its_envelope(network: Network) -> None:
    left_a_message(network)
    InboundCall.objects.all().delete()
    assert untold.look_for_recordings() == 1


def test_a_recording_of_a_call_that_is_not_ours_is_left_alone(network: Network) -> None:
    left_a_message(network, call_sid="CA" + "9" * 32)
    assert untold.look_for_recordings() == 0


def test_a_list_twilio_refuses_does_not_keep_the_missed_call_waiting(network: Network) -> None:
    left_a_message(network)
    over()
    a_minute_passes()
    network.set_fault("429", 600)
    sweeps.settle_calls()
    assert missed()
    network.set_fault("", 0)
    untold.look_for_recordings()
    assert InboundCall.objects.get().outcome == "voicemail"


def test_twilio_is_asked_only_when_a_call_at_the_tone_is_about_to_be_missed(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(network, "find_recordings", lambda since: asked.append(since) or [])
    call()
    over()
    a_minute_passes()
    sweeps.settle_calls()
    assert asked == []


OLD = "SM" + "1" * 32


def written(network: Network, sid: str, body: str = "Necesito ayuda", line: str = TEXT_LINE, *pictures: str) -> None:
    """Somebody texted while the site was away: Twilio has it, and could tell nobody."""
    network.from_phone(PhoneText(sid, VISITOR, line, False, body, timezone.now(), pictures=pictures))


@pytest.fixture
def live(lines: object, desk: object) -> None:
    """Something arrived before."""
    deliver("/twilio/text/", a_text("Hello", sid=OLD))
    Envelope.objects.update(received_at=timezone.now() - timedelta(days=5))


@pytest.mark.usefixtures("live")
def test_a_text_is_filed_with_its_pictures_and_without_an_acknowledgement(
    network: Network, opened: Opened, settings: Any
) -> None:
    texts.ACKNOWLEDGED.clear()
    written(network, "MM" + "2" * 32, "La migra está aquí", TEXT_LINE, "ME" + "3" * 32)
    settings.SIMULATOR = True
    sweeps.look_for_untold()
    content = opened()[-1]
    assert (content["sid"], content["from"], content["line"]) == ("MM" + "2" * 32, VISITOR, TEXT_LINE)
    assert content["body"] == "La migra está aquí"
    assert content["urgent_words"]
    assert set(RemoteRecord.objects.exclude(sid=OLD).values_list("kind", "state")) == {
        ("media", "to-fetch"),
        ("message", "to-erase"),
    }
    assert not OutgoingText.objects.filter(envelope__key="MM" + "2" * 32).exists()


@pytest.mark.usefixtures("live")
def test_a_stop_nobody_told_us_of_is_an_opt_out(network: Network, opened: Opened) -> None:
    written(network, "SM" + "2" * 32, "STOP")
    assert untold.look_for_texts() == 1
    assert opened()[-1]["kind"] == "opt-out"
    assert VISITOR in optouts.STOPPED


@pytest.mark.usefixtures("live")
def test_a_text_that_was_told_is_not_filed_again_although_its_envelope_is_purged(network: Network) -> None:
    network.from_phone(PhoneText(OLD, VISITOR, TEXT_LINE, False, "Hello", timezone.now()))
    assert untold.look_for_texts() == 0
    Envelope.objects.create(id="0" * 32, kind="form", received_at=timezone.now() - timedelta(days=5), key="x", bucket=0)
    Envelope.objects.filter(key=OLD).delete()
    assert untold.look_for_texts() == 0


@pytest.mark.usefixtures("live")
def test_a_text_to_another_number_of_the_account_is_left_alone(network: Network) -> None:
    written(network, "SM" + "2" * 32, "x", "+12025550199")
    assert untold.look_for_texts() == 0


def test_texts_from_before_the_firm_was_here_are_left_alone(network: Network) -> None:
    written(network, "SM" + "2" * 32)
    assert untold.look_for_texts() == 0
    deliver("/twilio/text/", a_text("Hello", sid=OLD))
    Envelope.objects.update(received_at=timezone.now() + timedelta(minutes=1))
    assert untold.look_for_texts() == 0


@pytest.mark.usefixtures("live")
def test_a_list_of_texts_that_twilio_refuses_is_asked_for_again(network: Network) -> None:
    written(network, "SM" + "2" * 32)
    network.set_fault("429", 600)
    assert untold.look_for_texts() == 0
    network.set_fault("", 0)
    assert (untold.look_for_texts(), untold.look_for_texts()) == (1, 0)
