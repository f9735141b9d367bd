"""Rule 9 of the design: every promise a visitor or caller is given is kept by a test that has a name."""

from tomllib import loads

import pytest

from tests.promises import TABLE, Said, names_a_test, said, sounds_like_a_promise

KINDS = ("promise", "by_people", "not_a_promise")
TABLES = loads(TABLE.read_text(encoding="utf-8"))
PROMISES = [*TABLES["promise"], *TABLES["by_people"]]


@pytest.fixture(scope="module")
def sentences() -> list[Said]:
    found = list(said())
    assert len(found) > 150, "the pages are no longer read"
    return found


def test_every_sentence_that_sounds_like_a_promise_is_in_the_table(sentences: list[Said]) -> None:
    known = {row["en"] for kind in KINDS for row in TABLES[kind]}
    unmapped = {f"{one.where}: {one.english}" for one in sentences if sounds_like_a_promise(one)} - {
        f"{one.where}: {one.english}" for one in sentences if one.english in known
    }
    assert not unmapped, "Not in docs/promises.toml:\n" + "\n".join(sorted(unmapped))


def test_the_table_holds_no_words_that_nobody_says_any_more(sentences: list[Said]) -> None:
    said_now = {one.english for one in sentences}
    assert not [row["en"] for kind in KINDS for row in TABLES[kind] if row["en"] not in said_now]


def test_every_promise_is_said_in_spanish_wherever_it_is_said_in_english(sentences: list[Said]) -> None:
    for one in sentences:
        spanish = [row["es"] for row in PROMISES if row["en"] == one.english]
        if spanish:
            assert any(words in one.spanish.replace("**", "") for words in spanish), f"{one.where}: {one.english}"


def test_every_promise_names_tests_that_are_there() -> None:
    missing = [name for row in TABLES["promise"] for name in row["shown_by"] if not names_a_test(name)]
    assert not missing
    assert all(row["shown_by"] for row in TABLES["promise"])


def test_what_is_left_to_people_or_no_promise_says_why() -> None:
    assert all(row["why"].strip() for kind in ("by_people", "not_a_promise") for row in TABLES[kind])


def test_a_new_promise_would_be_noticed() -> None:
    for words in (
        "We will call you back within the hour.",
        "A paralegal reads this tonight.",
        "Nobody else can read it.",
        "We delete it after 90 days.",
    ):
        assert sounds_like_a_promise(Said(words, "", "", marked=False)), words
    assert not sounds_like_a_promise(Said("Send my question", "", "", marked=False))
    assert sounds_like_a_promise(Said("Send my question", "", "", marked=True))


def test_a_name_of_no_test_is_told_from_one_that_is_there() -> None:
    assert names_a_test("tests/test_promises.py::test_a_new_promise_would_be_noticed")
    assert not names_a_test("tests/test_promises.py::test_of_something_else")
    assert not names_a_test("tests/no_such_file.py::test_a_new_promise_would_be_noticed")
    assert not names_a_test("tests/test_promises.py")
