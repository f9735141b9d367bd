"""Parameter sets as Twilio sends them (webhooks.json), each signed for our address and answered.

`basis` there says where a set comes from: Twilio's samples, its documentation, or memory.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from firm.models import StaffMember
from intake.models import Envelope, InboundCall
from intake.phone.outgoing import prepare
from tests.phone.conftest import TEXT_LINE, VISITOR, deliver
from tests.phone.twiml_lint import lint

KNOWN = json.loads((Path(__file__).parent / "webhooks.json").read_text(encoding="utf-8"))
THEIRS = Path(__file__).resolve().parents[3] / "shared" / "twilio" / "webhooks.json"
CALL = "CA" + "4" * 32
SILENT = {"sms from a short code", "sms STOP (Advanced Opt-Out)"}
NO_DOCUMENT = ("text-status", "call/recording", "call/status", "call/transcript")
# What must be in the answer, by the name of the set.
SAYS = {
    "call in": "<Gather",
    "call in, withheld +266696687": "<Gather",
    "call in, anonymous word": "<Gather",
    "call in, forwarded, CNAM": "<Gather",
    "gather digits": "oprima el 2",
    "gather speech": "press 2",
    "gather nothing (actionOnEmptyResult)": "press 2",
    "whisper fetch (staff leg)": "<Gather",
    "whisper accepted": "<Response />",
    "record action": "<Hangup",
}
STATES = {
    "message status queued": "queued",
    "message status sent": "sent",
    "message status delivered": "delivered",
    "message undelivered 30003 (unreachable)": "undelivered",
    "message undelivered 30007 (filtered)": "undelivered",
    "message failed 21610 (opted out)": "failed",
}


@pytest.mark.usefixtures("lines", "desk")
@pytest.mark.parametrize("known", KNOWN, ids=[known["name"] for known in KNOWN])
def test_it_is_answered_rightly(known: dict[str, Any], paralegal: StaffMember) -> None:
    if not known["path"].startswith("/twilio/call/in"):
        InboundCall.objects.create(call_sid=CALL, line=TEXT_LINE)
    text = prepare("reply", TEXT_LINE, VISITOR, "Hello", "key")
    text.sid = known["params"].get("MessageSid", "")
    text.save(force_insert=True)
    answer = deliver(known["path"].format(text=text.id, member=paralegal.pk), known["params"])
    assert answer.status_code == 200
    body = answer.content.decode()
    if any(path in known["path"] for path in NO_DOCUMENT):
        assert body == ""
    else:
        lint(body)
    assert SAYS.get(known["name"], "") in body
    if "/text/" in known["path"]:
        assert Envelope.objects.count() == 1
        assert ("<Message" in body) is (known["name"] not in SILENT)
    if state := STATES.get(known["name"]):
        text.refresh_from_db()
        assert text.state == state
    if known["name"].startswith("call in"):
        assert Envelope.objects.get().kind == "call"


@pytest.mark.skipif(not THEIRS.exists(), reason="the reference set is not beside this checkout")
def test_no_webhook_of_the_reference_set_is_missing() -> None:
    theirs = json.loads(THEIRS.read_text(encoding="utf-8"))["webhooks"]
    assert {known["name"] for known in KNOWN} == {known["name"] for known in theirs}
