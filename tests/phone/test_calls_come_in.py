from collections.abc import Callable
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError

from firm.models import ContactNumber, StaffMember
from firm.opening_hours import zone
from intake.mailbox import spool
from intake.models import Bell, Envelope, InboundCall, RemoteRecord
from intake.phone.bell import ring_what_arrived
from intake.phone.calls import CALLERS
from intake.phone.duty import set_duty
from intake.vault import OpenedDesk
from tests.phone.calling import CALL, LEG, PIAS_PHONE, RECORDING, call, recording, staff_leg
from tests.phone.conftest import CALL_LINE, TEXT_LINE, VISITOR, deliver

pytestmark = pytest.mark.usefixtures("lines", "desk")
Opened = Callable[[], list[dict[str, Any]]]


def test_a_caller_is_greeted_in_english_and_spanish_and_asked_for_a_key() -> None:
    document = call()
    assert 'language="en-US"' in document
    assert 'language="es-US"' in document
    assert "press 1" in document
    assert "oprima el 2" in document
    assert "press 9" in document
    assert "oprima el 9" in document
    assert '<Gather action="/twilio/call/menu/" actionOnEmptyResult="true"' in document
    assert 'numDigits="1"' in document


def test_the_call_is_kept_sealed_the_moment_it_rings(opened: Opened) -> None:
    call(StirVerstat="TN-Validation-Passed-A")
    (content,) = opened()
    assert content["kind"] == "call"
    assert (content["call_sid"], content["from"], content["line"]) == (CALL, VISITOR, TEXT_LINE)
    assert content["stir"] == "TN-Validation-Passed-A"
    row = InboundCall.objects.get()
    assert row.envelope == Envelope.objects.get().id
    assert not any(VISITOR in str(value) for value in vars(row).values())


def test_a_repeated_webhook_greets_again_and_keeps_one_call() -> None:
    assert call() == call()
    assert Envelope.objects.count() == InboundCall.objects.count() == 1


@pytest.mark.parametrize(
    "hidden",
    [
        "",
        "anonymous",
        "Anonymous",
        "unknown",
        "RESTRICTED",
        "private",
        "unavailable",
        "blocked",
        "+266696687",
        "+86282452253",
        "+8656696",
        "+2562533",
        "+7378742833",
    ],
)
def test_a_hidden_number_is_kept_as_none(opened: Opened, hidden: str) -> None:
    call(From=hidden)
    assert opened()[0]["from"] == ""


def test_a_call_on_the_emergency_line_is_urgent() -> None:
    ContactNumber.objects.filter(number=CALL_LINE).update(urgent=True)
    call(To=CALL_LINE)
    assert Envelope.objects.get().urgent


@pytest.mark.parametrize(("key", "spoken", "silent"), [("1", "en-US", "es-US"), ("2", "es-US", "en-US")])
def test_after_the_key_only_the_chosen_language_is_spoken(key: str, spoken: str, silent: str) -> None:
    call()
    document = call("menu", Digits=key)
    assert spoken in document
    assert silent not in document
    assert InboundCall.objects.get().language == {"1": "en", "2": "es"}[key]


@pytest.mark.parametrize("silence", [{"Digits": ""}, {}, {"Digits": "7"}, {"SpeechResult": "español"}])
@pytest.mark.parametrize(("first", "spoken", "silent"), [("", "en-US", "es-US"), ("es", "es-US", "en-US")])
def test_silence_hears_the_lines_own_language(silence: dict[str, str], first: str, spoken: str, silent: str) -> None:
    ContactNumber.objects.update(first_language=first)
    call()
    document = call("menu", **silence)
    assert spoken in document
    assert silent not in document
    assert InboundCall.objects.get().language == ""  # they have not chosen, and the staff are told so


def test_a_line_that_names_no_language_answers_silence_in_every_one() -> None:
    ContactNumber.objects.update(languages=[])
    call()
    document = call("menu", Digits="")
    assert "en-US" in document
    assert "es-US" in document


def test_while_open_the_staff_on_duty_are_rung_one_after_the_other(pia: StaffMember, ada: StaffMember) -> None:
    call()
    document = call("menu", Digits="2")
    assert f'callerId="{TEXT_LINE}"' in document
    assert 'sequential="true"' in document
    assert document.index(PIAS_PHONE) < document.index("+12025550156")
    assert f'url="/twilio/call/whisper/{pia.pk}/"' in document
    assert VISITOR not in document


def test_who_is_off_duty_or_has_no_phone_is_not_rung(pia: StaffMember, attorney: StaffMember) -> None:
    set_duty(attorney, True)
    set_duty(pia, False)
    call()
    assert "<Dial" not in call("menu", Digits="1")
    assert "<Record" in call("text", Digits="")


def test_the_whisper_names_line_and_language_but_never_the_caller(pia: StaffMember) -> None:
    call()
    call("menu", Digits="2")
    document = staff_leg("whisper", pia)
    assert "A call on Main, Spanish." in document
    assert VISITOR not in document
    assert "press 1" in document
    assert document.index("</Gather>") < document.index("<Hangup")  # silence must not connect


def test_key_1_connects_and_is_our_own_record(pia: StaffMember) -> None:
    call()
    call("menu", Digits="1")
    assert "<Response />" in staff_leg("accept", pia, Digits="1")
    row = InboundCall.objects.get()
    assert (row.accepted_by, row.outcome) == (pia, "answered")
    assert "<Record" not in call("dialled/1", DialCallStatus="completed", DialBridged="true")


@pytest.mark.parametrize("digits", [{"Digits": "2"}, {"Digits": ""}, {}])
def test_any_other_key_hangs_up_the_staff_leg(pia: StaffMember, digits: dict[str, str]) -> None:
    call()
    assert "<Hangup" in staff_leg("accept", pia, **digits)
    assert InboundCall.objects.get().accepted_by is None


def test_the_second_to_accept_hears_that_it_is_taken(pia: StaffMember, ada: StaffMember) -> None:
    call()
    staff_leg("accept", pia, Digits="1")
    document = staff_leg("accept", ada, Digits="1")
    assert "taken" in document
    assert "<Hangup" in document
    assert "<Response />" in staff_leg("accept", pia, Digits="1")  # a replay changes nothing
    assert InboundCall.objects.get().accepted_by == pia


def test_a_staff_leg_of_no_call_of_ours_is_refused(pia: StaffMember) -> None:
    for step in ("whisper", "accept"):
        params = {"CallSid": LEG, "ParentCallSid": "CA" + "8" * 32, "Digits": "1"}
        assert deliver(f"/twilio/call/{step}/{pia.pk}/", params).status_code == 403


@pytest.mark.parametrize("status", ["completed", "no-answer", "busy", "failed", "canceled"])
def test_when_nobody_pressed_1_the_voicemail_answers_whatever_twilio_calls_it(pia: StaffMember, status: str) -> None:
    call(From="anonymous")
    call("menu", Digits="2", From="anonymous")
    document = call("dialled/3", DialCallStatus=status, From="anonymous")
    assert "<Record" in document
    assert "grabada" in document
    assert document.index("grabada") < document.index("<Record")
    assert document.rindex("<Hangup") > document.index("<Record")
    assert 'recordingStatusCallbackEvent="completed absent"' in document
    assert 'recordingStatusCallback="/twilio/call/recording/#rc=2&amp;rp=ct,5xx"' in document


def test_outside_the_hours_they_are_told_and_the_voicemail_answers(pia: StaffMember) -> None:
    ContactNumber.objects.update(hours={}, holidays=[])
    ContactNumber.objects.filter(number=TEXT_LINE).update(hours={"mon": [["09:00", "09:01"]]})
    call()
    with patch("intake.phone.calls.is_open", return_value=False):
        document = call("menu", Digits="1")
    assert "<Dial" not in document
    assert "closed" in document
    assert "Monday" in document
    document = call("text", Digits="")
    assert document.index("recorded") < document.index("<Record")


def test_on_a_holiday_the_line_is_closed(pia: StaffMember) -> None:
    ContactNumber.objects.update(holidays=[datetime.now(zone()).date().isoformat()])
    call()
    assert "closed" in call("menu", Digits="1")


def test_key_9_is_an_urgent_arrival_at_once_and_rings_even_when_closed(pia: StaffMember, opened: Opened) -> None:
    call()
    ring_what_arrived()
    with patch("intake.phone.calls.is_open", return_value=False):
        document = call("menu", Digits="9")
    assert "<Dial" in document
    assert [content.get("detained") for content in opened()] == [False, True]
    assert list(Envelope.objects.order_by("key").values_list("urgent", flat=True)) == [False, True]
    assert ring_what_arrived() >= 1
    assert "Urgent" in staff_leg("whisper", pia)
    call("menu", Digits="9")
    assert Envelope.objects.count() == 2


def test_accepting_a_call_silences_its_bell(pia: StaffMember) -> None:
    call()
    call("menu", Digits="9")
    ring_what_arrived()
    staff_leg("accept", pia, Digits="1")
    assert not Bell.objects.filter(acknowledged_at=None).exists()


def voicemail(opened: Opened) -> dict[str, Any]:
    (content,) = [content for content in opened() if content["kind"] == "voicemail"]
    return content


def test_a_voicemail_is_an_envelope_and_a_recording_to_fetch(opened: Opened) -> None:
    call()
    call("menu", Digits="2")
    assert recording() == 200
    content = voicemail(opened)
    assert (content["recording_sid"], content["call_sid"], content["seconds"]) == (RECORDING, CALL, 21)
    assert (content["from"], content["line"], content["language"]) == (VISITOR, TEXT_LINE, "es")
    record = RemoteRecord.objects.get(kind="recording")
    assert (record.sid, record.state) == (RECORDING, "to-fetch")
    assert record.envelope == Envelope.objects.get(kind="voicemail").id
    assert InboundCall.objects.get().outcome == "voicemail"


@pytest.mark.parametrize("order", [("recorded", "recording"), ("recording", "recorded"), ("recording", "recording")])
def test_the_two_reports_in_any_order_make_one_voicemail(opened: Opened, order: tuple[str, str]) -> None:
    call()
    for step in order:
        if step == "recording":
            assert recording() == 200
        else:
            document = call("recorded", RecordingSid=RECORDING, RecordingDuration="21", Digits="hangup")
            assert "Thank you" in document
    assert voicemail(opened)["from"] == VISITOR


def test_no_message_is_no_arrival() -> None:
    call()
    assert recording(RecordingStatus="absent", RecordingDuration="0", ErrorCode="16102") == 200
    assert not Envelope.objects.filter(kind="voicemail").exists()


def test_a_voicemail_after_key_9_is_urgent() -> None:
    call()
    call("menu", Digits="9")
    recording()
    assert Envelope.objects.get(kind="voicemail").urgent


def test_a_recording_of_a_call_whose_row_was_lost_is_kept_all_the_same(opened: Opened) -> None:
    CALLERS.note(CALL, VISITOR)
    assert recording() == 200
    assert voicemail(opened)["from"] == VISITOR


def test_a_call_to_a_number_that_is_not_ours_is_refused() -> None:
    for step in ("in", "menu", "dialled/1", "recorded", "status"):
        params = {"CallSid": CALL, "From": VISITOR, "To": "+12025550199"}
        assert deliver(f"/twilio/call/{step}/", params).status_code == 403
    assert not Envelope.objects.exists()


def test_while_the_database_is_locked_the_caller_is_still_greeted_and_the_call_spooled(opened: Opened) -> None:
    with (
        patch("intake.phone.calls.transaction.atomic", side_effect=OperationalError("locked")),
        patch("intake.mailbox.drop.transaction.atomic", side_effect=OperationalError("locked")),
    ):
        assert "<Gather" in call()
    assert spool.drain() == 1
    assert opened()[0]["from"] == VISITOR


def test_without_a_desk_key_the_call_is_refused_rather_than_lost(settings: Any, desk: OpenedDesk) -> None:
    settings.DESK_PUBLIC_KEY = ""
    params = {"CallSid": CALL, "From": VISITOR, "To": TEXT_LINE}
    assert deliver("/twilio/call/in/", params).status_code == 503
