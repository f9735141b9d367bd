"""A voicemail is filed although each of its reports was lost: Twilio's own list is looked at."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from intake.models import Envelope, InboundCall, RemoteRecord, SealedFile
from intake.phone import recordings, sweeps
from intake.phone.fetching import fetch_due
from intake.phone.gateway import Fetched, FoundRecording
from intake.phone.simulator.network import Network
from tests.phone.calling import CALL, RECORDING, call, over, recording
from tests.phone.conftest import VISITOR

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
    sweeps.look_for_recordings()
    assert InboundCall.objects.get().outcome == "voicemail"
    assert Envelope.objects.filter(key=RECORDING).count() == 1


def test_what_was_told_is_not_filed_again(network: Network) -> None:
    left_a_message(network)
    recording()
    assert recordings.look() == 0
    Envelope.objects.filter(key=RECORDING).delete()
    assert recordings.look() == 0  # noted at Twilio, at least
    RemoteRecord.objects.all().delete()
    assert recordings.look() == 1


def test_a_call_that_came_while_the_database_was_away_is_known_by_its_envelope(network: Network) -> None:
    left_a_message(network)
    InboundCall.objects.all().delete()
    assert recordings.look() == 1


def test_a_recording_of_a_call_that_is_not_ours_is_left_alone(network: Network) -> None:
    left_a_message(network, call_sid="CA" + "9" * 32)
    assert recordings.look() == 0


def test_a_list_twilio_refuses_does_not_keep_the_missed_call_waiting(network: Network) -> None:
    left_a_message(network)
    over()
    a_minute_passes()
    network.set_fault("429", 600)
    sweeps.settle_calls()
    assert missed()
    network.set_fault("", 0)
    sweeps.look_for_recordings()
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
