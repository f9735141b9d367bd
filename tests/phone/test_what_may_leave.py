"""Allowed countries and the daily allowance hold at the door; a delivered test text proves its line."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from firm.facts import facts
from firm.models import ContactNumber, StaffMember
from intake.models import OutgoingText
from intake.phone import limits
from intake.phone.outgoing import send_now
from intake.phone.simulator.network import Network
from intake.phone.statuses import apply_status
from tests.phone.conftest import TEXT_LINE, VISITOR, deliver

pytestmark = pytest.mark.usefixtures("lines", "desk")
Purpose = OutgoingText.Purpose


def send(purpose: str, to: str = VISITOR, key: str = "k") -> OutgoingText:
    return send_now(purpose=purpose, line=TEXT_LINE, to=to, body="Hello", key=key)


def test_nothing_leaves_for_a_country_that_is_not_allowed(network: Network, settings: Any) -> None:
    text = send(Purpose.REPLY, "+525512345678")
    assert (text.state, text.error_code) == ("failed", limits.COUNTRY)
    assert not network.texts
    settings.PHONE_COUNTRIES = frozenset({"US", "MX"})
    assert send(Purpose.REPLY, "+525512345678", "again").sid


@pytest.mark.parametrize("number", ["", "quetzal", "+1"])
def test_what_is_no_number_is_of_no_country(number: str) -> None:
    assert not limits.country_allowed(number)


def test_automatic_texts_stop_at_the_allowance_and_replies_do_not(network: Network, settings: Any) -> None:
    settings.PHONE_DAILY_TEXTS = 2
    states = [send(Purpose.ACKNOWLEDGEMENT, key=f"a{n}").error_code for n in range(3)]
    assert states == [None, None, limits.SPENT]
    assert send(Purpose.REPLY, key="r").sid
    assert len(network.texts) == 3


def test_the_attorneys_are_told_once_a_day_when_the_allowance_is_used_up(
    network: Network, settings: Any, attorney: StaffMember, mailoutbox: list[Any]
) -> None:
    settings.PHONE_DAILY_TEXTS = 1
    send(Purpose.ACKNOWLEDGEMENT, key="a1")
    assert limits.tell_when_spent() == 0
    send(Purpose.ACKNOWLEDGEMENT, key="a2")
    assert (limits.tell_when_spent(), limits.tell_when_spent()) == (1, 0)
    assert [mail.to for mail in mailoutbox] == [[attorney.email]]
    assert "allowance" in mailoutbox[0].subject
    with time_machine.travel(timezone.now() + limits.DAY + timedelta(minutes=1)):
        for n in range(2):
            send(Purpose.ACKNOWLEDGEMENT, key=f"b{n}")
        assert limits.tell_when_spent() == 1


def twilio_says_spent(fired: str = "Sun, 22 Nov 2026 20:15:00 +0000", **changes: str) -> int:
    params = {
        "UsageTriggerSid": "UT" + "1" * 32,
        "UsageCategory": "totalprice",
        "TriggerValue": "50",
        "Recurring": "daily",
    }
    return int(deliver("/twilio/spent/", {**params, "DateFired": fired, **changes}).status_code)


def test_when_the_day_has_cost_the_cap_automatic_texts_wait_until_midnight_utc_and_attorneys_are_told(
    network: Network, attorney: StaffMember, mailoutbox: list[Any]
) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 20, 16, tzinfo=UTC), tick=False):
        assert (twilio_says_spent(), twilio_says_spent()) == (200, 200)
        assert send(Purpose.ACKNOWLEDGEMENT, key="a").error_code == limits.SPENT
        assert send(Purpose.REPLY, key="r").sid
        assert (limits.tell_when_spent(), limits.tell_when_spent()) == (1, 0)
        assert "cost today’s limit" in mailoutbox[0].subject
    with time_machine.travel(datetime(2026, 11, 23, 0, 1, tzinfo=UTC), tick=False):
        assert twilio_says_spent() == 200  # the same report once more, late
        assert send(Purpose.ACKNOWLEDGEMENT, key="b").sid
        assert limits.tell_when_spent() == 0


def test_a_spent_report_is_believed_only_when_signed_and_dated() -> None:
    headers = {"X-Twilio-Signature": "x"}
    assert deliver("/twilio/spent/", {"DateFired": "Sun, 22 Nov 2026 20:15:00 +0000"}, **headers).status_code == 403
    assert twilio_says_spent("quetzal") == 400
    assert twilio_says_spent("") == 400
    assert not limits.cap_reached()


def test_a_line_is_shown_for_texting_once_its_test_text_was_delivered(network: Network, settings: Any) -> None:
    settings.DEMO = False
    assert facts("en").text_number is None
    text = send(Purpose.TEST)
    apply_status(text.id, "undelivered", sid=text.sid, error_code=30034)
    assert facts("en").text_number is None
    text = send(Purpose.TEST, key="second")
    apply_status(text.id, "delivered", sid=text.sid)
    line = facts("en").text_number
    assert line is not None
    assert line.sms == f"sms:{TEXT_LINE}"
    assert ContactNumber.objects.exclude(number=TEXT_LINE).filter(texts_proven_at=None).exists()


def test_an_ordinary_text_proves_nothing(network: Network) -> None:
    text = send(Purpose.REPLY)
    apply_status(text.id, "delivered", sid=text.sid)
    assert not ContactNumber.objects.exclude(texts_proven_at=None).exists()
