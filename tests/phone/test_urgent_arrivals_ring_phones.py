import uuid
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from firm.models import StaffMember
from intake.mailbox import drop
from intake.models import Bell, Envelope, InboundCall, OutgoingCall
from intake.phone.bell import ring_what_arrived
from intake.phone.duty import set_duty
from intake.phone.paging import page_urgent
from intake.phone.simulator.network import Network
from tests.phone.calling import ADAS_PHONE, CALL, PIAS_PHONE
from tests.phone.conftest import TEXT_LINE, deliver
from tests.phone.twiml_lint import lint

pytestmark = pytest.mark.usefixtures("lines", "desk")


def arrival(key: str = "", *, urgent: bool = True) -> uuid.UUID:
    return drop(Envelope.Kind.TEXT, {"body": "quetzal"}, key=key or str(uuid.uuid4()), urgent=urgent).id


def a_minute_later() -> None:
    ring_what_arrived()
    Bell.objects.update(arrived_at=F("arrived_at") - timedelta(seconds=61))
    OutgoingCall.objects.update(created_at=F("created_at") - timedelta(seconds=61))


def post(call: OutgoingCall, step: str = "", **form: str) -> str:
    form = {"CallSid": call.sid, "From": TEXT_LINE, "To": PIAS_PHONE, **form}
    answer = deliver(f"/twilio/ring/{call.pk}/{step}", form)
    assert answer.status_code == 200
    document = answer.content.decode()
    return lint(document) if document else ""


def rung(network: Network) -> list[str]:
    return [call.to for _sid, call in network.placed]


def not_taken() -> None:
    for call in OutgoingCall.objects.filter(state="ringing"):
        post(call, "status/", CallStatus="no-answer")


def test_the_text_comes_first_and_the_phone_rings_a_minute_later(pia: StaffMember, network: Network) -> None:
    arrival()
    ring_what_arrived()
    assert page_urgent() == 0
    a_minute_later()
    assert page_urgent() == 1
    assert rung(network) == [PIAS_PHONE]
    assert network.placed[0][1].shown == TEXT_LINE


def test_it_goes_down_the_list_attorney_first_and_ends_after_three_rounds(
    pia: StaffMember, ada: StaffMember, network: Network
) -> None:
    arrival()
    a_minute_later()
    for _ in range(10):
        page_urgent()
        not_taken()
    assert rung(network) == [ADAS_PHONE, PIAS_PHONE] * 3


def test_attorneys_off_duty_are_rung_from_the_second_round_on(
    pia: StaffMember, ada: StaffMember, network: Network
) -> None:
    set_duty(ada, False)
    arrival()
    a_minute_later()
    for _ in range(10):
        page_urgent()
        not_taken()
    assert rung(network) == [PIAS_PHONE, PIAS_PHONE, ADAS_PHONE, PIAS_PHONE, ADAS_PHONE]


def test_one_phone_at_a_time(pia: StaffMember, ada: StaffMember, network: Network) -> None:
    arrival()
    a_minute_later()
    assert [page_urgent(), page_urgent()] == [1, 0]


def test_the_whisper_says_nothing_of_it_and_silence_hangs_up(pia: StaffMember) -> None:
    arrival()
    a_minute_later()
    page_urgent()
    document = post(OutgoingCall.objects.get())
    assert "Something urgent arrived" in document
    assert "quetzal" not in document
    assert document.index("</Gather>") < document.index("<Hangup")


def test_key_1_silences_every_urgent_bell_and_the_ringing_ends(
    pia: StaffMember, ada: StaffMember, network: Network
) -> None:
    arrival()
    arrival()
    a_minute_later()
    page_urgent()
    call = OutgoingCall.objects.get()
    assert "It is yours" in post(call, "accept/", Digits="1")
    assert "It is yours" in post(call, "accept/", Digits="1")
    assert set(Bell.objects.values_list("acknowledged_by", flat=True)) == {ada.pk}
    post(call, "status/", CallStatus="completed")
    assert OutgoingCall.objects.get().state == "accepted"
    assert page_urgent() == 0


def test_any_other_key_goes_on_to_the_next(pia: StaffMember, ada: StaffMember, network: Network) -> None:
    arrival()
    a_minute_later()
    page_urgent()
    assert "<Hangup" in post(OutgoingCall.objects.get(), "accept/", Digits="3")
    assert page_urgent() == 1
    assert rung(network) == [ADAS_PHONE, PIAS_PHONE]


def test_what_somebody_took_meanwhile_is_said_to_be_taken(pia: StaffMember) -> None:
    arrival()
    a_minute_later()
    page_urgent()
    Bell.objects.update(acknowledged_at=timezone.now(), acknowledged_by=pia)
    assert "taken care of" in post(OutgoingCall.objects.get(), "accept/", Digits="1")


def test_a_missed_call_is_texted_alone(pia: StaffMember) -> None:
    arrival(f"{CALL}:missed")
    a_minute_later()
    assert page_urgent() == 0


def test_nobody_is_paged_while_the_caller_is_still_being_put_through(pia: StaffMember) -> None:
    InboundCall.objects.create(call_sid=CALL, line=TEXT_LINE, urgent=True)
    arrival(f"{CALL}:detained")
    a_minute_later()
    assert page_urgent() == 0
    InboundCall.objects.update(outcome="missed", ended_at=timezone.now())
    assert page_urgent() == 1


def test_what_is_not_urgent_rings_no_phone(pia: StaffMember) -> None:
    arrival(urgent=False)
    a_minute_later()
    assert page_urgent() == 0


def test_an_unknown_outcome_waits_its_time_before_the_next_is_rung(
    pia: StaffMember, ada: StaffMember, network: Network
) -> None:
    network.set_fault("lost", 600)
    arrival()
    a_minute_later()
    page_urgent()
    assert OutgoingCall.objects.get().state == "unknown"
    network.set_fault("", 0)
    assert page_urgent() == 0
    a_minute_later()
    a_minute_later()
    assert page_urgent() == 1
    assert rung(network) == [PIAS_PHONE]


def test_a_call_that_is_not_ours_is_refused(pia: StaffMember) -> None:
    form = {"CallSid": CALL, "From": TEXT_LINE, "To": PIAS_PHONE}
    assert deliver(f"/twilio/ring/{uuid.uuid4()}/", form).status_code == 403
    arrival()
    a_minute_later()
    page_urgent()
    form["From"] = "+12025550199"
    assert deliver(f"/twilio/ring/{OutgoingCall.objects.get().pk}/", form).status_code == 403
