"""Every mistake is said in plain words, links to its question, and loses nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from intake.models import Envelope

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]

MISTAKES = {
    "too few digits": ({"phone": "555-01"}, "ask_phone"),
    "no number at all": ({"phone": ""}, "ask_phone"),
    "letters for a number": ({"phone": "call me maybe"}, "ask_phone"),
    "too many digits": ({"phone": "+1202555019999999"}, "ask_phone"),
    "an area code that is none": ({"phone": "000-555-0199"}, "ask_phone"),
    "an extension": ({"phone": "202-555-0199 x12"}, "ask_phone"),
    "half an e-mail address": ({"reach": "email", "email": "marta@"}, "ask_email"),
    "no e-mail address": ({"reach": "email", "email": ""}, "ask_email"),
    "no way to reach": ({"reach": ""}, "ask_reach_0"),
    "an unknown way to reach": ({"reach": "pigeon"}, "ask_reach_0"),
    "no language": ({"language": ""}, "ask_language"),
    "an unknown language": ({"language": "tlh"}, "ask_language"),
    "detained or not": ({"detained": ""}, "ask_detained_0"),
    "too long a question": ({"question": "¿" * 1001}, "ask_question"),
}


def page_of(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.parametrize("path", ["/ask/", "/es/ask/"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_summary_leads_to_the_question(send: Send, mistake: str, path: str) -> None:
    answers, target = MISTAKES[mistake]
    answer = send(path, **answers)
    assert answer.status_code == 422
    assert "no-store" in answer["Cache-Control"]
    page = page_of(answer)
    assert page.title and page.title.text.strip().startswith(("Error:", "Error"))
    [link] = page.select(".summary a")
    assert link["href"] == f"#{target}"
    assert page.find(id=target) is not None
    assert page.find(id=target)["aria-invalid"] == "true"
    assert not Envelope.objects.exists()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_everything_typed_is_still_there(send: Send, mistake: str) -> None:
    wrong, _target = MISTAKES[mistake]
    page = page_of(send(**{"name": "Marta <3", "wording": "named", **wrong}))
    for name, value in {"name": "Marta <3", "phone": "202-555-0199", **wrong}.items():
        if name in {"name", "phone", "email"}:
            assert page.find(id=f"ask_{name}")["value" if value else "id"] == (value or f"ask_{name}")
    assert page.find(id="ask_question").text.strip() == wrong.get("question", "May I still file my taxes?")
    assert page.select_one("[name=wording][value=named]").has_attr("checked")


def test_a_thousand_characters_fit_however_the_browser_ends_its_lines(send: Send) -> None:
    assert send(question="a\r\n" * 500).status_code == 200


@pytest.mark.parametrize("name", ["phone", "email", "question", "reach", "language", "stamp"])
def test_bytes_that_are_no_text_are_answered_like_a_mistake(send: Send, name: str) -> None:
    answer = send(**{name: "\x00\udcff".encode("utf-8", "surrogatepass").decode("latin-1") + "\u202e"})
    assert answer.status_code in {200, 422}


def test_the_number_typed_wrong_is_never_in_an_address_or_cookie(send: Send) -> None:
    answer = send(phone="555-01")
    assert not answer.cookies
    assert not re.search(r'(href|action)="[^"]*555-01"', answer.content.decode())
