"""The simulated call: walks our own TwiML, verb by verb, and posts the webhooks Twilio would.

A verb it does not know ends the call with a loud error on the screen, as a real caller would hear one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from defusedxml.ElementTree import ParseError, fromstring
from django.conf import settings

from intake.phone.gateway import Fetched
from intake.phone.simulator import samples
from intake.phone.simulator.carrier import post
from intake.phone.simulator.network import HOME, new_sid

Node = Any  # an element of TwiML
SECONDS = 3


@dataclass(frozen=True)
class Caption:
    """One thing heard, or one thing done (`language` "")."""

    words: str
    language: str = ""


@dataclass
class Leg:
    """The call to one of the staff."""

    phone: str
    url: str
    sid: str = field(default_factory=lambda: new_sid("CA"))
    state: str = "ringing"  # ringing, whisper, talking
    captions: list[Caption] = field(default_factory=list)
    action: str = ""


@dataclass
class SimulatedCall:
    phone: str
    line: str
    withheld: bool = False
    sid: str = field(default_factory=lambda: new_sid("CA"))
    captions: list[Caption] = field(default_factory=list)
    waiting: str = ""  # key, record, staff, talk; "" while nothing is asked, or when it is over
    over: bool = False
    error: str = ""
    leg: Leg | None = None
    node: Node = None
    rest: list[Node] = field(default_factory=list)
    numbers: list[Node] = field(default_factory=list)

    # ---- what the caller does --------------------------------------------------------------------
    def start(self) -> None:
        self.fetch("/twilio/call/in/", CallStatus="ringing")

    def press(self, digit: str) -> None:
        if self.waiting == "key":
            self.note(f"[{digit}]")
            self.fetch(self.node.get("action"), Digits=digit)

    def say_nothing(self) -> None:
        if self.waiting == "key":
            if self.node.get("actionOnEmptyResult") == "true":
                self.fetch(self.node.get("action"), Digits="")
            else:
                self.walk(self.rest)
        elif self.waiting == "record":
            self._recording("absent", new_sid("RE"), "0")
            self.walk(self.rest)

    def record(self, name: str) -> None:
        """Leaves a voicemail: a generated sound, under the name that was typed."""
        if self.waiting != "record":
            return
        sid = new_sid("RE")
        HOME.keep_file(sid, Fetched("audio/wav", f"{name}.wav" if name else "", samples.tone(SECONDS)))
        node = self.node
        self.note("●")
        self.fetch(node.get("action"), RecordingSid=sid, RecordingDuration=str(SECONDS), Digits="#")
        self._recording("completed", sid, str(SECONDS), node)

    def hang_up(self) -> None:
        if self.over:
            return
        if self.waiting == "record":
            self._recording("absent", new_sid("RE"), "0")
        if self.waiting == "talk":
            self._dialled("completed", bridged=True)
        self.end()

    # ---- what the staff do -----------------------------------------------------------------------
    def staff_answer(self) -> None:
        if self.leg and self.leg.state == "ringing":
            self.leg.state = "whisper"
            self._leg_fetch(self.leg.url)

    def staff_press(self, digit: str) -> None:
        if self.leg and self.leg.state == "whisper":
            self._leg_fetch(self.leg.action, Digits=digit)

    def staff_leave(self) -> None:
        """Does not answer, refuses, or ends the conversation."""
        if self.leg is None:
            return
        if self.leg.state == "talking":
            self._dialled("completed", bridged=True)
        else:
            self._next_leg("no-answer" if self.leg.state == "ringing" else "completed")

    # ---- the walk --------------------------------------------------------------------------------
    def fetch(self, path: str, **params: str) -> None:
        """Posts one step and walks the document it answers."""
        self.waiting = ""
        status, document = post(path, self._params() | params)
        try:
            if status != 200:
                raise ParseError
            root = fromstring(document)
        except ParseError:
            self.fail(f"{path} answered {status} and no TwiML")
            return
        self.walk(list(root))

    def walk(self, verbs: list[Node]) -> None:
        self.waiting, self.rest = "", list(verbs)
        while self.rest and not self.waiting and not self.over:
            node = self.rest.pop(0)
            step = VERBS.get(node.tag)
            if step is None:
                self.fail(f"unknown verb <{node.tag}>")
                return
            step(self, node)
        if not self.waiting and not self.over:
            self.end()

    def say(self, node: Node) -> None:
        self.captions.append(Caption(node.text or "", node.get("language", "en-US")[:2]))

    def play(self, node: Node) -> None:
        self.note("♪")

    def pause(self, node: Node) -> None:
        self.note("…")

    def gather(self, node: Node) -> None:
        for inner in node:
            if inner.tag not in {"Say", "Play", "Pause"}:
                self.fail(f"unknown verb <{inner.tag}> in <Gather>")
                return
            VERBS[inner.tag](self, inner)
        self.node, self.waiting = node, "key"

    def dial(self, node: Node) -> None:
        if any(inner.tag != "Number" for inner in node):
            self.fail("<Dial> holds more than <Number>")
            return
        self.node, self.numbers = node, list(node)
        self._next_leg("failed")

    def ask_recording(self, node: Node) -> None:
        if node.get("playBeep") != "false":
            self.note("♪ beep")
        self.node, self.waiting = node, "record"

    def redirect(self, node: Node) -> None:
        self.fetch(node.text or "")

    def stop(self, node: Node) -> None:
        self.end()

    # ---- the leg to the staff --------------------------------------------------------------------
    def _next_leg(self, last: str) -> None:
        self.leg = None
        if not self.numbers:
            self._dialled(last, bridged=False)
            return
        number = self.numbers.pop(0)
        self.leg = Leg(number.text, number.get("url", ""))
        self.waiting = "staff"

    def _leg_fetch(self, path: str, **params: str) -> None:
        leg = self.leg
        if leg is None:
            return
        form = {"CallSid": leg.sid, "ParentCallSid": self.sid, "From": self.node.get("callerId", ""), "To": leg.phone}
        status, document = post(path, form | {"Direction": "outbound-dial", "CallStatus": "in-progress"} | params)
        if status != 200:
            self.fail(f"{path} answered {status}")
            return
        self._leg_walk(leg, list(fromstring(document)))

    def _leg_walk(self, leg: Leg, verbs: list[Node]) -> None:
        """An empty document connects; a Hangup goes on to the next phone."""
        for node in verbs:
            for words in node.iter("Say"):
                leg.captions.append(Caption(words.text or "", words.get("language", "en-US")[:2]))
            if node.tag == "Gather":
                leg.action = node.get("action")
                return
            if node.tag == "Hangup":
                self._next_leg("completed")
                return
        leg.state, self.waiting = "talking", "talk"
        self.note("☎")

    def _dialled(self, status: str, *, bridged: bool) -> None:
        self.leg = None
        bridge = {"DialBridged": "true" if bridged else "false"} if status == "completed" else {}
        self.fetch(self.node.get("action"), DialCallStatus=status, **bridge)

    # ---- the end ---------------------------------------------------------------------------------
    def note(self, words: str) -> None:
        self.captions.append(Caption(words))

    def fail(self, error: str) -> None:
        self.error = error
        self.end()

    def end(self) -> None:
        if not self.over:
            self.over, self.waiting, self.leg = True, "", None
            post("/twilio/call/status/", self._params() | {"CallStatus": "completed", "CallDuration": "30"})

    def _recording(self, status: str, sid: str, seconds: str, node: Node = None) -> None:
        callback = (self.node if node is None else node).get("recordingStatusCallback")
        if callback:
            account = f"https://api.twilio.com/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}"
            form = {"CallSid": self.sid, "RecordingSid": sid, "RecordingUrl": f"{account}/Recordings/{sid}"}
            post(
                callback,
                form | {"RecordingStatus": status, "RecordingDuration": seconds, "RecordingSource": "RecordVerb"},
            )

    def _params(self) -> dict[str, str]:
        caller = "anonymous" if self.withheld else self.phone
        return {
            "CallSid": self.sid,
            "From": caller,
            "Caller": caller,
            "To": self.line,
            "Called": self.line,
            "Direction": "inbound",
            "CallStatus": "in-progress",
        }


VERBS: dict[str, Callable[[SimulatedCall, Node], None]] = {
    "Say": SimulatedCall.say,
    "Play": SimulatedCall.play,
    "Pause": SimulatedCall.pause,
    "Gather": SimulatedCall.gather,
    "Dial": SimulatedCall.dial,
    "Record": SimulatedCall.ask_recording,
    "Redirect": SimulatedCall.redirect,
    "Reject": SimulatedCall.stop,
    "Hangup": SimulatedCall.stop,
}
