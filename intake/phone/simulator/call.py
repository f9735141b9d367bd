"""The simulated call: walks our own TwiML, verb by verb, and posts the webhooks Twilio would.

A verb it does not know ends the call with a loud error on the screen, as a real caller would hear one.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from defusedxml.ElementTree import ParseError, fromstring
from django.conf import settings

from intake.phone.gateway import Fetched, FoundRecording
from intake.phone.simulator import samples
from intake.phone.simulator.network import HOME, new_sid

Node = Any  # an element of TwiML
SECONDS = 3
PATIENCE = 45.0  # seconds a phone rings whose caller named no time-out


@dataclass(frozen=True)
class Caption:
    """One thing heard, or one thing done (`language` "")."""

    words: str
    language: str = ""


@dataclass
class Leg:
    """One end of a call: a phone, and the TwiML it is walked through.

    A caller's leg begins with the line's own webhook. A leg that the firm places, or that a `<Dial>` rings, begins
    with `url` when it is picked up, or is joined at once when it has none.
    """

    phone: str
    line: str  # the firm's number in this call
    direction: str = "inbound"  # inbound, outbound-api, outbound-dial
    url: str = ""
    status_url: str = ""
    withheld: bool = False
    parent: "Leg | None" = None
    patience: float = PATIENCE  # seconds it rings
    sid: str = field(default_factory=lambda: new_sid("CA"))
    state: str = "on"  # ringing, on, over
    waiting: str = ""  # key, record, dial, talk; "" while nothing is asked, or when it is over
    captions: list[Caption] = field(default_factory=list)
    error: str = ""
    began: float = field(default_factory=time.monotonic)
    node: Node = None
    rest: list[Node] = field(default_factory=list)
    numbers: list[Node] = field(default_factory=list)  # of a <Dial>, not yet rung
    legs: list["Leg"] = field(default_factory=list)  # rung by this one's <Dial>

    @property
    def over(self) -> bool:
        return self.state == "over"

    @property
    def unanswered(self) -> bool:
        """It has rung as long as its caller wanted."""
        return self.state == "ringing" and time.monotonic() - self.began > self.patience

    # ---- what a person does ----------------------------------------------------------------------
    def start(self) -> None:
        self.fetch("/twilio/call/in/", CallStatus="ringing")

    def answer(self) -> None:
        if self.state == "ringing":
            self.state = "on"
            if self.url:
                self.fetch(self.url)
            else:
                self.join()

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
            self._recording("absent", new_sid("RE"), "0", self.node)
            self.walk(self.rest)

    def record(self, name: str) -> None:
        """Leaves a voicemail: a generated sound, under the name that was typed."""
        if self.waiting != "record":
            return
        sid, node = new_sid("RE"), self.node
        file = Fetched("audio/wav", f"{name}.wav" if name else "", samples.tone(SECONDS))
        HOME.keep_recording(FoundRecording(sid, self.sid, SECONDS), file)
        self.note("●")
        self.fetch(node.get("action"), RecordingSid=sid, RecordingDuration=str(SECONDS), Digits="#")
        self._recording("completed", sid, str(SECONDS), node)

    def hang_up(self) -> None:
        """At any step: while it rings, in the middle of a sentence, during the recording, in the conversation."""
        if self.over:
            return
        if self.waiting == "record":
            self._recording("absent", new_sid("RE"), "0", self.node)
        self.end("no-answer" if self.state == "ringing" else "completed")

    # ---- the walk --------------------------------------------------------------------------------
    def fetch(self, path: str, **params: str) -> None:
        """Posts one step and walks the document it answers."""
        self.waiting = ""
        path = urlsplit(path).path
        status, document = HOME.webhook(path, self._params() | params)
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
            if self.parent:
                self.join()
            else:
                self.end()

    def say(self, node: Node) -> None:
        self.captions.append(Caption(node.text or "", node.get("language", "en-US")[:2]))

    def play(self, node: Node) -> None:
        self.note(f"[{node.get('digits')}]" if node.get("digits") else "♪")

    def pause(self, node: Node) -> None:
        self.note("…")

    def gather(self, node: Node) -> None:
        for inner in node:
            if inner.tag not in {"Say", "Play", "Pause"}:
                self.fail(f"unknown verb <{inner.tag}> in <Gather>")
                return
            VERBS[inner.tag](self, inner)
        self.node, self.waiting = node, "key"

    def ask_recording(self, node: Node) -> None:
        if node.get("playBeep") != "false":
            self.note("♪ beep")
        self.node, self.waiting = node, "record"

    def redirect(self, node: Node) -> None:
        self.fetch(node.text or "")

    def stop(self, node: Node) -> None:
        self.end()

    # ---- ringing others --------------------------------------------------------------------------
    def dial(self, node: Node) -> None:
        if any(inner.tag != "Number" for inner in node):
            self.fail("<Dial> holds more than <Number>")
            return
        self.node, self.numbers, self.legs, self.waiting = node, list(node), [], "dial"
        self._ring_next("failed")

    def _ring_next(self, last: str) -> None:
        """One after the other, or all that are left at once; when nobody is left, the action hears of it."""
        if not self.numbers:
            self._dialled(last)
            return
        at_once = 1 if self.node.get("sequential") == "true" else len(self.numbers)
        ringing, self.numbers = self.numbers[:at_once], self.numbers[at_once:]
        self.legs = [
            Leg(
                number.text,
                self.node.get("callerId", ""),
                "outbound-dial",
                number.get("url", ""),
                parent=self,
                patience=float(self.node.get("timeout", PATIENCE)),
                state="ringing",
            )
            for number in ringing
        ]

    def join(self) -> None:
        """This leg and the one that rang it talk; the phones that still ring fall silent."""
        parent = self.parent
        if parent is None or parent.over:
            self.end()
            return
        self.waiting = parent.waiting = "talk"
        self.note("☎")
        parent.note("☎")
        for other in parent.legs:
            if other.state == "ringing":
                other.state = "over"

    def _left(self, leg: "Leg", how: str) -> None:
        """A phone that this leg rang is out of the call."""
        if self.over:
            return
        if leg.waiting == "talk":
            self._dialled("completed", DialBridged="true", DialCallDuration="30", DialCallSid=leg.sid)
        elif self.waiting == "dial" and not any(not other.over for other in self.legs):
            self._ring_next(how)

    def _dialled(self, status: str, **more: str) -> None:
        for leg in self.legs:
            leg.state, leg.waiting = "over", ""
        self.fetch(self.node.get("action"), DialCallStatus=status, **more)

    # ---- the end ---------------------------------------------------------------------------------
    def note(self, words: str) -> None:
        self.captions.append(Caption(words))

    def fail(self, error: str) -> None:
        self.error = error
        self.end()

    def end(self, how: str = "completed") -> None:
        if self.over:
            return
        self.state = "over"
        for leg in self.legs:
            leg.end("canceled")
        if self.parent:
            self.parent._left(self, how)
        else:
            path = "/twilio/call/status/" if self.direction == "inbound" else urlsplit(self.status_url).path
            HOME.webhook(path, self._params() | {"CallStatus": how, "CallDuration": "30"})
        self.waiting = ""

    def _recording(self, status: str, sid: str, seconds: str, node: Node) -> None:
        callback = node.get("recordingStatusCallback")
        if callback:
            account = f"https://api.twilio.com/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}"
            form = {"CallSid": self.sid, "RecordingSid": sid, "RecordingUrl": f"{account}/Recordings/{sid}"}
            form |= {"RecordingStatus": status, "RecordingDuration": seconds, "RecordingSource": "RecordVerb"}
            HOME.webhook(urlsplit(callback).path, form)

    def _params(self) -> dict[str, str]:
        caller = "anonymous" if self.withheld else self.phone
        source, target = (caller, self.line) if self.direction == "inbound" else (self.line, self.phone)
        form = {"CallSid": self.sid, "From": source, "Caller": source, "To": target, "Called": target}
        if self.parent:
            form["ParentCallSid"] = self.parent.sid
        return form | {"Direction": self.direction, "CallStatus": "in-progress"}


VERBS: dict[str, Callable[[Leg, Node], None]] = {
    "Say": Leg.say,
    "Play": Leg.play,
    "Pause": Leg.pause,
    "Gather": Leg.gather,
    "Dial": Leg.dial,
    "Record": Leg.ask_recording,
    "Redirect": Leg.redirect,
    "Reject": Leg.stop,
    "Hangup": Leg.stop,
}
