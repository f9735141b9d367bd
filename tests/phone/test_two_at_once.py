"""Twilio sends a webhook twice at the same moment: one row, one reply, on both databases."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from intake.models import Envelope, InboundCall, OutgoingText, RemoteRecord
from intake.phone.outgoing import send_now
from intake.phone.simulator.network import Network
from tests.phone.calling import CALL, RECORDING
from tests.phone.conftest import TEXT_LINE, VISITOR, a_text, deliver

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("desk", "lines")]
COPIES = 4


def at_once(act: Callable[[], Any]) -> list[Any]:
    """What `act` answered to each of several threads that began together."""
    answers: list[Any] = []
    begin = threading.Barrier(COPIES)

    def run() -> None:
        begin.wait()
        try:
            answers.append(act())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(COPIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_text_that_comes_several_times_at_once_is_one_row_and_one_reply() -> None:
    answers = at_once(lambda: deliver("/twilio/text/", a_text("Hello")))
    assert [answer.status_code for answer in answers] == [200] * COPIES
    assert sum("<Message" in answer.content.decode() for answer in answers) == 1
    assert Envelope.objects.count() == OutgoingText.objects.count() == RemoteRecord.objects.count() == 1


def test_one_press_of_send_that_comes_several_times_at_once_is_one_text(network: Network) -> None:
    rows = at_once(lambda: send_now(purpose="reply", line=TEXT_LINE, to=VISITOR, body="Hello", key="press").id)
    assert len(rows) == COPIES
    assert len(set(rows)) == 1
    assert len(network.texts) == 1


def test_reports_that_come_at_once_end_at_the_highest_rank() -> None:
    text = send_now(purpose="reply", line=TEXT_LINE, to=VISITOR, body="Hello", key="press")
    statuses = iter(("sent", "delivered", "sent", "queued"))
    lock = threading.Lock()

    def report() -> int:
        with lock:
            status = next(statuses)
        params = {"MessageSid": text.sid, "MessageStatus": status, "From": TEXT_LINE, "To": VISITOR}
        return int(deliver(f"/twilio/text-status/{text.id}/", params).status_code)

    assert at_once(report) == [200] * COPIES
    text.refresh_from_db()
    assert text.state == "delivered"
    assert RemoteRecord.objects.filter(kind="message", sid=text.sid).count() == 1


def test_a_call_that_is_told_several_times_at_once_is_one_arrival() -> None:
    answers = at_once(lambda: deliver("/twilio/call/in/", {"CallSid": CALL, "From": VISITOR, "To": TEXT_LINE}))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert Envelope.objects.count() == InboundCall.objects.count() == 1


def test_a_recording_reported_by_both_ways_at_once_is_one_voicemail() -> None:
    deliver("/twilio/call/in/", {"CallSid": CALL, "From": VISITOR, "To": TEXT_LINE})
    said = {"CallSid": CALL, "RecordingSid": RECORDING, "RecordingDuration": "9", "RecordingStatus": "completed"}
    steps = iter([("recorded", {"From": VISITOR, "To": TEXT_LINE}), ("recording", {})] * 2)
    lock = threading.Lock()

    def tell() -> int:
        with lock:
            step, more = next(steps)
        return int(deliver(f"/twilio/call/{step}/", {**said, **more}).status_code)

    assert at_once(tell) == [200] * COPIES
    assert Envelope.objects.filter(kind="voicemail").count() == 1
    assert RemoteRecord.objects.filter(kind="recording").count() == 1


def test_key_2_pressed_once_and_told_several_times_at_once_is_one_consent_and_one_text(network: Network) -> None:
    deliver("/twilio/call/in/", {"CallSid": CALL, "From": VISITOR, "To": TEXT_LINE})
    form = {"CallSid": CALL, "From": VISITOR, "To": TEXT_LINE, "Digits": "2"}
    answers = at_once(lambda: deliver("/twilio/call/text/", form))
    assert {answer.status_code for answer in answers} == {200}
    assert Envelope.objects.filter(key__endswith=":text").count() == 1
    assert len(network.texts) == 1
