"""On an article the form holds nothing of the reader, so any cache may keep the page."""

import json

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import Client, RequestFactory

from intake.ask import stamp, wording
from intake.ask.source import Source, read
from intake.ask.stamp import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lines")]
TAG = '{% load ask %}{% ask_form page_id=41 page_title="ICE & the IRS" %}'


def section(rf: RequestFactory, **extra: str) -> str:
    request = rf.get("/updates/2025/04/irs/", **extra)
    return Template(TAG).render(Context({"request": request}))


def test_two_readers_get_the_same_bytes(rf: RequestFactory) -> None:
    assert section(rf) == section(rf, HTTP_COOKIE="sessionid=1", REMOTE_ADDR="93.184.216.34", HTTP_USER_AGENT="x")


def test_it_carries_no_token_and_an_empty_stamp(rf: RequestFactory) -> None:
    page = BeautifulSoup(section(rf), "html.parser")
    assert page.find(attrs={"name": "csrfmiddlewaretoken"}) is None
    assert not page.find(id="ask_stamp").get("value")
    assert page.form["data-stamp"] == "/ask/stamp/"
    assert page.form["action"] == "/ask/"


def test_it_says_which_page_it_stands_on(rf: RequestFactory) -> None:
    page = BeautifulSoup(section(rf), "html.parser")
    assert read(page.find(id="ask_source")["value"]) == Source(41, "ICE & the IRS", "/updates/2025/04/irs/")


def test_nothing_is_preselected_but_the_neutral_wording(rf: RequestFactory) -> None:
    page = BeautifulSoup(section(rf), "html.parser")
    assert [(box["name"], box["value"]) for box in page.select("[checked]")] == [("wording", "neutral")]
    assert [option["value"] for option in page.select("option[selected]")] == [""]


@pytest.mark.parametrize("path", ["/ask/", "/es/ask/"])
def test_the_page_of_its_own_carries_a_stamp_and_is_never_kept(path: str) -> None:
    answer = Client().get(path)
    page = BeautifulSoup(answer.content, "html.parser")
    assert stamp.read(page.find(id="ask_stamp")["value"]).state == State.FAST
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert not answer.cookies


def test_the_stamp_comes_by_itself_and_is_never_kept() -> None:
    answer = Client().get("/ask/stamp/")
    assert stamp.read(json.loads(answer.content)["stamp"]).id is not None
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize(("path", "language"), [("/ask/", "en"), ("/es/ask/", "es")])
def test_the_notice_stands_before_the_first_question(path: str, language: str) -> None:
    page = BeautifulSoup(Client().get(path).content, "html.parser").form
    text = page.get_text(" ", strip=True)
    notice = wording.notice(language)
    first_question = page.find("legend").get_text(strip=True)
    for sentence in (notice.relationship, notice.leave_out, notice.urgent):
        assert text.index(sentence) < text.index(first_question)
    assert "202-555-0142" in text[: text.index(first_question)]


def test_the_trap_is_out_of_sight_reach_and_autofill() -> None:
    page = BeautifulSoup(Client().get("/ask/").content, "html.parser")
    trap = page.find(id="ask_reply_subject")
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    assert "sr" in trap.parent["class"]
    assert page.find("label", attrs={"for": "ask_reply_subject"}).text == "Leave this empty"


def test_only_name_and_question_are_called_optional() -> None:
    page = BeautifulSoup(Client().get("/ask/").content, "html.parser")
    assert [mark.parent["for"] for mark in page.select(".optional")] == ["ask_name", "ask_question"]
