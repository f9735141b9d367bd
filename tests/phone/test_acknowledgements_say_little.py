import pytest

from intake.phone.acknowledgements import BOTH, WORDS, body_for
from intake.phone.segments import count


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("neutral", [True, False])
def test_each_costs_one_segment_and_carries_the_code(db: None, language: str, neutral: bool) -> None:
    body = body_for(language, neutral, "K7F-3MQ")
    assert (count(body).encoding, count(body).segments) == ("GSM-7", 1)
    assert "K7F-3MQ" in body


@pytest.mark.parametrize("language", ["en", "es"])
def test_neutral_words_name_neither_firm_nor_field(language: str) -> None:
    body = body_for(language, True, "K7F-3MQ").lower()
    for telling in ("law", "abogad", "immigra", "inmigra", "firm", "visa", "ice"):
        assert telling not in body.replace("k7f-3mq", "")


def test_a_language_we_have_no_words_in_gets_the_default_one() -> None:
    assert body_for("ar", True, "K7F-3MQ") == body_for("en", True, "K7F-3MQ")


def test_a_text_whose_language_nobody_chose_is_answered_in_both_for_one_segment() -> None:
    assert body_for("", True, "") == BOTH
    assert count(BOTH).segments == 1


def test_none_promises_a_time() -> None:
    for words in [BOTH, *WORDS["en"], *WORDS["es"]]:
        for hour in ("minute", "hour", "today", "soon", "minuto", "hora", "hoy", "pronto"):
            assert hour not in words
