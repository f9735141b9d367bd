"""A second opinion on what the gateway asks of Twilio: Prism, another reader of the same official description.

`.ci/run` starts it and sets PRISM_URL; everywhere else the first opinion (test_gateway.py) stands alone.
"""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from intake.phone.account import FIELDS, LISTED
from intake.phone.gateway import PhoneError, TextToSend, TwilioGateway
from tests.phone.conftest import TEXT_LINE, VISITOR

URL = os.environ.get("PRISM_URL", "")
pytestmark = pytest.mark.skipif(not URL, reason="PRISM_URL names no running Prism")
SM, ME, RE, CA, PN = (prefix + "a" * 32 for prefix in ("SM", "ME", "RE", "CA", "PN"))
TEXT = TextToSend(TEXT_LINE, VISITOR, "Hola ñ 👍", "https://firm.example/twilio/text-status/x/#rc=2&rp=ct,5xx")


@pytest.fixture
def twilio(settings: Any) -> TwilioGateway:
    settings.TWILIO_API_BASE_URL = URL
    settings.TWILIO_MESSAGING_SERVICE_SID = "MG" + "8" * 32
    return TwilioGateway()


def test_a_text_is_sent_now_and_later(twilio: TwilioGateway) -> None:
    assert twilio.send_text(TEXT).sid[:2] in {"SM", "MM"}
    later = TextToSend(TEXT.line, TEXT.to, TEXT.body, TEXT.status_url, datetime.now(UTC) + timedelta(hours=3))
    assert twilio.send_text(later).sid[:2] in {"SM", "MM"}


def test_a_scheduled_text_is_cancelled(twilio: TwilioGateway) -> None:
    twilio.cancel_text(SM)


def test_texts_are_looked_up(twilio: TwilioGateway) -> None:
    since = datetime.now(UTC) - timedelta(days=36500)
    for scheduled in (False, True):
        assert twilio.find_texts(TEXT_LINE, VISITOR, since, scheduled=scheduled)


@pytest.mark.parametrize(("kind", "sid", "parent"), [("message", SM, ""), ("media", ME, SM), ("recording", RE, ""), ("call", CA, "")])  # fmt: skip
def test_every_kind_of_copy_is_erased(twilio: TwilioGateway, kind: str, sid: str, parent: str) -> None:
    twilio.erase(kind, sid, parent)


def test_recordings_and_texts_to_the_firm_are_looked_up(twilio: TwilioGateway) -> None:
    since = datetime.now(UTC) - timedelta(days=36500)
    assert twilio.find_recordings(since)
    assert twilio.find_inbound(since)[0].pictures


def test_the_account_is_read(twilio: TwilioGateway) -> None:
    account = twilio.account()
    assert account.numbers()
    assert account.balance()
    assert account.service("MG" + "8" * 32).registrations
    assert account.caps()
    assert account.texted()
    assert account.called() == (frozenset(), frozenset())
    assert account.pictures(SM)


@pytest.mark.parametrize("kind", LISTED)
def test_what_is_kept_is_listed(twilio: TwilioGateway, kind: str) -> None:
    assert twilio.account().kept(kind, "").kept
    assert twilio.account().kept(kind, "1 PA12").kept


def test_addresses_and_a_cap_are_set(twilio: TwilioGateway) -> None:
    twilio.account().set_addresses(PN, dict.fromkeys(FIELDS, "https://firm.example/x/"))
    twilio.account().add_cap(40, "https://firm.example/twilio/spent/")


def test_what_twilio_would_not_understand_is_refused(twilio: TwilioGateway) -> None:
    with pytest.raises(PhoneError):
        twilio.cancel_text("SMnope")
