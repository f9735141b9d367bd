from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from intake.models import Envelope, OutgoingText, RemoteRecord
from intake.phone.gateway import OutcomeUnknown, Refused, SentText, TextToSend, TryLater
from intake.phone.outgoing import TooLong, read_sealed, retry_outbox, send_now, waiting_outbox
from intake.phone.reconcile import reconcile, stuck
from intake.phone.simulator.network import Network
from intake.vault import OpenedDesk
from tests.phone.conftest import TEXT_LINE, VISITOR, deliver

pytestmark = pytest.mark.usefixtures("lines", "desk")


def send(body: str = "Hello", **changes: Any) -> OutgoingText:
    details = {"purpose": "reply", "line": TEXT_LINE, "to": VISITOR, "body": body, "key": "press-1", **changes}
    return send_now(**details)


def report(text: OutgoingText, status: str, sid: str = "", **more: str) -> int:
    params = {"MessageSid": sid or text.sid, "MessageStatus": status, "From": TEXT_LINE, "To": VISITOR, **more}
    return int(deliver(f"/twilio/text-status/{text.id}/", params).status_code)


class Broken:
    """A gateway that fails in one way and counts."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.tries = 0

    def __call__(self) -> "Broken":
        return self

    def send_text(self, text: TextToSend) -> SentText:
        self.tries += 1
        raise self.error


def test_a_text_leaves_and_its_row_says_so(network: Network, desk: OpenedDesk) -> None:
    row = send("Good morning")
    assert [text.body for text in network.texts] == ["Good morning"]
    assert (row.state, row.sid) == ("queued", network.texts[0].sid)
    assert OutgoingText.objects.get().state == "queued"
    assert read_sealed(desk, row)["to"] == VISITOR


def test_the_row_is_committed_before_twilio_is_dialled(network: Network) -> None:
    states = []

    class Watching:
        def send_text(self, text: TextToSend) -> SentText:
            states.append(OutgoingText.objects.get().state)
            return network.send_text(text)

    with patch("intake.phone.outgoing.gateway", Watching):
        send()
    assert states == ["sending"]


@pytest.mark.django_db(transaction=True)
def test_sending_inside_a_transaction_is_refused(network: Network) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        send()
    assert not network.texts


def test_one_press_of_send_sends_once_however_often_it_is_repeated(network: Network) -> None:
    assert send().id == send().id
    assert len(network.texts) == 1


def test_an_arrival_that_is_still_spooled_does_not_stop_the_answer(network: Network) -> None:
    row = send(envelope="00000000-0000-4000-8000-000000000000")
    assert row.envelope_id is None
    assert len(network.texts) == 1
    assert not Envelope.objects.exists()


def test_too_long_a_text_is_refused_before_anything_is_written() -> None:
    with pytest.raises(TooLong):
        send("a" * 1601)
    assert not OutgoingText.objects.exists()


def test_429_puts_it_in_the_outbox_and_a_desk_sends_it_later(network: Network, desk: OpenedDesk) -> None:
    network.set_fault("429", 600)
    row = send("Good morning")
    assert (row.state, row.error_code) == ("outbox", 20429)
    assert list(waiting_outbox()) == [row]
    assert retry_outbox(desk) == 0  # not due yet
    assert retry_outbox(desk, all_now=True) == 0
    network.set_fault("", 0)
    assert retry_outbox(desk, all_now=True) == 1
    assert [text.body for text in network.texts] == ["Good morning"]
    assert not waiting_outbox().exists()
    assert retry_outbox(desk, all_now=True) == 0
    assert len(network.texts) == 1


def test_the_wait_grows_up_to_a_minute(network: Network, desk: OpenedDesk) -> None:
    network.set_fault("429", 600)
    row = send()
    waits = []
    for _ in range(6):
        retry_outbox(desk, all_now=True)
        row.refresh_from_db()
        waits.append(round((row.not_before - timezone.now()).total_seconds()))  # type: ignore[operator]
    assert waits == [10, 20, 40, 60, 60, 60]


def test_two_desks_send_a_waiting_text_once(network: Network, desk: OpenedDesk) -> None:
    network.set_fault("429", 600)
    send()
    network.set_fault("", 0)
    first = OutgoingText.objects.get()

    def while_the_other_desk_is_faster(*_: object) -> dict[str, str]:
        retried.append(retry_outbox(desk, all_now=True))
        return read_sealed(desk, first)

    retried: list[int] = []
    with patch("intake.phone.outgoing.read_sealed", side_effect=while_the_other_desk_is_faster):
        retry_outbox(desk, all_now=True)
    assert retried == [0]
    assert len(network.texts) == 1


@pytest.mark.parametrize("fault", ["lost", "5xx"])
def test_no_answer_means_unknown_and_is_never_sent_again_blindly(
    network: Network, desk: OpenedDesk, fault: str
) -> None:
    network.set_fault(fault, 600)
    row = send()
    network.set_fault("", 0)
    assert row.state == "unknown"
    assert retry_outbox(desk, all_now=True) == 0
    assert len(network.texts) == (1 if fault == "lost" else 0)


def test_a_fault_of_our_own_after_dialling_is_unknown_too() -> None:
    with patch("intake.phone.outgoing.gateway", Broken(ValueError("words"))):
        assert send().state == "unknown"


def test_an_unknown_text_that_twilio_lists_is_found(network: Network, desk: OpenedDesk) -> None:
    network.set_fault("lost", 600)
    row = send()
    assert reconcile(desk) == 1
    row.refresh_from_db()
    assert (row.state, row.sid) == ("queued", network.texts[0].sid)


def test_a_text_of_the_same_words_is_not_taken_for_another(network: Network, desk: OpenedDesk) -> None:
    send("Yes", key="first")
    network.set_fault("5xx", 600)
    lost = send("Yes", key="second")
    assert reconcile(desk) == 0
    lost.refresh_from_db()
    assert (lost.state, lost.sid) == ("unknown", "")


def test_an_unknown_reply_that_never_arrived_goes_to_the_outbox_after_ten_minutes(
    network: Network, desk: OpenedDesk
) -> None:
    network.set_fault("5xx", 600)
    row = send()
    network.set_fault("", 0)
    assert reconcile(desk) == 0
    assert not stuck().exists()  # looked up a moment ago
    long_ago = timezone.now() - timedelta(minutes=11)
    OutgoingText.objects.update(created_at=long_ago, changed_at=long_ago, not_before=long_ago)
    assert reconcile(desk) == 1
    row.refresh_from_db()
    assert row.state == "outbox"
    assert retry_outbox(desk) == 1
    assert len(network.texts) == 1


def test_a_process_that_died_while_sending_is_looked_up(network: Network, desk: OpenedDesk) -> None:
    send()
    OutgoingText.objects.update(state="sending", sid="", changed_at=timezone.now() - timedelta(minutes=2))
    assert reconcile(desk) == 1
    assert OutgoingText.objects.get().sid == network.texts[0].sid


def test_a_text_to_who_said_stop_fails_with_its_code(network: Network) -> None:
    network.blocked.add(VISITOR)
    row = send()
    assert (row.state, row.error_code) == ("failed", 21610)


@pytest.mark.parametrize("code", [21211, 21614, 21408])
def test_permanent_errors_fail_and_are_not_retried(desk: OpenedDesk, code: int) -> None:
    broken = Broken(Refused(code))
    with patch("intake.phone.outgoing.gateway", broken):
        row = send()
        retry_outbox(desk, all_now=True)
    assert (row.state, row.error_code, broken.tries) == ("failed", code, 1)


def test_an_acknowledgement_half_an_hour_late_is_given_up(desk: OpenedDesk, network: Network) -> None:
    with patch("intake.phone.outgoing.gateway", Broken(TryLater(20429))):
        row = send(purpose="acknowledgement")
    OutgoingText.objects.update(created_at=timezone.now() - timedelta(minutes=31))
    assert retry_outbox(desk, all_now=True) == 0
    row.refresh_from_db()
    assert row.state == "canceled"


def test_an_altered_row_is_not_sent(desk: OpenedDesk, network: Network) -> None:
    network.set_fault("429", 600)
    send(key="a")
    other = send(key="b", body="Other")
    network.set_fault("", 0)
    first = OutgoingText.objects.get(key="a")
    OutgoingText.objects.filter(pk=first.pk).update(sealed=bytes(other.sealed))
    assert retry_outbox(desk, all_now=True) == 1
    first.refresh_from_db()
    assert first.state == "failed"
    assert [text.body for text in network.texts] == ["Other"]


# ---- delivery reports ------------------------------------------------------------------------------


def test_delivery_is_reported_step_by_step(network: Network) -> None:
    row = send()
    assert network.deliver_reports(all_now=True) == 3
    row.refresh_from_db()
    assert row.state == "delivered"


def test_reports_in_any_order_never_move_a_text_down() -> None:
    row = send()
    for status in ("delivered", "sent", "queued", "sending", "undelivered"):
        assert report(row, status) == 200
    row.refresh_from_db()
    assert row.state == "delivered"


def test_a_failure_is_not_overwritten() -> None:
    row = send()
    report(row, "undelivered", ErrorCode="30003")
    report(row, "delivered")
    row.refresh_from_db()
    assert (row.state, row.error_code) == ("undelivered", 30003)


def test_a_report_that_beats_twilios_answer_matches_and_stays() -> None:
    sid = "SM" + "7" * 32

    class Slow:
        def send_text(self, text: TextToSend) -> SentText:
            assert report(OutgoingText.objects.get(), "delivered", sid=sid) == 200
            return SentText(sid, "queued", text.body, timezone.now())

    with patch("intake.phone.outgoing.gateway", Slow):
        row = send()
    assert (row.state, row.sid) == ("delivered", sid)
    assert OutgoingText.objects.get().state == "delivered"


def test_a_report_overtakes_a_lost_answer() -> None:
    sid = "SM" + "7" * 32

    class Lost:
        def send_text(self, text: TextToSend) -> SentText:
            report(OutgoingText.objects.get(), "sent", sid=sid)
            raise OutcomeUnknown

    with patch("intake.phone.outgoing.gateway", Lost):
        assert send().state == "sent"


def test_a_report_about_another_message_moves_nothing() -> None:
    row = send()
    assert report(row, "failed", sid="SM" + "9" * 32) == 200
    row.refresh_from_db()
    assert row.state == "queued"


@pytest.mark.parametrize("code", [30003, 30004, 30005, 30006, 30007, 30008])
def test_what_a_carrier_refuses_is_recorded_and_never_sent_again(network: Network, desk: OpenedDesk, code: int) -> None:
    row = send()
    report(row, "undelivered", ErrorCode=str(code))
    assert retry_outbox(desk, all_now=True) == reconcile(desk) == 0
    row.refresh_from_db()
    assert (row.state, row.error_code, len(network.texts)) == ("undelivered", code, 1)


def test_twilio_is_asked_to_bring_a_report_again_when_it_could_not_be_kept(network: Network) -> None:
    addresses = []

    class Watching:
        def send_text(self, text: TextToSend) -> SentText:
            addresses.append(text.status_url)
            return network.send_text(text)

    with patch("intake.phone.outgoing.gateway", Watching):
        row = send()
    assert addresses == [f"https://firm.example/twilio/text-status/{row.id}/#rc=2&rp=ct,5xx"]
    with patch("intake.phone.webhooks.apply_status", side_effect=OperationalError):
        assert report(row, "delivered") == 503


def test_an_unknown_status_or_text_is_answered_200(caplog: pytest.LogCaptureFixture) -> None:
    row = send()
    caplog.set_level("INFO")
    assert report(row, "teleported") == 200
    assert "unknown status" in caplog.text
    assert report(row, "outbox") == 200
    row.id = "00000000-0000-4000-8000-000000000000"  # type: ignore[assignment]
    assert report(row, "sent") == 200
    assert OutgoingText.objects.get().state == "queued"


def test_a_report_about_a_line_that_is_not_ours_is_refused() -> None:
    row = send()
    params = {"MessageSid": row.sid, "MessageStatus": "sent", "From": "+12025550199", "To": VISITOR}
    assert deliver(f"/twilio/text-status/{row.id}/", params).status_code == 403


def test_after_the_final_report_twilios_copy_is_to_be_erased() -> None:
    row = send()
    report(row, "sent")
    assert not RemoteRecord.objects.exists()
    report(row, "delivered")
    record = RemoteRecord.objects.get()
    assert (record.kind, record.sid, record.state) == ("message", row.sid, "to-erase")


def test_after_the_final_report_a_bell_keeps_no_number() -> None:
    row = send(purpose="bell")
    report(row, "delivered")
    row.refresh_from_db()
    assert bytes(row.sealed) == b""


def test_a_reply_without_an_entry_keeps_its_sealed_words(desk: OpenedDesk) -> None:
    row = send()
    report(row, "delivered")
    row.refresh_from_db()
    assert read_sealed(desk, row)["body"] == "Hello"
