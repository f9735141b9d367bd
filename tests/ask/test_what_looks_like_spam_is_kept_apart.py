"""Suspicious requests are quarantined, never dropped, and their sender sees the same page."""

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from intake.ask import signs, stamp
from intake.ask.limits import Tally, address_of
from intake.models import Envelope
from tests.ask.conftest import aged

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]
Arrived = Callable[[], list[dict[str, Any]]]

SUSPICIOUS = {
    "trap": {"reply_subject": "Buy now"},
    "links": {"question": "See https://a.example and http://b.example"},
    "fast": {"stamp": "now"},
    "expired": {"stamp": "yesterday"},
    "forged": {"stamp": "abc:def:ghi"},
}


def stamped(answers: dict[str, str]) -> dict[str, str]:
    made = {"now": stamp.issue, "yesterday": lambda: aged(stamp.LIFETIME + 60)}.get(answers.get("stamp", ""))
    return {**answers, "stamp": made()} if made else answers


@pytest.mark.parametrize("sign", SUSPICIOUS)
def test_it_is_kept_with_its_sign_and_the_sender_sees_the_same_page(send: Send, arrived: Arrived, sign: str) -> None:
    answer = send(**stamped(SUSPICIOUS[sign]))
    assert answer.status_code == 200
    assert "We have your question" in answer.content.decode()
    [content] = arrived()
    assert content["signs"] == [sign]
    assert content["_row"].suspect


def test_nobody_whose_request_is_kept_apart_is_told_that_a_text_comes(send: Send) -> None:
    kept_apart = send(**stamped(SUSPICIOUS["trap"]), reach="text", phone="202-555-0199").content.decode()
    assert "We text you at" not in kept_apart
    assert "if it is a question for us" in kept_apart
    assert "Your code was not sent to that phone" in kept_apart
    assert "We text you at" in send(reach="text", phone="202-555-0199").content.decode()


def test_an_ordinary_request_shows_no_sign(send: Send, arrived: Arrived) -> None:
    send(question="I read https://news.example and worry.")
    assert arrived()[0]["signs"] == []
    assert not arrived()[0]["_row"].suspect


def test_a_request_without_a_stamp_is_judged_by_the_other_signs_alone(send: Send, arrived: Arrived) -> None:
    send(stamp="")
    assert not arrived()[0]["_row"].suspect


@pytest.mark.parametrize("sign", ["fast", "expired", "forged"])
def test_being_in_a_hurry_silences_nobody_who_is_detained(send: Send, arrived: Arrived, sign: str) -> None:
    send(detained="yes", **stamped(SUSPICIOUS[sign]))
    [content] = arrived()
    assert content["_row"].urgent
    assert not content["_row"].suspect
    assert content["signs"] == [sign]


def test_a_crowd_from_one_address_is_kept_apart_and_a_flood_asked_to_call(send: Send) -> None:
    client = Client(REMOTE_ADDR="93.184.216.34")
    with mock.patch.object(signs, "CROWD", 2), mock.patch.object(signs, "FLOOD", 3):
        for number in range(3):
            assert send(client=client, question=f"Question {number}").status_code == 200
        flooded = send(client=client, question="Keep these words")
    assert list(Envelope.objects.order_by("suspect").values_list("suspect", flat=True)) == [False, False, True]
    assert flooded.status_code == 429
    page = flooded.content.decode()
    assert "Keep these words" in page
    assert 'href="tel:+12025550187"' in page


def test_behind_a_proxy_that_names_nobody_no_one_is_counted(send: Send) -> None:
    with mock.patch.object(signs, "FLOOD", 0):
        assert send(client=Client(REMOTE_ADDR="10.0.0.7")).status_code == 200


def test_a_trusted_proxy_names_the_visitor_by_its_last_word(rf: RequestFactory, settings: Settings) -> None:
    request = rf.post("/ask/", headers={"X-Forwarded-For": "1.2.3.4, 93.184.216.34"}, REMOTE_ADDR="10.0.0.7")
    assert address_of(request) == ""
    settings.TRUSTED_PROXY_ADDRESS_HEADER = "X-Forwarded-For"
    assert address_of(request) == "93.184.216.34"


def test_one_household_is_one_address(rf: RequestFactory) -> None:
    first = rf.post("/ask/", REMOTE_ADDR="2606:2800:21f:cb07::1")
    second = rf.post("/ask/", REMOTE_ADDR="2606:2800:21f:cb07:aaaa::9")
    assert address_of(first) == address_of(second) != ""


def test_the_tally_forgets_with_time_and_never_holds_the_address() -> None:
    tally = Tally(60)
    with mock.patch("time.time", return_value=1_800_000_000):
        assert [tally.add("93.184.216.34"), tally.add("93.184.216.34")] == [1, 2]
    assert b"93.184" not in b"".join(tally._times)
    with mock.patch("time.time", return_value=1_800_000_061):
        assert tally.add("93.184.216.34") == 1
