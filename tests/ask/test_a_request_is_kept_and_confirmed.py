"""From five questions to a sealed envelope and a code."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from pytest_django import Settings

from intake.ask import wording
from intake.ask.source import Source
from intake.models import Envelope
from intake.phone import rota
from tests.markup import flat

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]
Arrived = Callable[[], list[dict[str, Any]]]


def code_in(answer: Any) -> str:
    found = re.search(r"<bdi>([3-9A-Y]{3}-[3-9A-Y]{3})</bdi>", answer.content.decode())
    assert found
    return found[1]


def test_the_answer_to_the_post_is_the_confirmation_itself(send: Send) -> None:
    answer = send()
    assert answer.status_code == 200
    assert "We have your question" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_the_hours_on_the_confirmation_are_the_firms_own(send: Send) -> None:
    """1:15 in the morning in Greenwich is 8:15 the evening before in Washington."""
    moment = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
    with mock.patch("intake.ask.views.timezone.now", return_value=moment):
        page = flat(send().content.decode())
    assert "Received today, 8:15 p.m." in page
    assert "at 8 a.m." in page  # when somebody is at the desk again


def test_the_envelope_holds_every_answer(send: Send, arrived: Arrived) -> None:
    source = Source(41, "ICE and the IRS", "/updates/2025/04/irs/").signed()
    answer = send("/es/ask/", source=source)
    [content] = arrived()
    row = content.pop("_row")
    assert row.kind == Envelope.Kind.FORM
    assert not row.urgent
    assert not row.suspect
    content.pop("at")
    assert content.pop("visitor_key").startswith("age1")
    assert content == {
        "reference": code_in(answer),
        "detained": False,
        "language": "es",
        "page_language": "es",
        "reach": "call",
        "phone": "+12025550199",
        "email": "",
        "name": "Marta",
        "neutral": True,
        "question": "May I still file my taxes?",
        "notice": wording.NOTICE_VERSION,
        "consent": None,
        "page": 41,
        "page_title": "ICE and the IRS",
        "page_path": "/updates/2025/04/irs/",
        "signs": [],
    }


def test_choosing_a_text_keeps_the_exact_words_of_the_consent(send: Send, arrived: Arrived) -> None:
    send("/es/ask/", reach="text")
    [content] = arrived()
    page = Client().get("/es/ask/").content.decode().replace("&amp;", "&")
    assert content["consent"]["text"] in page
    assert content["consent"]["version"] == wording.CONSENT_VERSION


def test_detained_makes_it_urgent_and_repeats_the_number(send: Send, arrived: Arrived) -> None:
    answer = send(detained="yes").content.decode()
    assert arrived()[0]["_row"].urgent
    assert 'class="callnow shown"' in answer
    assert 'href="tel:+12025550142"' in answer
    assert 'class="callnow shown"' not in send(detained="no").content.decode()


def test_a_source_nobody_signed_is_not_believed(send: Send, arrived: Arrived) -> None:
    send(source='[41,"Forged","/"]:aaaa')
    [content] = arrived()
    assert (content["page"], content["page_title"], content["page_path"]) == (None, "", "")


def test_only_the_chosen_way_to_reach_is_kept(send: Send, arrived: Arrived) -> None:
    send(reach="email", email="marta@example.com", phone="not a number at all")
    [content] = arrived()
    assert (content["phone"], content["email"]) == ("", "marta@example.com")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(202) 555-0199", "+12025550199"),
        ("+52 55 1234 5678", "+525512345678"),
        ("٢٠٢٥٥٥٠١٩٩", "+12025550199"),
    ],
)
def test_a_phone_number_is_understood_as_people_write_it(send: Send, arrived: Arrived, typed: str, kept: str) -> None:
    assert send(phone=typed).status_code == 200
    assert arrived()[0]["phone"] == kept


def test_what_no_one_can_see_is_taken_out_and_the_words_stay(send: Send, arrived: Arrived) -> None:
    send(question="a\x00b\u202egnp.exe\r\nc\x07 שלום\u200f", name="M\x00")
    [content] = arrived()
    assert content["question"] == "abgnp.exe\nc שלום\u200f"
    assert content["name"] == "M"


def test_a_post_costs_few_queries(send: Send, settings: Settings, django_assert_max_num_queries: Any) -> None:
    Client().get("/ask/")  # the firm's facts are known from here on, and its rota
    rota.holders()
    settings.PAGE_CACHE_SECONDS = 60
    with django_assert_max_num_queries(5) as captured:  # envelope and page in one transaction, and who is on duty
        send()
    assert sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured.captured_queries) <= 4
