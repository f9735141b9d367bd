import logging
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.conf import settings as loaded
from django.utils import timezone

from firm.logs import ContentFreeFormatter
from firm.models import StaffMember
from intake.models import OutgoingCall, OutgoingText
from intake.phone.bell import ring_what_arrived
from intake.phone.click_to_call import DIALLING
from intake.phone.duty import set_duty
from intake.phone.fetching import erase_due, fetch_due
from intake.phone.gateway import OutcomeUnknown, Refused
from intake.phone.outgoing import send_now
from intake.phone.outgoing_calls import ring_staff
from intake.phone.paging import page_urgent
from intake.phone.scheduling import cancel_asked
from intake.phone.simulator.network import Network
from tests.phone.calling import RECORDING, call, over, recording, staff_leg
from tests.phone.conftest import ACCOUNT, TEXT_LINE, VISITOR, a_text, deliver

pytestmark = pytest.mark.usefixtures("lines", "desk")
WORD = "quetzal"


def test_twilios_client_logs_warnings_only() -> None:
    # Its INFO lines print query strings, and a list filtered by a number prints the number.
    loggers: dict[str, object] = loaded.LOGGING["loggers"]  # type: ignore[assignment]
    assert loggers["twilio.http_client"] == {"level": "WARNING"}
    assert not logging.getLogger("twilio.http_client").isEnabledFor(logging.INFO)


def test_no_word_and_no_number_of_a_conversation_reaches_the_log(
    caplog: pytest.LogCaptureFixture, network: Network, paralegal: StaffMember
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)
    sid = "MM" + "2" * 32
    url = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}/Media/ME{'3' * 32}"
    deliver("/twilio/text/", a_text(WORD, sid=sid, NumMedia="1", MediaUrl0=url))
    deliver("/twilio/text/", a_text(WORD, To="+12025550199"))
    deliver("/twilio/text/", a_text(WORD), **{"X-Twilio-Signature": "wrong"})
    deliver("/twilio/call/in/", {"CallSid": "CA" + "4" * 32, "From": VISITOR, "To": TEXT_LINE, "CallerName": WORD})
    for number, fault in enumerate(("", "429", "5xx", "lost")):
        network.set_fault(fault, 60)
        send_now(purpose="reply", line=TEXT_LINE, to=VISITOR, body=WORD, key=str(number))
    network.set_fault("", 0)
    later = timezone.now() + timedelta(hours=3)
    text = send_now(purpose="reply", line=TEXT_LINE, to=VISITOR, body=WORD, key="later", send_at=later)
    OutgoingText.objects.filter(pk=text.pk).update(cancel_asked=True)
    with patch("intake.phone.scheduling.gateway", side_effect=OutcomeUnknown(20500)):
        cancel_asked()
    network.blocked.add(VISITOR)
    with patch("intake.phone.outgoing.refused_by_twilio", side_effect=OSError(WORD)):
        send_now(purpose="reply", line=TEXT_LINE, to=VISITOR, body=WORD, key="blocked")
    deliver("/twilio/text/", a_text(f"STOP PLEASE {WORD}", sid="SM" + "5" * 32))
    report = {"MessageSid": text.sid, "MessageStatus": "failed", "From": TEXT_LINE, "To": VISITOR, "ErrorCode": "21610"}
    deliver(f"/twilio/text-status/{text.id}/", report)
    with patch("intake.phone.outgoing.gateway", side_effect=ValueError(WORD + VISITOR)):
        assert send_now(purpose="reply", line=TEXT_LINE, to=VISITOR, body=WORD, key="k").state == "unknown"
    with patch("intake.phone.fetching.gateway", side_effect=Refused(21610)):
        fetch_due()
    erase_due()
    set_duty(paralegal, True)
    ring_what_arrived()
    lines = [ContentFreeFormatter().format(record) for record in caplog.records if record.name != "django.db.backends"]
    assert any("webhook refused" in line for line in lines)
    assert any("the gateway broke" in line for line in lines)
    assert any("not cancelled yet" in line for line in lines)
    assert any("the opt-out could not be kept" in line for line in lines)
    for line in lines:
        assert WORD not in line
        assert VISITOR not in line
        assert VISITOR[1:] not in line


def test_no_number_of_a_call_reaches_the_log(
    caplog: pytest.LogCaptureFixture, network: Network, pia: StaffMember
) -> None:
    caplog.set_level(logging.DEBUG)
    call()
    call("menu", Digits="9")
    staff_leg("whisper", pia)
    staff_leg("accept", pia, Digits="5")
    call("dialled/3", DialCallStatus="no-answer")
    call("text", Digits="2")
    call("recorded", RecordingSid=RECORDING, RecordingDuration="9")
    recording(RecordingStatus="failed", ErrorCode="16102", RecordingUrl=f"https://api.twilio.com/{WORD}")
    deliver("/twilio/call/transcript/", {"TranscriptionText": WORD, "RecordingSid": RECORDING})
    over()
    with patch("intake.phone.missed.drop", side_effect=OSError(VISITOR)):
        second = "CA" + "7" * 32
        call(CallSid=second)
        deliver("/twilio/call/status/", {"CallSid": second, "From": VISITOR, "To": TEXT_LINE, "CallStatus": "busy"})
    placed = OutgoingCall(purpose="desk", line=TEXT_LINE, key="k")
    DIALLING.note(placed.pk, VISITOR)
    with patch("intake.phone.outgoing_calls.gateway", side_effect=ValueError(VISITOR)):
        assert ring_staff(placed, pia).state == "unknown"
    network.set_fault("429", 60)
    ring_what_arrived()
    page_urgent()
    lines = [ContentFreeFormatter().format(record) for record in caplog.records if record.name != "django.db.backends"]
    assert any("no recording (16102)" in line for line in lines)
    assert any("the gateway broke" in line for line in lines)
    for line in lines:
        for word in (WORD, VISITOR[1:], str(pia.notice_phone)[1:], pia.email):
            assert word not in line
