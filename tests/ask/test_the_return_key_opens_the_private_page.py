"""The key that is shown once opens the page; nothing else does, and nobody is told what was wrong."""

import re
from collections.abc import Callable
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError
from django.test import Client

from intake.ask import private_page, stamp
from intake.models import Envelope, PrivatePage
from tests.ask.conftest import aged
from tests.ask.test_a_request_is_kept_and_confirmed import code_in
from tests.markup import flat

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]
Open = Callable[..., Any]
FORM = "application/x-www-form-urlencoded"
NEUTRAL = "We found no page for this code and key"


def key_in(answer: Any) -> str:
    found = re.search(r"<bdi>((?:[3-9A-Y]{4}-){5}[3-9A-Y]{4})</bdi>", answer.content.decode())
    return found[1] if found else ""


@pytest.fixture(autouse=True)
def nobody_tried() -> None:
    for tally in (private_page.misses_lately, private_page.posts_lately, private_page.sent_lately):
        tally.forget()


@pytest.fixture
def open_page() -> Open:
    def post(reference: str, key: str, path: str = "/ask/status/", **more: Any) -> Any:
        return Client().post(path, urlencode({"reference": reference, "key": key}), content_type=FORM, **more)

    return post


def test_the_key_on_the_confirmation_opens_the_page(send: Send, open_page: Open) -> None:
    asked = send()
    page = open_page(code_in(asked), key_in(asked))
    assert page.status_code == 200
    assert "We have your question." in page.content.decode()
    assert code_in(asked) in page.content.decode()


def test_a_key_typed_by_hand_opens_it_too(send: Send, open_page: Open) -> None:
    asked = send()
    typed = key_in(asked).lower().replace("-", " ")
    assert open_page(f" {code_in(asked).lower().replace('-', '')} ", typed).status_code == 200


def test_only_the_public_half_is_kept_and_only_sealed(send: Send, arrived: Any) -> None:
    asked = send()
    [content] = arrived()
    assert content["visitor_key"].startswith("age1")
    key = key_in(asked)
    [page] = PrivatePage.objects.all()
    for value in (*vars(page).values(), *vars(content["_row"]).values(), content):
        assert key not in str(value)
        assert key.replace("-", "") not in str(value)
    assert content["visitor_key"] not in str({**vars(page), **vars(content["_row"])})
    assert code_in(asked) not in str({**vars(page), **vars(content["_row"])})


@pytest.mark.parametrize("wrong", ["code", "key", "both", "one letter", "nonsense"])
def test_whatever_is_wrong_the_answer_is_the_same(send: Send, open_page: Open, wrong: str) -> None:
    asked, other = send(), send(phone="202-555-0198")
    code, key = code_in(asked), key_in(asked)
    tried = {
        "code": (code_in(other), key),
        "key": (code, key_in(other)),
        "both": ("AAA-AAA", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA"),
        "one letter": (code, ("A" if key[0] != "A" else "C") + key[1:]),
        "nonsense": ("💥\u202eAAA" * 9, "💥A" * 500),
    }[wrong]
    answer = open_page(*tried)
    assert answer.status_code == 422
    assert NEUTRAL in flat(answer.content.decode())
    page = BeautifulSoup(answer.content, "html.parser")
    for field in page.select("form.sheet input"):
        field.attrs.pop("value", None)
    page_of_another_mistake = BeautifulSoup(open_page("CCC-CCC", "CCCC").content, "html.parser")
    for field in page_of_another_mistake.select("form.sheet input"):
        field.attrs.pop("value", None)
    assert page == page_of_another_mistake


def test_a_second_click_shows_the_same_key_and_it_opens_the_page(send: Send, open_page: Open) -> None:
    mark = aged()
    first, second = send(stamp=mark), send(stamp=mark)
    assert key_in(first) == key_in(second) != ""
    assert PrivatePage.objects.count() == 1
    assert open_page(code_in(second), key_in(second)).status_code == 200


def test_after_a_restart_the_second_click_still_shows_the_key_that_opens(send: Send, open_page: Open) -> None:
    mark = aged()
    send(stamp=mark)
    with mock.patch.object(stamp, "PROCESS_KEY", b"another process"):
        second = send(stamp=mark)
    assert open_page(code_in(second), key_in(second)).status_code == 200


def test_without_a_stamp_the_key_is_shown_once_and_never_to_who_guesses_the_answers(
    send: Send, open_page: Open
) -> None:
    first, again = send(stamp=""), send(stamp="")
    assert open_page(code_in(first), key_in(first)).status_code == 200
    assert key_in(again) == ""
    assert "it is not shown twice" in flat(again.content.decode())


def test_two_requests_have_two_keys(send: Send) -> None:
    assert key_in(send()) != key_in(send())


def test_while_the_database_is_away_the_page_waits_with_its_envelope_and_opens_later(
    send: Send, open_page: Open, settings: Any, tmp_path: Any
) -> None:
    from intake.mailbox import spool

    settings.SPOOL_DIR = tmp_path
    with mock.patch.object(Envelope, "save", side_effect=DatabaseError):
        asked = send()
    assert NEUTRAL in flat(open_page(code_in(asked), key_in(asked)).content.decode())
    assert spool.drain() == 1
    assert open_page(code_in(asked), key_in(asked)).status_code == 200


def test_no_page_means_no_word_of_a_database_fault(open_page: Open) -> None:
    with mock.patch("intake.ask.own_page.PrivatePage.objects.filter", side_effect=DatabaseError("canary")):
        answer = open_page("AAA-AAA", "CCCC")
    assert answer.status_code == 503
    assert "canary" not in answer.content.decode()


def test_too_many_misses_close_the_door_for_that_code_and_that_address(send: Send, open_page: Open) -> None:
    asked = send()
    code, key = code_in(asked), key_in(asked)
    for _ in range(private_page.MISSES_OF_REFERENCE):
        assert open_page(code, "AAAA").status_code == 422
    assert open_page(code, key).status_code == 429
    address = {"REMOTE_ADDR": "93.184.216.34"}
    for number in range(private_page.MISSES_OF_ADDRESS):
        assert open_page(f"A{number}", "AAAA", **address).status_code == 422
    other = send(phone="202-555-0198")
    assert open_page(code_in(other), key_in(other), **address).status_code == 429
    assert open_page(code_in(other), key_in(other)).status_code == 200


@pytest.mark.parametrize("path", ["/ask/status/", "/es/ask/status/"])
def test_code_and_key_travel_in_the_body_and_no_cookie_is_set(send: Send, open_page: Open, path: str) -> None:
    asked = send()
    code, key = code_in(asked), key_in(asked)
    empty, page = Client().get(path), open_page(code, key, path)
    for answer in (empty, page):
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert not answer.cookies
        assert not answer.headers.get("Vary")
    assert not re.search(rf'(href|action|src)="[^"]*({key}|{code})', page.content.decode())
    asked_in_the_address = Client().get(f"{path}?reference={code}&key={key}")
    assert asked_in_the_address.content == empty.content


def test_another_site_cannot_open_it(send: Send, open_page: Open) -> None:
    asked = send()
    answer = open_page(code_in(asked), key_in(asked), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_page_that_was_altered_in_the_database_does_not_open(send: Send, open_page: Open) -> None:
    asked = send()
    PrivatePage.objects.update(sealed=b"age-encryption.org/v1\nnonsense")
    assert NEUTRAL in flat(open_page(code_in(asked), key_in(asked)).content.decode())


def test_who_has_no_phone_and_no_mail_asks_and_is_told_where_the_answer_will_be(send: Send, arrived: Any) -> None:
    answer = send(reach="page", phone="", email="")
    assert answer.status_code == 200
    assert "We answer on your private page" in flat(answer.content.decode())
    [content] = arrived()
    assert (content["reach"], content["phone"], content["email"]) == ("page", "", "")
