"""What the set-up page reads and sets at Twilio, each request held to Twilio's official description."""

import json
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from intake.phone.account import LISTED, Kept
from intake.phone.gateway import TryLater, TwilioGateway
from intake.phone.simulator.gateway import SimulatedGateway
from tests.phone.conftest import ACCOUNT, TEXT_LINE
from tests.phone.test_gateway import described, official  # noqa: F401  fixtures
from tests.phone.twilio_contract import ContractViolation, Described, Response

PN, MG, SM = (prefix + "a" * 32 for prefix in ("PN", "MG", "SM"))
BASE = f"/2010-04-01/Accounts/{ACCOUNT}"
ADDRESSES = {"sms_url", "sms_fallback_url", "voice_url", "voice_fallback_url", "status_callback"}


@pytest.fixture
def account(described: Described) -> Any:  # noqa: F811
    return TwilioGateway(described).account()


def asked(described: Described) -> list[str]:  # noqa: F811
    return [path for _method, path, _form in described.calls]


def test_numbers_and_balance_are_asked_as_described(described: Described, account: Any) -> None:  # noqa: F811
    numbers = account.numbers()
    assert numbers[0].number.startswith("+")
    assert set(numbers[0].addresses) == ADDRESSES
    assert account.balance().split()[1]
    assert asked(described) == [f"{BASE}/IncomingPhoneNumbers.json", f"{BASE}/Balance.json"]


def test_addresses_are_set_by_post_as_described(described: Described, account: Any) -> None:  # noqa: F811
    wanted = {name: f"https://firm.example/{name}/" for name in ADDRESSES}
    account.set_addresses(PN, wanted)
    _method, path, form = described.calls[0]
    assert path == f"{BASE}/IncomingPhoneNumbers/{PN}.json"
    assert form["SmsFallbackUrl"] == "https://firm.example/sms_fallback_url/"
    assert len(form) == 10
    assert {form[name] for name in form if name.endswith("Method")} == {"POST"}


def test_a_wrong_token_carries_its_code_and_no_word(described: Described, account: Any) -> None:  # noqa: F811
    described.errors.append((401, 20003))
    with pytest.raises(TryLater) as caught:
        account.numbers()
    assert caught.value.code == 20003


def test_the_messaging_service_says_who_sends_and_whether_it_is_registered(
    described: Described,  # noqa: F811
    account: Any,
) -> None:
    service = account.service(MG)
    assert (service.name, service.senders, service.registrations) == ("My Service!", ("+987654321",), ("PENDING",))
    assert asked(described) == [
        f"/v1/Services/{MG}",
        f"/v1/Services/{MG}/PhoneNumbers",
        f"/v1/Services/{MG}/Compliance/Usa2p",
    ]


def test_usage_triggers_are_read_with_what_they_watch_and_whom_they_tell(account: Any) -> None:
    (cap,) = account.caps()
    assert (cap.category, cap.by, cap.limit, cap.period) == ("totalprice", "price", Decimal(50), "yearly")
    assert cap.told.startswith("http")
    assert cap.fired is None


def test_a_cap_is_on_everything_each_day_and_tells_our_address(described: Described, account: Any) -> None:  # noqa: F811
    account.add_cap(40, "https://firm.example/twilio/spent/")
    ((method, path, form),) = described.calls
    assert (method, path) == ("POST", f"{BASE}/Usage/Triggers.json")
    assert form["UsageCategory"] == "totalprice"
    assert (form["TriggerValue"], form["TriggerBy"], form["Recurring"]) == ("40", "price", "daily")
    assert (form["CallbackUrl"], form["CallbackMethod"]) == ("https://firm.example/twilio/spent/", "POST")


def test_countries_are_those_switched_on(described: Described, account: Any) -> None:  # noqa: F811
    assert account.texted() == {"PK"}  # of the description's example: IN is off
    assert account.called() == (frozenset(), frozenset())
    assert asked(described) == ["/v1/Messaging/GeoPermissions", "/v1/DialingPermissions/Countries"]


@pytest.mark.parametrize(
    ("switched_on", "expected"),
    [
        ("low_risk_numbers_enabled", ({"US"}, set())),
        ("high_risk_special_numbers_enabled", (set(), {"US"})),
        ("high_risk_tollfraud_numbers_enabled", (set(), {"US"})),
    ],
)
def test_costly_numbers_are_told_apart(
    described: Described,  # noqa: F811
    account: Any,
    switched_on: str,
    expected: tuple[set[str], set[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = described.request

    def with_it_on(*about: Any, **more: Any) -> Response:
        answer = request(*about, **more)
        return Response(200, answer.text.replace(f'"{switched_on}": false', f'"{switched_on}": true'))

    monkeypatch.setattr(described, "request", with_it_on)
    assert account.called() == expected


def test_each_request_goes_to_the_host_the_description_names(described: Described) -> None:  # noqa: F811
    with pytest.raises(ContractViolation):
        described.request("GET", "https://api.twilio.com/v1/Messaging/GeoPermissions", auth=("x", "y"))
    described.request("GET", "https://accounts.twilio.com/v1/Messaging/GeoPermissions", auth=("x", "y"))


@pytest.mark.parametrize("kind", LISTED)
def test_what_is_kept_is_listed_as_described(described: Described, account: Any, kind: str) -> None:  # noqa: F811
    page = account.kept(kind, "")
    assert {one.kind for one in page.kept} == {kind}
    assert all(one.sid and one.created for one in page.kept)
    assert page.following == ""


def test_the_page_after_it_is_asked_by_its_token_alone(
    described: Described,  # noqa: F811
    account: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[dict[str, Any]] = []
    request = described.request

    def paged(method: str, url: str, params: Any = None, *rest: Any, **more: Any) -> Response:
        answer = json.loads(request(method, url, params, *rest, **more).text)
        seen.append({"host": urlsplit(url).netloc, **params})
        answer["next_page_uri"] = f"{BASE}/Messages.json?PageSize=200&Page=1&PageToken=PASM12"
        return Response(200, json.dumps(answer))

    monkeypatch.setattr(described, "request", paged)
    first = account.kept("message", "")
    assert first.following == "1 PASM12"
    account.kept("message", first.following)
    assert [(one["host"], one.get("Page"), one.get("PageToken")) for one in seen] == [
        ("api.twilio.com", None, None),
        ("api.twilio.com", 1, "PASM12"),
    ]


def test_pictures_are_listed_by_their_message(described: Described, account: Any) -> None:  # noqa: F811
    found = account.pictures(SM)
    assert found
    assert {(one.kind, one.parent) for one in found} == {("media", SM)}
    assert asked(described) == [f"{BASE}/Messages/{SM}/Media.json"]


@pytest.mark.usefixtures("lines", "network")
def test_the_simulated_account_keeps_what_was_set() -> None:
    account = SimulatedGateway().account()
    own = next(one for one in account.numbers() if one.number == TEXT_LINE)
    assert own.addresses == {}
    account.set_addresses(own.sid, {"sms_url": "https://firm.example/x/"})
    again = next(one for one in account.numbers() if one.number == TEXT_LINE)
    assert again.addresses["sms_url"] == ("POST", "https://firm.example/x/")
    account.add_cap(40, "https://firm.example/twilio/spent/")
    assert [cap.limit for cap in account.caps()] == [40]
    assert all(isinstance(one, Kept) for kind in LISTED for one in account.kept(kind, "").kept)
