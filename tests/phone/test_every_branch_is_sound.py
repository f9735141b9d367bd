"""Walks every branch of every call, whatever the caller presses and however each step ends.

Each document is linted as it comes (`calling.call`, `staff_leg`). A step that no walk reaches fails the last test,
so a new branch cannot be left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.db import transaction

from firm.models import ContactNumber, StaffMember
from intake.models import Envelope, InboundCall, OutgoingText
from intake.phone import text_me, urls
from intake.phone.simulator.network import Network
from tests.phone.calling import CALL, LEG, RECORDING
from tests.phone.conftest import CALL_LINE, TEXT_LINE, VISITOR, deliver
from tests.phone.twiml_lint import lint

pytestmark = pytest.mark.usefixtures("lines", "desk")
KEYS = ("", "1", "2", "9", "7")
REPORTS = {"recording", "status", "transcript"}  # answered with no document
ENDS = ("completed", "busy", "no-answer", "failed")
SETTINGS: dict[str, dict[str, Any]] = {
    "in turn": {},
    "all at once": {"ring": "all"},
    "urgent": {"urgent": True},
    "closed": {"hours": {}},
    "direct": {"direct": True},
    "direct with a key": {"direct": True, "answer_keys": "wwww5", "ring": "all"},
    "no language": {"languages": []},
}


@dataclass
class Walk:
    """A call down every branch, each undone before the next; `documents` by the path that answered."""

    form: dict[str, str]
    documents: dict[str, list[str]] = field(default_factory=dict)
    seen: set[tuple[str, str, bool]] = field(default_factory=set)

    def step(self, path: str, params: dict[str, str], *, urgent: bool = False) -> None:
        urgent = urgent or params.get("Digits") == "9"
        if (path, str(params), urgent) in self.seen:  # an urgent call is another call
            return
        self.seen.add((path, str(params), urgent))
        leg = {"CallSid": LEG, "ParentCallSid": CALL} if "/whisper/" in path or "/accept/" in path else {}
        text_me.TEXTED.clear()
        with undone():
            answer = deliver(path, {**self.form, "CallSid": CALL, **leg, **params})
            assert answer.status_code == 200, path
            document = lint(answer.content.decode())
            self.documents.setdefault(path, []).append(document)
            for there, given in branches(fromstring(document)):
                self.step(there, given, urgent=urgent)


@contextmanager
def undone() -> Iterator[None]:
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


def branches(root: Element) -> Iterator[tuple[str, dict[str, str]]]:
    for gather in root.iter("Gather"):
        yield from ((gather.attrib["action"], {"Digits": key}) for key in KEYS)
        yield gather.attrib["action"], {"SpeechResult": "ayuda"}
    for dial in root.iter("Dial"):
        yield from ((dial.attrib["action"], {"DialCallStatus": end}) for end in ENDS)
        yield from ((number.attrib["url"], {}) for number in dial.iter("Number") if "url" in number.attrib)
    for record in root.iter("Record"):
        yield record.attrib["action"], {"RecordingSid": RECORDING, "RecordingDuration": "9", "Digits": "hangup"}
        yield record.attrib["action"], {"RecordingSid": "", "Digits": "hangup"}


def walked() -> dict[str, list[str]]:
    """Every document of every walk, by path."""
    found: dict[str, list[str]] = {}
    hidden = {"From": "anonymous", "To": CALL_LINE}
    for name, changes in SETTINGS.items():
        with undone():
            ContactNumber.objects.update(**changes)
            for form in ({"From": VISITOR, "To": TEXT_LINE}, *([hidden] if name == "closed" else [])):
                walk = Walk(form)
                with patch("intake.phone.calls.is_open", return_value="hours" not in changes):
                    walk.step("/twilio/call/in/", {})
                for path, documents in walk.documents.items():
                    found.setdefault(path, []).extend(documents)
    return found


def test_every_step_is_understood_leads_on_names_nobody_and_records_no_conversation(
    pia: StaffMember, ada: StaffMember, network: Network
) -> None:
    documents = walked()
    for path, answered in documents.items():
        for document in answered:
            root = fromstring(document)
            assert VISITOR not in document
            records_no_conversation(root)
            if "/accept/" not in path:  # there an empty document joins the two
                leads_on(root)
    reached = {path.split("/")[3] for path in documents}
    steps = {str(one.pattern).split("/")[1] for one in urls.urlpatterns if str(one.pattern).startswith("call/")}
    assert reached == steps - REPORTS - {"fallback"}  # which test_the_fallback_needs_no_database walks


def records_no_conversation(root: Element) -> None:
    for element in root.iter():
        assert element.tag not in {"Start", "Stream", "Siprec", "Transcription", "Conference", "Enqueue"}
        if element.tag == "Record":
            assert "transcribe" not in element.attrib
        else:
            assert not [name for name in element.attrib if "record" in name.lower()]


def leads_on(root: Element) -> None:
    """Not into dead air: the last verb asks, rings or ends."""
    last = root[-1]
    assert last.tag in {"Gather", "Dial", "Hangup"}
    assert last.tag != "Gather" or last.get("actionOnEmptyResult") == "true"


@pytest.mark.parametrize("key", ["1", "2", "9"])
def test_every_step_posted_twice_answers_the_same_and_has_no_second_effect(
    pia: StaffMember, network: Network, key: str
) -> None:
    def post(path: str, **params: str) -> str:
        form = {"CallSid": "CA" + "4" * 32, "From": VISITOR, "To": TEXT_LINE, **params}
        first = deliver(f"/twilio/call/{path}", form).content
        before = effects()
        assert deliver(f"/twilio/call/{path}", form).content == first
        assert effects() == before
        return first.decode()

    def effects() -> list[int]:
        counted = [kind.objects.count() for kind in (Envelope, InboundCall, OutgoingText)]
        return [*counted, len(network.texts)]

    post("in/")
    post("menu/", Digits=key)
    post(f"whisper/{pia.pk}/", CallSid=LEG, ParentCallSid="CA" + "4" * 32)
    post(f"accept/{pia.pk}/", CallSid=LEG, ParentCallSid="CA" + "4" * 32, Digits="5")
    for number in ("1", "2", "3"):
        post(f"dialled/{number}/", DialCallStatus="no-answer")
    post("text/", Digits="2")
    post("recorded/", RecordingSid=RECORDING, RecordingDuration="9")
    post("recording/", RecordingSid=RECORDING, RecordingStatus="completed", RecordingDuration="9")
    post("status/", CallStatus="completed")
