"""A text scheduled at Twilio leaves at its time, or is taken back; a waiting one never leaves at night."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.utils import timezone

from intake.models import Lead, OutgoingText
from intake.phone.gateway import OutcomeUnknown, TryLater
from intake.phone.outgoing import retry_outbox, send_now
from intake.phone.reconcile import reconcile
from intake.phone.scheduling import ask_to_cancel, cancel_asked, to_cancel
from intake.phone.simulator.network import Network
from intake.vault import OpenedDesk
from tests.phone.conftest import TEXT_LINE, VISITOR

pytestmark = pytest.mark.usefixtures("lines", "desk")
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)  # in New York and Washington


@pytest.fixture
def lead(desk: OpenedDesk) -> Lead:
    return Lead.objects.create(
        reference="K7F-3MQ", received_hour=NOON, channel="text", queue_at=NOON, purge_on=NOON.date(), epoch=1,
        card=b"", details=b"",
    )  # fmt: skip


def schedule(lead: Lead | None = None, ahead: float = 3, **changes: Any) -> OutgoingText:
    details = {"purpose": "reply", "line": TEXT_LINE, "to": VISITOR, "body": "Reminder", "key": "k", "lead": lead}
    return send_now(**details | {"send_at": timezone.now() + timedelta(hours=ahead)} | changes)  # type: ignore[arg-type]


def test_it_is_scheduled_leaves_at_its_time_and_not_before(network: Network) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        text = schedule()
        assert (text.state, network.texts) == ("scheduled", [])
        network.deliver_reports(all_now=True)
        assert network.texts == []
        clock.shift(timedelta(hours=3))
        network.deliver_reports(all_now=True)
        network.deliver_reports(all_now=True)
    assert [one.body for one in network.texts] == ["Reminder"]
    text.refresh_from_db()
    assert text.state == "delivered"


def test_a_cancelled_one_never_leaves(network: Network, lead: Lead) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        text = schedule(lead)
        assert ask_to_cancel([lead.id]) == 1
        assert cancel_asked() == 1
        clock.shift(timedelta(hours=4))
        network.deliver_reports(all_now=True)
    text.refresh_from_db()
    assert (text.state, network.texts) == ("canceled", [])


def test_what_has_left_cannot_be_taken_back_and_is_not_asked_for_for_ever(network: Network, lead: Lead) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        text = schedule(lead)
        ask_to_cancel([lead.id])
        clock.shift(timedelta(hours=3))
        network.deliver_scheduled()
        assert cancel_asked() == 0
    assert not to_cancel().exists()
    text.refresh_from_db()
    assert text.state == "scheduled"
    assert len(network.texts) == 1


def test_a_cancellation_twilio_did_not_answer_is_tried_again(network: Network, lead: Lead) -> None:
    text = schedule(lead)
    ask_to_cancel([lead.id])
    with patch("intake.phone.scheduling.gateway", side_effect=OutcomeUnknown):
        assert cancel_asked() == 0
    assert list(to_cancel()) == [text]
    assert cancel_asked() == 1


def test_a_stop_meanwhile_holds_at_twilio_even_when_nothing_was_cancelled(network: Network) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        text = schedule()
        network.blocked.add(VISITOR)
        clock.shift(timedelta(hours=3))
        network.deliver_reports(all_now=True)
        network.deliver_reports(all_now=True)
    text.refresh_from_db()
    assert (text.state, text.error_code, network.texts) == ("failed", 21610, [])


def test_replies_that_wait_in_the_outbox_go_with_a_stop_and_stay_when_the_lead_is_closed(
    network: Network, lead: Lead
) -> None:
    network.set_fault("429", 600)
    text = schedule(lead, send_at=None)
    assert ask_to_cancel([lead.id]) == 0
    assert ask_to_cancel([lead.id], waiting_too=True) == 1
    text.refresh_from_db()
    assert text.state == "canceled"


def test_a_scheduled_text_whose_answer_was_lost_is_found_and_not_scheduled_twice(
    network: Network, desk: OpenedDesk
) -> None:
    network.set_fault("lost", 600)
    text = schedule()
    network.set_fault("", 0)
    assert text.state == "unknown"
    assert reconcile(desk) == 1
    text.refresh_from_db()
    assert (text.state, text.sid) == ("scheduled", network.scheduled[0].text.sid)


def test_one_taken_back_while_unknown_is_not_sent_when_it_never_arrived(
    network: Network, desk: OpenedDesk, lead: Lead
) -> None:
    network.set_fault("5xx", 600)
    text = schedule(lead)
    network.set_fault("", 0)
    ask_to_cancel([lead.id])
    long_ago = timezone.now() - timedelta(minutes=11)
    OutgoingText.objects.update(created_at=long_ago, changed_at=long_ago, not_before=long_ago)
    reconcile(desk)
    text.refresh_from_db()
    assert text.state == "canceled"


def test_one_that_could_not_be_scheduled_in_time_waits_for_its_hour(network: Network, desk: OpenedDesk) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        with patch("intake.phone.outgoing.gateway", side_effect=TryLater(20429)):
            text = schedule(ahead=0.5)
        clock.shift(timedelta(minutes=20))  # too close now for Twilio
        retry_outbox(desk, all_now=True)
        text.refresh_from_db()
        assert (text.state, text.not_before, network.texts) == ("outbox", NOON + timedelta(minutes=30), [])
        clock.shift(timedelta(minutes=11))
        assert retry_outbox(desk) == 1
    assert [one.body for one in network.texts] == ["Reminder"]


def test_a_reply_that_waited_into_the_night_waits_for_the_morning(network: Network, desk: OpenedDesk) -> None:
    with time_machine.travel(NOON + timedelta(hours=8, minutes=55), tick=False) as clock:  # 8:55 pm
        network.set_fault("429", 60)
        text = schedule(send_at=None)
        network.set_fault("", 0)
        clock.shift(timedelta(minutes=20))
        retry_outbox(desk, all_now=True)
        text.refresh_from_db()
        assert (text.state, network.texts) == ("outbox", [])
        assert text.not_before == datetime(2026, 11, 24, 13, tzinfo=UTC)
        clock.shift(timedelta(hours=11))
        assert retry_outbox(desk) == 1
    assert len(network.texts) == 1


def test_the_hours_they_asked_for_hold_for_what_waited_too(network: Network, desk: OpenedDesk) -> None:
    with time_machine.travel(NOON + timedelta(hours=7, minutes=55), tick=False) as clock:  # 7:55 pm
        network.set_fault("429", 60)
        text = schedule(send_at=None, hours="9-20")
        network.set_fault("", 0)
        clock.shift(timedelta(minutes=20))
        retry_outbox(desk, all_now=True)
    text.refresh_from_db()
    assert text.not_before == datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert network.texts == []


def test_a_full_queue_is_given_minutes_where_a_busy_one_is_given_seconds(desk: OpenedDesk) -> None:
    waits = []
    for code in (20429, 21611):
        with patch("intake.phone.outgoing.gateway", side_effect=TryLater(code)):
            row = schedule(send_at=None, key=str(code))
        waits.append((row.not_before - timezone.now()).total_seconds())  # type: ignore[operator]
    assert waits[0] < 6
    assert 59 < waits[1] <= 60
