"""A second click, a reload, a restart: one request, one code."""

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest

from intake.ask import stamp
from intake.models import Envelope
from tests.ask.conftest import aged
from tests.ask.test_a_request_is_kept_and_confirmed import code_in

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


def test_a_second_click_shows_the_same_code_and_makes_no_second_envelope(send: Send) -> None:
    mark = aged()
    first, second = send(stamp=mark), send(stamp=mark)
    assert code_in(first) == code_in(second)
    assert Envelope.objects.count() == 1


def test_it_holds_after_a_restart(send: Send) -> None:
    mark = aged()
    first = send(stamp=mark)
    with mock.patch.object(stamp, "PROCESS_KEY", b"another process"):
        second = send(stamp=mark)
    assert code_in(first) == code_in(second)
    assert Envelope.objects.count() == 1


def test_a_stamp_that_aged_between_the_clicks_changes_nothing(send: Send) -> None:
    with mock.patch("time.time", return_value=1_800_000_000):
        mark = stamp.issue()
        send(stamp=mark)  # at once: too fast
    with mock.patch("time.time", return_value=1_800_000_300):
        send(stamp=mark)
    assert Envelope.objects.count() == 1


def test_without_a_stamp_the_same_words_within_the_half_hour_are_one_request(send: Send) -> None:
    with mock.patch("time.time", return_value=1_800_000_000):
        first, second = send(stamp=""), send(stamp="")
    assert code_in(first) == code_in(second)
    assert Envelope.objects.count() == 1


def test_a_corrected_answer_on_a_kept_page_is_not_taken_for_a_second_click(send: Send) -> None:
    mark = aged()
    send(stamp=mark, phone="202-555-0199")
    send(stamp=mark, phone="202-555-0198")
    assert Envelope.objects.count() == 2


def test_the_stored_key_tells_nothing_about_the_answers(send: Send) -> None:
    send(stamp=aged())
    send(stamp=aged())
    first, second = Envelope.objects.values_list("key", flat=True)
    assert first != second
