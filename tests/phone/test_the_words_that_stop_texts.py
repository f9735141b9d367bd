"""STOP, START and HELP are data, in every language of the site; what may mean stop goes to a person."""

import tomllib
from pathlib import Path

import pytest
from django.conf import settings as loaded

from intake.phone import keywords
from intake.phone.keywords import fold, keyword, listed

FILE = Path(keywords.__file__).parent / "keywords.toml"
REVOCATION = ("stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe")  # 47 CFR 64.1200(a)(10)


def test_every_language_of_the_site_has_its_words() -> None:
    for code, _name in loaded.LANGUAGES:
        words = next(one for one in listed() if one.language == code)
        assert words.stop
        assert words.start
        assert words.help
        assert words.unclear


@pytest.mark.parametrize("word", REVOCATION)
def test_every_word_the_rule_names_stops_texts(word: str) -> None:
    assert keyword(word.upper() + "!") == "STOP"


def test_the_file_names_its_source_and_claims_no_check_that_nobody_made() -> None:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert data["source"].startswith("https://")
    assert data["checked"] < data["reverify_by"]
    assert {data[code]["verified_by"] for code, _name in loaded.LANGUAGES} == {""}


def test_no_word_both_stops_and_starts_and_none_is_written_so_that_it_can_never_match() -> None:
    stop, start = ({word for one in listed() for word in getattr(one, kind)} for kind in ("stop", "start"))
    assert not stop & start
    for one in listed():
        assert all(words and words == fold(words) for words in [*one.stop, *one.start, *one.help, *one.unclear])


def test_what_twilio_took_for_a_keyword_is_one_whatever_was_written() -> None:
    assert keyword("please no more", "STOP") == "STOP"
    assert keyword("please no more", "MAYBE") == ""
