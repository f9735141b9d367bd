"""A passkey that asked for finger, face or PIN brings a covered desk back; nothing less does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from firm.models import StaffMember
from intake.models import AuditEvent, OpenDesk
from tests.vault.keys import PHRASE, PIN, DeskKeys
from tests.vault.soft_passkey import SoftPasskey
from tests.vault.test_doors import state

pytestmark = pytest.mark.django_db
PASSKEY = "/desk/cover/passkey/"


@pytest.fixture
def mei(desk_keys: DeskKeys, paralegal: StaffMember) -> StaffMember:
    desk_keys.give(paralegal)
    return paralegal


@pytest.fixture
def browser(client_for: Callable[..., Client], mei: StaffMember) -> Client:
    return client_for(mei)


def covered(browser: Client, pin: str = "") -> Client:
    browser.post(reverse("desk:unlock"), {"phrase": PHRASE, "pin": pin})
    browser.post(reverse("desk:cover"))
    return browser


def challenge(browser: Client) -> dict[str, Any]:
    options: dict[str, Any] = browser.get(PASSKEY).json()["request_options"]
    return options


def show(browser: Client, credential: str) -> Any:
    return browser.post(PASSKEY, {"credential": credential})


def test_a_passkey_brings_the_desk_back_without_any_pin(browser: Client, mei: StaffMember) -> None:
    passkey = SoftPasskey(mei)
    covered(browser)
    assert state(browser) == "covered"
    page = browser.get(reverse("desk:cover")).content.decode()
    assert 'id="passkey"' in page
    assert 'name="pin"' not in page
    answer = show(browser, passkey.answer(challenge(browser)))
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert state(browser) == "open"
    assert AuditEvent.objects.get(action="desk.uncover").facts == {"by": "passkey"}


def test_beside_a_pin_either_opens(browser: Client, mei: StaffMember) -> None:
    passkey = SoftPasskey(mei)
    page = covered(browser, PIN).get(reverse("desk:cover")).content.decode()
    assert 'id="passkey"' in page
    assert 'name="pin"' in page
    show(browser, passkey.answer(challenge(browser)))
    assert state(browser) == "open"
    browser.post(reverse("desk:cover"))
    browser.post(reverse("desk:cover"), {"pin": PIN})
    assert state(browser) == "open"


def test_with_neither_pin_nor_passkey_a_pause_locks(browser: Client) -> None:
    assert state(covered(browser)) == "locked"


def test_a_key_that_only_wants_a_touch_does_not_count(browser: Client, mei: StaffMember) -> None:
    SoftPasskey(mei, verifies=False)
    assert state(covered(browser)) == "locked"


def test_an_answer_without_finger_or_pin_is_refused(browser: Client, mei: StaffMember) -> None:
    passkey = SoftPasskey(mei)
    covered(browser, PIN)
    passkey.verifies = False
    assert "The passkey did not answer." in show(browser, passkey.answer(challenge(browser))).content.decode()
    assert state(browser) == "covered"


def test_a_passkey_added_while_the_desk_was_covered_does_not_uncover_it(browser: Client, mei: StaffMember) -> None:
    covered(browser, PIN)
    late = SoftPasskey(mei)
    assert browser.get(PASSKEY).status_code == 404
    SoftPasskey(mei, name=b"another").row.save()
    show(browser, late.answer({"publicKey": {"challenge": "AAAA"}}))
    assert state(browser) == "covered"


def test_a_late_passkey_cannot_answer_for_an_old_one(browser: Client, mei: StaffMember) -> None:
    SoftPasskey(mei)
    covered(browser)
    late = SoftPasskey(mei, name=b"late")
    show(browser, late.answer(challenge(browser)))
    assert state(browser) == "covered"


def test_a_colleagues_passkey_is_none(browser: Client, mei: StaffMember, attorney: StaffMember) -> None:
    SoftPasskey(mei)
    theirs = SoftPasskey(attorney, name=b"theirs")
    covered(browser)
    show(browser, theirs.answer(challenge(browser)))
    assert state(browser) == "covered"


def test_an_answer_is_good_once(browser: Client, mei: StaffMember) -> None:
    passkey = SoftPasskey(mei)
    covered(browser)
    answer = passkey.answer(challenge(browser))
    show(browser, answer)
    browser.post(reverse("desk:cover"))
    show(browser, answer)
    assert state(browser) == "covered"


@pytest.mark.parametrize(
    "junk", ["", "no json", "[]", "{}", '"x"', "7", '{"response": 1}', '{"id": "x", "rawId": "x"}']
)
def test_nonsense_is_a_miss_and_no_error(junk: str, browser: Client, mei: StaffMember) -> None:
    SoftPasskey(mei)
    covered(browser)
    challenge(browser)
    assert show(browser, junk).status_code == 200
    assert state(browser) == "covered"


def test_five_misses_lock_whichever_way_they_were_tried(browser: Client, mei: StaffMember) -> None:
    SoftPasskey(mei)
    covered(browser, PIN)
    for _ in range(3):
        show(browser, "{}")
    for _ in range(2):
        browser.post(reverse("desk:cover"), {"pin": "000001"})
    assert state(browser) == "locked"
    assert not OpenDesk.objects.exists()


def test_the_challenge_is_given_to_a_covered_desk_alone(browser: Client, mei: StaffMember) -> None:
    SoftPasskey(mei)
    assert browser.get(PASSKEY).status_code == 302
    browser.post(reverse("desk:unlock"), {"phrase": PHRASE})
    assert browser.get(PASSKEY).url == "/desk/"
