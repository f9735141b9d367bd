from pathlib import Path

from defusedxml.ElementTree import fromstring
from django.test import Client

from intake.phone.twiml import fallback
from tests.phone.calling import CALL
from tests.phone.conftest import TEXT_LINE, VISITOR, deliver
from tests.phone.twiml_lint import lint

FILE = Path(__file__).resolve().parents[2] / "docs" / "voice-fallback.xml"


def test_it_answers_in_both_languages_and_takes_a_message_without_a_database() -> None:
    # No database fixture here: pytest-django refuses any query.
    form = {"CallSid": CALL, "From": VISITOR, "To": TEXT_LINE, "ErrorCode": "11200", "ErrorUrl": "https://firm.example"}
    answer = deliver("/twilio/call/fallback/", form)
    assert answer.status_code == 200
    document = lint(answer.content.decode())
    assert 'language="en-US"' in document
    assert 'language="es-US"' in document
    assert document.index("recorded") < document.index("<Record")
    assert "<Gather" not in document


def test_it_is_signed_like_every_other_step() -> None:
    assert Client().post("/twilio/call/fallback/", {"CallSid": CALL}).status_code == 403


def test_the_file_for_another_host_is_the_same_document_without_the_voicemail() -> None:
    document = FILE.read_text(encoding="utf-8").strip()
    assert document == fallback(recording=False)
    lint(document)
    assert not any(
        value.startswith("/") for element in fromstring(document).iter() for value in element.attrib.values()
    )
