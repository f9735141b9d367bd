"""What the set-up page reads and sets at Twilio. api_v2010 is held to the official description; of messaging_v1
the description is not beside this checkout, so its answers are of the recorded shape."""

from types import SimpleNamespace
from typing import Any

import pytest

from intake.phone.account import TwilioAccount
from intake.phone.gateway import TryLater, TwilioGateway, _content_free
from intake.phone.simulator.gateway import SimulatedGateway
from tests.phone.conftest import ACCOUNT, TEXT_LINE
from tests.phone.test_gateway import described, official  # noqa: F401  fixtures
from tests.phone.twilio_contract import Described

PN = "PN" + "a" * 32


def test_numbers_balance_and_what_is_kept_are_asked_as_described(described: Described) -> None:  # noqa: F811
    account = TwilioGateway(described).account()
    numbers = account.numbers()
    assert numbers[0].number.startswith("+")
    assert set(numbers[0].addresses) == {"sms_url", "voice_url", "status_callback"}
    assert account.balance().split()[1]
    assert {one.kind for one in account.kept()} == {"message", "call", "recording"}
    asked = {path for _method, path, _form in described.calls}
    base = f"/2010-04-01/Accounts/{ACCOUNT}"
    assert {
        f"{base}/{name}.json" for name in ("IncomingPhoneNumbers", "Balance", "Messages", "Calls", "Recordings")
    } == asked


def test_addresses_are_set_by_post_as_described(described: Described) -> None:  # noqa: F811
    TwilioGateway(described).account().set_addresses(PN, {"sms_url": "https://firm.example/twilio/text/"})
    _method, path, form = described.calls[0]
    assert path.endswith(f"/IncomingPhoneNumbers/{PN}.json")
    assert form == {"SmsUrl": "https://firm.example/twilio/text/", "SmsMethod": "POST"}


def test_a_wrong_token_carries_its_code_and_no_word(described: Described) -> None:  # noqa: F811
    described.errors.append((401, 20003))
    with pytest.raises(TryLater) as caught:
        TwilioGateway(described).account().numbers()
    assert caught.value.code == 20003


def test_the_messaging_service_says_who_sends_and_whether_it_is_registered() -> None:
    context: Any = SimpleNamespace(
        fetch=lambda: SimpleNamespace(friendly_name="Firm", use_inbound_webhook_on_number=True),
        phone_numbers=SimpleNamespace(list=lambda limit: [SimpleNamespace(phone_number=TEXT_LINE)]),
        us_app_to_person=SimpleNamespace(list=lambda limit: [SimpleNamespace(campaign_status="VERIFIED")]),
    )
    client = SimpleNamespace(messaging=SimpleNamespace(v1=SimpleNamespace(services=lambda sid: context)))
    service = TwilioAccount(client, _content_free).service("MG" + "1" * 32)
    assert (service.name, service.on_number) == ("Firm", True)
    assert (service.senders, service.registrations) == ((TEXT_LINE,), ("VERIFIED",))


@pytest.mark.usefixtures("lines", "network")
def test_the_simulated_account_keeps_what_was_set() -> None:
    account = SimulatedGateway().account()
    own = next(one for one in account.numbers() if one.number == TEXT_LINE)
    assert own.addresses == {}
    account.set_addresses(own.sid, {"sms_url": "https://firm.example/x/"})
    again = next(one for one in account.numbers() if one.number == TEXT_LINE)
    assert again.addresses["sms_url"] == ("POST", "https://firm.example/x/")
