"""A long text that a carrier hands on in base64 is kept as it came and read as it was written."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from intake.models import Envelope
from intake.phone.concatenated import readable
from tests.phone.conftest import a_text, deliver

WORDS = "Buenos días, le escribo porque a mi hermano lo tienen detenido desde ayer y nadie nos dice dónde está."


def encoded(words: str) -> str:
    return base64.b64encode(words.encode()).decode()


def test_it_is_read_as_it_was_written() -> None:
    assert readable(encoded(WORDS)) == WORDS


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Hola",
        "HolaHola",
        WORDS,
        "a" * 100,
        "https://firm.example/" + "a" * 80,
        encoded("\x00\x01 " * 40),
        "QUJD" * 30,
    ],
)
def test_what_is_not_certainly_that_stays_as_it_is(body: str) -> None:
    assert readable(body) == body


@pytest.mark.usefixtures("lines")
def test_it_is_sealed_as_it_came_and_its_urgent_words_are_seen(opened: Callable[[], list[dict[str, Any]]]) -> None:
    assert deliver("/twilio/text/", a_text(encoded(WORDS))).status_code == 200
    (content,) = opened()
    assert content["body"] == encoded(WORDS)
    assert content["urgent_words"] == ["detenido"]
    assert Envelope.objects.get().urgent
