from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from firm.models import StaffMember
from intake.models import Bell, Envelope, InboundCall, RemoteRecord
from intake.phone.bell import ring_what_arrived
from intake.phone.missed import settle_lost
from intake.phone.simulator.network import Network
from tests.phone.calling import RECORDING, call, over, recording, staff_leg
from tests.phone.conftest import VISITOR

pytestmark = pytest.mark.usefixtures("lines", "desk")
Opened = Callable[[], list[dict[str, Any]]]


def missed() -> bool:
    return Envelope.objects.filter(key__endswith=":missed").exists()


def test_it_is_a_sealed_urgent_arrival_the_moment_the_caller_hangs_up(opened: Opened) -> None:
    call()
    over()
    envelope = Envelope.objects.get(key__endswith=":missed")
    assert envelope.urgent
    (content,) = [content for content in opened() if content.get("missed")]
    assert content["from"] == VISITOR
    assert InboundCall.objects.get().outcome == "missed"
    assert RemoteRecord.objects.get(kind="call").state == "to-erase"


def test_the_bell_rings_for_it_and_says_nothing_of_it(pia: StaffMember, network: Network) -> None:
    call()
    ring_what_arrived()
    over()
    assert ring_what_arrived() == 1
    assert Bell.objects.filter(urgent=True).count() == 1
    assert not any(VISITOR in text.body or "call" in text.body for text in network.texts)


def test_twice_reported_is_missed_once() -> None:
    call()
    over()
    over()
    assert Envelope.objects.count() == 2


@pytest.mark.parametrize("status", ["ringing", "in-progress", "queued"])
def test_a_call_that_still_lasts_is_not_missed(status: str) -> None:
    call()
    over(status)
    assert not missed()


def test_an_answered_call_is_not_missed(pia: StaffMember) -> None:
    call()
    call("menu", Digits="1")
    staff_leg("accept", pia, Digits="1")
    over()
    assert not missed()


def test_who_asked_for_a_text_is_not_missed() -> None:
    call()
    call("menu", Digits="1")
    call("text", Digits="2")
    over()
    assert not missed()


def to_the_tone() -> None:
    call()
    call("menu", Digits="1")
    call("text", Digits="")


@pytest.mark.parametrize("order", [("over", "recording"), ("recording", "over"), ("over", "recording", "recording")])
def test_who_left_a_message_is_not_missed_in_whatever_order_it_is_told(order: tuple[str, ...]) -> None:
    to_the_tone()
    for step in order:
        over() if step == "over" else recording()
    assert not missed()
    assert InboundCall.objects.get().outcome == "voicemail"


@pytest.mark.parametrize("report", [{"RecordingStatus": "absent"}, {"RecordingStatus": "failed", "ErrorCode": "16102"}])
def test_silence_after_the_tone_is_missed(report: dict[str, str]) -> None:
    to_the_tone()
    over()
    assert not missed()
    assert recording(RecordingDuration="0", **report) == 200
    assert missed()


def test_a_message_of_two_seconds_is_kept_and_the_call_is_missed_all_the_same() -> None:
    to_the_tone()
    recording(RecordingDuration="2")
    over()
    settle_lost(timezone.now() + timedelta(minutes=2))
    assert Envelope.objects.filter(key=RECORDING).exists()
    assert missed()


def test_a_recording_that_is_never_reported_is_missed_a_minute_later() -> None:
    to_the_tone()
    over()
    assert settle_lost() == 0
    assert settle_lost(timezone.now() + timedelta(minutes=2)) == 1
    assert missed()
    assert settle_lost(timezone.now() + timedelta(minutes=2)) == 0


def test_a_call_whose_end_is_never_reported_is_missed_in_the_end(opened: Opened) -> None:
    call()
    assert settle_lost(timezone.now() + timedelta(minutes=10)) == 0
    assert settle_lost(timezone.now() + timedelta(minutes=31)) == 1
    assert missed()
