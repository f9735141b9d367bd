"""What the page promises about the form itself."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from intake.ask.forms import AskForm
from intake.phone.acknowledgements import body_for

pytestmark = pytest.mark.django_db


def test_a_request_without_a_name_is_taken(
    send: Callable[..., Any], arrived: Callable[[], list[dict[str, Any]]]
) -> None:
    answer = send(name="")
    assert "no-store" in answer["Cache-Control"]
    assert arrived()[0]["name"] == ""


def test_no_question_asks_for_status_nationality_or_an_a_number() -> None:
    asked = " ".join(str(field.label) for field in AskForm.base_fields.values()).lower()
    assert not re.search(r"status|citizen|nationality|country|a-number|arrest|document|birth", asked)
    for address in ("/ask/", "/es/ask/"):
        labels = re.findall(
            r"<(?:label|legend)[^>]*>(.*?)</(?:label|legend)>", Client().get(address).content.decode(), re.DOTALL
        )
        assert len(labels) > 5
        assert not re.search(
            r"estatus|ciudadan|nacionalidad|número a|status|nationality|a-number", " ".join(labels).lower()
        )


@pytest.mark.parametrize("language", ["en", "es", ""])
def test_neutral_words_name_neither_the_firm_nor_its_field(language: str) -> None:
    words = body_for(language, neutral=True, reference="K7F-3MQ").lower()
    assert not re.search(r"immigra|inmigra|law|abogad|alvarado|finch|firm|bufete|lawyer|ice\b", words)


def test_asking_costs_nothing() -> None:
    asked = " ".join([*AskForm.base_fields, *(str(field.label) for field in AskForm.base_fields.values())]).lower()
    assert not re.search(r"card|payment|price|fee\b|pay\b|\$", asked)
    page = Client().get("/ask/").content.decode()
    assert not re.search(r"cc-number|\$\s?\d", page)
