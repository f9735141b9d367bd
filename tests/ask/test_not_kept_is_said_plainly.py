"""When nothing could be kept, the visitor is told so, keeps their words, and gets the numbers."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from pytest_django import Settings

from intake.models import Envelope
from tests.markup import flat

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


def assert_told(answer: Any, status: int) -> None:
    page = flat(answer.content.decode())
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    assert "We did NOT receive your question" in page
    assert "<title>Error:" in page
    assert 'href="sms:+12025550187"' in page
    assert 'href="tel:+12025550187"' in page
    assert "We have your question" not in page


def test_neither_database_nor_spool_took_it(send: Send) -> None:
    with mock.patch("intake.ask.views.drop", side_effect=OSError("May I still file my taxes?")):
        answer = send(question="Words worth keeping")
    assert_told(answer, 503)
    assert "Words worth keeping" in answer.content.decode()


def test_no_desk_key_means_nothing_is_accepted(send: Send, settings: Settings) -> None:
    settings.DESK_PUBLIC_KEY = ""
    assert_told(send(), 503)
    assert not Envelope.objects.exists()


def test_the_log_says_what_failed_and_not_what_was_typed(send: Send, caplog: pytest.LogCaptureFixture) -> None:
    with mock.patch("intake.ask.views.drop", side_effect=OSError("canary 202-555-0199")):
        send(question="canary words")
    assert "OSError" in caplog.text
    assert "canary" not in caplog.text


@pytest.fixture
def no_temporary_files() -> Iterator[mock.Mock]:
    with mock.patch("tempfile.NamedTemporaryFile") as made:
        yield made
        made.assert_not_called()


def test_a_file_is_refused_before_any_of_it_is_read(lines: None, no_temporary_files: mock.Mock) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("notice.jpg", b"x" * 4_000_000)
    assert_told(Client().post("/ask/", {"question": "See my notice", "file": upload}), 415)


def test_too_much_is_refused_in_clear_words(send: Send) -> None:
    assert_told(send(question="x" * 200_000), 413)


def test_too_many_fields_are_refused_in_clear_words(lines: None) -> None:
    body = "&".join(f"f{number}=1" for number in range(2000))
    answer = Client().post("/ask/", body, content_type="application/x-www-form-urlencoded")
    assert_told(answer, 413)


def test_another_site_cannot_post(send: Send) -> None:
    assert send(headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not Envelope.objects.exists()
