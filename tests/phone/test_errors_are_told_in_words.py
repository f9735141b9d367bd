import pytest

from intake.phone.errors_in_words import in_words


@pytest.mark.parametrize("code", [21211, 21408, 21610, 21614, 30003, 30004, 30005, 30006, 30007, 30008])
def test_each_has_words_of_its_own_that_name_no_code(code: int) -> None:
    assert str(code) not in str(in_words(code))
    assert len(str(in_words(code))) > 20


def test_an_error_without_words_shows_its_code() -> None:
    assert "12345" in str(in_words(12345))
    assert str(in_words(None))
