"""The telephone's set-up page: what is, what should be, set on request; and what is still kept at Twilio."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from firm.models import ContactNumber, StaffMember
from intake.desk.settings import phone_setup
from intake.models import AuditEvent, RemoteRecord
from intake.phone import strangers
from intake.phone.account import Cap, OwnNumber
from intake.phone.gateway import OutcomeUnknown, TryLater
from intake.phone.simulator.gateway import SimulatedAccount
from intake.phone.simulator.network import HOME, PhoneText

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


@pytest.fixture(autouse=True)
def clean() -> Any:
    HOME.clear()
    yield
    HOME.clear()


@pytest.fixture
def main(db: None) -> ContactNumber:
    return ContactNumber.objects.create(number="+12025550187", kind="both", label="Main")


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


def check(client: Client, *lines: ContactNumber) -> str:
    return words(client.post("/desk/settings/phone/check/", {"line": [line.pk for line in lines]}))


def boxes(answer: str) -> list[bool]:
    """Whether each line's box is ticked."""
    return ["checked" in box for box in re.findall(r'<input\s+type="checkbox"[^>]*>', answer)]


def test_check_shows_what_is_and_should_be_and_setting_it_makes_it_right(
    administrator: StaffMember, main: ContactNumber, client_for: ClientFor
) -> None:
    client = client_for(administrator)
    seen = check(client, main)
    assert seen.count("should be") == 5
    assert "/twilio/call/in/" in seen
    assert "/twilio/call/fallback/" in seen
    done = words(client.post("/desk/settings/phone/set/", {"line": main.pk}))
    assert "Set, and read again" in done
    assert "should be" not in done
    assert HOME.addresses[main.number]["sms_fallback_url"][1].endswith("/twilio/text/")
    assert AuditEvent.objects.filter(action="phone.set-addresses", subject=str(main.pk)).exists()


def test_all_lines_are_ticked_at_first_and_only_the_ticked_are_checked(
    administrator: StaffMember, main: ContactNumber, client_for: ClientFor
) -> None:
    other = ContactNumber.objects.create(number="+12025550142", kind="call", label="Detained")
    client = client_for(administrator)
    assert boxes(words(client.get("/desk/settings/phone/"))) == [True, True]
    seen = check(client, other)
    assert boxes(seen) == [False, True]
    assert seen.count("should be") == 3
    client.post("/desk/settings/phone/set/", {"line": other.pk})
    assert set(HOME.addresses) == {other.number}
    assert "Tick a line" in check(client)


def test_a_fallback_on_another_host_is_wanted_where_one_is_configured(
    administrator: StaffMember, main: ContactNumber, client_for: ClientFor, settings: Any
) -> None:
    client = client_for(administrator)
    assert "TWILIO_VOICE_FALLBACK_URL" in words(client.get("/desk/settings/phone/"))
    settings.TWILIO_VOICE_FALLBACK_URL = "https://handler.twilio.com/twiml/EHx"
    assert phone_setup.wanted(main)["voice_fallback_url"] == "https://handler.twilio.com/twiml/EHx"
    assert "TWILIO_VOICE_FALLBACK_URL" not in words(client.get("/desk/settings/phone/"))


def test_a_number_that_is_not_the_accounts_is_said(
    administrator: StaffMember, main: ContactNumber, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SimulatedAccount, "numbers", lambda self: [])
    client = client_for(administrator)
    assert "does not belong to the account" in check(client, main)
    assert "does not belong" in words(client.post("/desk/settings/phone/set/", {"line": main.pk}))


def test_a_number_that_takes_no_texts_is_said(
    administrator: StaffMember, main: ContactNumber, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SimulatedAccount, "numbers", lambda self: [OwnNumber("PN1", main.number, False, True, {})])
    seen = check(client_for(administrator), main)
    assert "takes no texts" in seen
    assert "takes no calls" not in seen


def test_a_cap_is_asked_for_until_twilio_tells_us_of_everything_that_is_spent(
    administrator: StaffMember, main: ContactNumber, client_for: ClientFor
) -> None:
    client = client_for(administrator)
    HOME.caps.append(Cap("totalprice", "price", Decimal(500), "monthly", "https://elsewhere.example/", None))
    seen = check(client, main)
    assert "tells https://elsewhere.example/, not this site" in seen
    assert "Have Twilio tell" in seen
    for odd in ("0", "4", "5001", "50.5", "quetzal", "", "9" * 40):
        assert "Write whole dollars" in words(client.post("/desk/settings/phone/cap/", {"dollars": odd}))
    assert len(HOME.caps) == 1
    done = words(client.post("/desk/settings/phone/cap/", {"dollars": "40", "line": main.pk}))
    assert "40 USD a day" in done
    assert "Have Twilio tell" not in done
    assert HOME.caps[1].told.endswith("/twilio/spent/")
    assert AuditEvent.objects.filter(action="phone.add-cap", subject="40").exists()


def test_countries_at_twilio_are_set_beside_ours(
    administrator: StaffMember, main: ContactNumber, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(administrator)
    assert "the same" in check(client, main)
    monkeypatch.setattr(SimulatedAccount, "texted", lambda self: frozenset({"IN"}))
    monkeypatch.setattr(SimulatedAccount, "called", lambda self: (frozenset({"US", "CU"}), frozenset({"LV"})))
    shown = client.post("/desk/settings/phone/check/", {"line": main.pk}).context["beyond"]
    assert [(label, where) for label, where, _why in shown] == [
        ("Texts allowed beyond ours", ["IN"]),
        ("Texts switched off at Twilio", ["US"]),
        ("Calls allowed beyond ours", ["CU"]),
        ("Calls to costly numbers allowed", ["LV"]),
    ]


@pytest.mark.parametrize("part", ["texted", "called", "caps", "balance"])
def test_what_one_part_of_the_account_refuses_hides_no_other(
    part: str, administrator: StaffMember, main: ContactNumber, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(self: SimulatedAccount) -> Any:
        raise TryLater(20403)

    monkeypatch.setattr(SimulatedAccount, part, forbidden)
    seen = check(client_for(administrator), main)
    assert seen.count("should be") == 5
    assert ("Look in Twilio’s console" in seen) is (part != "balance")
    assert ("Messaging, Settings, Geo permissions" in seen) is (part == "texted")
    assert ("Voice, Settings, Geo permissions" in seen) is (part == "called")


@pytest.mark.parametrize(
    ("error", "said"),
    [(TryLater(20003), "refused the sign-in"), (OutcomeUnknown(), "could not be reached"), (TryLater(20429), "busy")],
)
def test_errors_are_said_in_words(
    error: Exception,
    said: str,
    administrator: StaffMember,
    main: ContactNumber,
    client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(self: SimulatedAccount) -> Any:
        raise error

    monkeypatch.setattr(SimulatedAccount, "numbers", broken)
    assert said in check(client_for(administrator), main)


def test_lines_get_only_the_addresses_they_need(main: ContactNumber) -> None:
    main.kind = "call"
    assert set(phone_setup.wanted(main)) == {"voice_url", "voice_fallback_url", "status_callback"}
    main.kind = "text"
    assert set(phone_setup.wanted(main)) == {"sms_url", "sms_fallback_url"}


@pytest.mark.usefixtures("main")
def test_what_is_kept_is_counted_by_age_and_too_old_is_told_with_its_reason(
    administrator: StaffMember, client_for: ClientFor
) -> None:
    now = timezone.now()
    for index, (days, state) in enumerate([(0, "to-erase"), (3, "failed"), (3, "to-erase"), (9, "erased")]):
        record = RemoteRecord.objects.create(kind="message", sid=f"SM{index:032}", state=state, not_before=now)
        RemoteRecord.objects.filter(pk=record.pk).update(created_at=now - timedelta(days=days))
    answer = client_for(administrator).get("/desk/settings/phone/kept/")
    texts = answer.context["kept"][0]
    assert (texts["ages"], texts["late"]) == ([1, 0, 2, 0], True)
    assert "was given up after 30 refusals" in words(answer)
    assert "is still refused" in words(answer)
    client_for(administrator).post("/desk/settings/phone/kept/again/")
    assert not RemoteRecord.objects.filter(state="failed").exists()


def test_what_twilio_lists_and_we_do_not_know_is_offered_and_erased_on_record(
    administrator: StaffMember, client_for: ClientFor
) -> None:
    old = timezone.now() - timedelta(hours=2)
    for sid in ("SM" + "1" * 32, "SM" + "2" * 32):
        HOME.texts.append(PhoneText(sid, "+12025550133", "+12025550187", False, "x", old))
    RemoteRecord.objects.create(kind="message", sid="SM" + "1" * 32, state="to-erase", not_before=old)
    client = client_for(administrator)
    answer = client.post("/desk/settings/phone/kept/compare/")
    assert "Compared: 2 things listed at Twilio, all of them." in words(answer)
    assert answer.context["strange"][0]["ages"] == [0, 1, 0, 0]
    assert answer.context["kept"][0]["ages"] == [1, 0, 0, 0]
    assert RemoteRecord.objects.get(sid="SM" + "2" * 32).state == "found"
    client.post("/desk/settings/phone/kept/erase/")
    assert RemoteRecord.objects.get(sid="SM" + "2" * 32).state == "to-erase"
    assert AuditEvent.objects.filter(action="phone.erase-unknown").exists()
    assert "Nothing unknown" in words(client.post("/desk/settings/phone/kept/compare/"))


def test_a_long_list_is_gone_on_with_from_where_it_stopped(
    administrator: StaffMember, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strangers, "REQUESTS", 1)
    client = client_for(administrator)
    answer = client.post("/desk/settings/phone/kept/compare/")
    asked = []
    for _ in range(2):
        assert "Go on" in words(answer)
        asked.append(answer.context["place"])
        answer = client.post("/desk/settings/phone/kept/compare/", {"place": asked[-1]})
    assert asked[0] != asked[1]
    assert "all of them" in words(answer)
    forged = client.post("/desk/settings/phone/kept/compare/", {"place": asked[1][:-1] + "x"})
    assert forged.context["place"]  # from the beginning


def test_a_walk_that_twilio_stops_says_so_and_can_go_on(
    administrator: StaffMember, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: SimulatedAccount, kind: str, page: str) -> Any:
        raise TryLater(20429)

    monkeypatch.setattr(SimulatedAccount, "kept", broken)
    answer = client_for(administrator).post("/desk/settings/phone/kept/compare/")
    assert "Twilio is busy" in words(answer)
    assert answer.context["place"]
