"""One call, step by step, through the signed webhooks; every document linted."""

from firm.models import StaffMember
from tests.phone.conftest import TEXT_LINE, VISITOR, deliver
from tests.phone.twiml_lint import lint

CALL = "CA" + "4" * 32
LEG = "CA" + "5" * 32
RECORDING = "RE" + "6" * 32
PIAS_PHONE = "+12025550155"
ADAS_PHONE = "+12025550156"


def call(step: str = "in", **changes: str) -> str:
    """One step of the caller's leg; the linted document."""
    params = {"CallSid": CALL, "From": VISITOR, "To": TEXT_LINE, "CallStatus": "in-progress", **changes}
    answer = deliver(f"/twilio/call/{step}/", params)
    assert answer.status_code == 200
    return lint(answer.content.decode())


def staff_leg(step: str, member: StaffMember, **changes: str) -> str:
    params = {"CallSid": LEG, "ParentCallSid": CALL, "From": TEXT_LINE, "To": PIAS_PHONE, **changes}
    answer = deliver(f"/twilio/call/{step}/{member.pk}/", params)
    assert answer.status_code == 200
    return lint(answer.content.decode())


def over(status: str = "completed", **changes: str) -> None:
    """The whole call has ended."""
    params = {"CallSid": CALL, "From": VISITOR, "To": TEXT_LINE, "CallStatus": status, **changes}
    assert deliver("/twilio/call/status/", params).status_code == 200


def recording(**changes: str) -> int:
    params = {"CallSid": CALL, "RecordingSid": RECORDING, "RecordingStatus": "completed", "RecordingDuration": "21"}
    return int(deliver("/twilio/call/recording/", {**params, **changes}).status_code)
