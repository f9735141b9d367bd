"""The telephone's set-up page: what is, what should be, set on request; and what is still kept at Twilio."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from firm.models import ContactNumber, StaffMember
from intake.desk.settings import phone_setup
from intake.models import AuditEvent, RemoteRecord
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


def test_check_shows_what_is_and_should_be_and_set_it_makes_it_right(
    administrator: StaffMember, main: ContactNumber, client_for: ClientFor
) -> None:
    client = client_for(administrator)
    seen = words(client.post("/desk/settings/phone/check/"))
    assert "should be" in seen
    assert "/twilio/call/in/" in seen
    client.post(f"/desk/settings/phone/{main.pk}/set/")
    assert "should be" not in words(client.post("/desk/settings/phone/check/"))
    assert AuditEvent.objects.filter(action="phone.set-addresses", subject=str(main.pk)).exists()


def test_a_number_that_is_not_the_accounts_is_said(
    administrator: StaffMember, main: ContactNumber, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SimulatedAccount, "numbers", lambda self: [])
    client = client_for(administrator)
    assert "does not belong to the account" in words(client.post("/desk/settings/phone/check/"))
    assert "does not belong" in words(client.post(f"/desk/settings/phone/{main.pk}/set/", follow=True))


@pytest.mark.parametrize(
    ("error", "said"),
    [(TryLater(20003), "refused the sign-in"), (OutcomeUnknown(), "could not be reached"), (TryLater(20429), "busy")],
)
def test_errors_are_said_in_words(
    error: Exception, said: str, administrator: StaffMember, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: SimulatedAccount) -> Any:
        raise error

    monkeypatch.setattr(SimulatedAccount, "numbers", broken)
    assert said in words(client_for(administrator).post("/desk/settings/phone/check/"))


def test_lines_get_only_the_addresses_they_need(main: ContactNumber) -> None:
    main.kind = "call"
    assert set(phone_setup.wanted(main)) == {"voice_url", "status_callback"}


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
    answer = client.post("/desk/settings/phone/kept/compare/", {"erase": "no"})
    assert answer.context["strange"][0]["ages"] == [0, 1, 0, 0]
    assert RemoteRecord.objects.count() == 1
    client.post("/desk/settings/phone/kept/compare/", {"erase": "yes"})
    assert RemoteRecord.objects.get(sid="SM" + "2" * 32).state == "to-erase"
    assert AuditEvent.objects.filter(action="phone.erase-unknown").exists()
