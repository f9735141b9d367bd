from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from twilio.request_validator import RequestValidator

from firm.models import ContactNumber
from intake.models import Envelope, RemoteRecord
from intake.phone import urls
from intake.phone.retrying import RETRY
from intake.phone.webhook_auth import sign
from tests.phone.conftest import ACCOUNT, CALL_LINE, TEXT_LINE, a_text, deliver, params_encoded

pytestmark = pytest.mark.usefixtures("desk", "lines")
PATH = "/twilio/text/"
# A recording's report names no number, a transcript is thrown away, the fallback may need no database, and what is
# spent is the whole account's.
OF_NO_LINE = {"call-recording", "call-transcript", "call-fallback", "spent"}


def signature(token: str, params: dict[str, str], address: str = "https://firm.example" + PATH) -> str:
    return str(RequestValidator(token).compute_signature(address, {"AccountSid": ACCOUNT, **params}))


def test_a_signed_text_is_taken() -> None:
    assert deliver(PATH, a_text()).status_code == 200
    assert Envelope.objects.count() == 1


@pytest.mark.parametrize("header", ["", "bm90IGEgc2lnbmF0dXJl", "ñ"])
def test_a_missing_or_wrong_signature_is_refused_and_leaves_nothing(header: str) -> None:
    answer = deliver(PATH, a_text(), **{"X-Twilio-Signature": header})
    assert answer.status_code == 403
    assert not Envelope.objects.exists()


def test_a_replay_with_one_word_changed_is_refused() -> None:
    good = sign(PATH, {"AccountSid": ACCOUNT, **a_text("Hello")})
    assert deliver(PATH, a_text("Goodbye"), **{"X-Twilio-Signature": good}).status_code == 403


@pytest.mark.parametrize("debug", [True, False])
def test_without_a_secret_every_webhook_is_refused(settings: Any, debug: bool) -> None:
    settings.DEBUG = debug
    good = sign(PATH, {"AccountSid": ACCOUNT, **a_text()})
    settings.TWILIO_AUTH_TOKEN = settings.TWILIO_AUTH_TOKEN_OLD = ""
    assert deliver(PATH, a_text(), **{"X-Twilio-Signature": good}).status_code == 403
    empty = signature("", a_text())
    assert deliver(PATH, a_text(), **{"X-Twilio-Signature": empty}).status_code == 403


def test_two_tokens_are_believed_while_rotating(settings: Any) -> None:
    settings.TWILIO_AUTH_TOKEN_OLD = "f" * 32
    for number, token in enumerate((settings.TWILIO_AUTH_TOKEN, "f" * 32)):
        params = a_text(sid="SM" + str(number) * 32)
        assert deliver(PATH, params, **{"X-Twilio-Signature": signature(token, params)}).status_code == 200


def test_the_address_is_the_configured_one_and_never_the_host_header(settings: Any) -> None:
    params = a_text()
    settings.ALLOWED_HOSTS = ["*"]
    forged = signature(settings.TWILIO_AUTH_TOKEN, params, "https://evil.example" + PATH)
    headers = {"X-Twilio-Signature": forged, "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert deliver(PATH, params, **headers).status_code == 403


def test_a_signature_over_the_port_is_believed_too(settings: Any) -> None:
    params = a_text()
    ported = signature(settings.TWILIO_AUTH_TOKEN, params, "https://firm.example:443" + PATH)
    assert deliver(PATH, params, **{"X-Twilio-Signature": ported}).status_code == 200


def test_a_signature_over_the_retry_fragment_is_believed_too(settings: Any) -> None:
    params = a_text()
    whole = signature(settings.TWILIO_AUTH_TOKEN, params, "https://firm.example" + PATH + RETRY)
    assert deliver(PATH, params, **{"X-Twilio-Signature": whole}).status_code == 200


def test_another_account_or_another_line_is_refused() -> None:
    assert deliver(PATH, {**a_text(), "AccountSid": "AC" + "b" * 32}).status_code == 403
    assert deliver(PATH, a_text(To="+12025550199")).status_code == 403
    assert not Envelope.objects.exists()


NIL = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda pattern: str(pattern.name))
def test_every_address_refuses_what_is_unsigned_of_another_account_or_about_a_number_of_others(pattern: Any) -> None:
    parts = {"text_id": NIL, "call_id": NIL, "member_id": 1, "round_number": 1}
    path = reverse(f"twilio:{pattern.name}", kwargs={name: parts[name] for name in pattern.pattern.converters})
    params = {"From": "+12025550198", "To": "+12025550199", "MessageSid": "SM" + "1" * 32, "CallSid": "CA" + "4" * 32}
    assert deliver(path, params, **{"X-Twilio-Signature": "bm90IHNpZ25lZA=="}).status_code == 403
    assert deliver(path, {**params, "AccountSid": "AC" + "b" * 32}).status_code == 403
    if pattern.name not in OF_NO_LINE:
        assert deliver(path, params).status_code == 403
    assert not Envelope.objects.exists()
    assert not RemoteRecord.objects.exists()


def test_unknown_parameters_are_accepted() -> None:
    assert deliver(PATH, a_text(SomethingNew="x")).status_code == 200


def test_json_and_query_strings_are_refused() -> None:
    good = sign(PATH, {"AccountSid": ACCOUNT, **a_text()})
    headers = {"X-Twilio-Signature": good}
    assert Client().post(PATH, "{}", "application/json", headers=headers).status_code == 403
    body = params_encoded({"AccountSid": ACCOUNT, **a_text()})
    form = "application/x-www-form-urlencoded"
    assert Client().post(PATH + "?bodySHA256=0", body, form, headers=headers).status_code == 403


def test_only_posts_are_answered() -> None:
    assert Client().get(PATH).status_code == 405


def test_a_webhook_sets_no_cookie() -> None:
    assert not deliver(PATH, a_text()).cookies


def test_a_text_to_the_call_line_is_kept_as_well() -> None:
    assert ContactNumber.objects.get(number=CALL_LINE).kind == "call"
    assert deliver(PATH, a_text(To=CALL_LINE)).status_code == 200
    assert TEXT_LINE != CALL_LINE


def test_the_signature_is_the_one_twilio_computes(settings: Any) -> None:
    # twilio-python's own vector (tests/unit/test_request_validator.py).
    settings.TWILIO_AUTH_TOKEN, settings.PUBLIC_BASE_URL = "12345", "https://mycompany.com"
    params = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    assert sign("/myapp.php?foo=1&bar=2", params) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
