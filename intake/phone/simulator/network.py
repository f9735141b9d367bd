"""The simulated telephone network: what Twilio and the phones hold, in the memory of one process.

Nothing of it is ever written down, so a stolen disk holds no word a simulated visitor said. The web process
is its home; the background worker reaches it through a local socket whose peers must prove the secret
(`multiprocessing.managers`). A table would have needed its own sealing to keep the same promise.
"""

import hashlib
import tempfile
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing.managers import BaseManager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import close_old_connections

from intake.phone import clock
from intake.phone.account import Cap
from intake.phone.gateway import (
    LATEST,
    SOONEST,
    CallToPlace,
    Fetched,
    FoundRecording,
    FoundText,
    Gone,
    OutcomeUnknown,
    Refused,
    SentText,
    TextToSend,
    TooBig,
    TryLater,
)
from intake.phone.segments import count
from intake.phone.simulator.carrier import post

STEPS = (("queued", 0.2), ("sent", 0.7), ("delivered", 1.5))  # seconds after it was accepted
# Of the API: 429, 5xx, lost (Twilio did it, and its answer never came). Of its webhooks: the rest.
UNREACHABLE = {"30003", "30007"}  # the phone is off; the carrier took it for spam
FAULTS = {"429", "5xx", "lost", "duplicate", "reorder", "delay", "drop"} | UNREACHABLE


def new_sid(prefix: str) -> str:
    return prefix + uuid.uuid4().hex


@dataclass(frozen=True)
class PhoneText:
    """One bubble. `pictures` are SIDs of files."""

    sid: str
    phone: str
    line: str
    outgoing: bool  # from the firm to the phone
    body: str
    at: datetime
    status: str = "received"
    pictures: tuple[str, ...] = ()


@dataclass
class Report:
    due: float
    path: str
    params: dict[str, str]


@dataclass
class Scheduled:
    """A text the network will deliver at `send_at`."""

    text: PhoneText
    send_at: datetime
    status_path: str


@dataclass
class Network:
    """Every method that the worker calls takes and returns values that can cross to another process."""

    texts: list[PhoneText] = field(default_factory=list)
    files: dict[str, Fetched] = field(default_factory=dict)
    recordings: list[tuple[FoundRecording, datetime]] = field(default_factory=list)
    erased: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    reports: list[Report] = field(default_factory=list)
    scheduled: list[Scheduled] = field(default_factory=list)
    placed: list[tuple[str, CallToPlace]] = field(default_factory=list)  # calls of the firm that begin to ring
    addresses: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    caps: list[Cap] = field(default_factory=list)
    fault: str = ""
    fault_ends: float = 0.0
    lock: threading.RLock = field(default_factory=threading.RLock)

    # ---- what the gateway asks -------------------------------------------------------------------
    def send_text(self, text: TextToSend) -> SentText:
        fault = self.current_fault()
        if fault == "429":
            raise TryLater(20429)
        if fault == "5xx":
            raise OutcomeUnknown(20500)
        if text.to in self.blocked:
            raise Refused(21610)
        if not text.to.startswith("+"):
            raise Refused(21211)
        sent = self.schedule(text) if text.send_at else self.to_phone(*_said(text))
        if fault == "lost":
            raise OutcomeUnknown
        return sent

    def schedule(self, text: TextToSend) -> SentText:
        line, phone, body, status_path = _said(text)
        now = datetime.now(UTC)
        if text.send_at is None or not SOONEST <= text.send_at - clock.now() <= LATEST:
            raise Refused
        held = PhoneText(new_sid("SM"), phone, line, True, body, now, "scheduled")
        with self.lock:
            self.scheduled.append(Scheduled(held, text.send_at, status_path))
        return SentText(held.sid, held.status, body, now)

    def cancel_text(self, sid: str) -> None:
        with self.lock:
            found = next((one for one in self.scheduled if one.text.sid == sid), None)
            if found is None:
                raise Refused
            self.scheduled.remove(found)
            self.reports.append(Report(time.monotonic(), found.status_path, self._report(found.text, "canceled")))

    def find_texts(self, line: str, to: str, since: datetime) -> list[SentText]:
        with self.lock:
            return [
                SentText(text.sid, text.status, text.body, text.at)
                for text in [*self.texts, *(one.text for one in self.scheduled)]
                if text.outgoing and (text.line, text.phone) == (line, to) and text.at >= since
            ]

    def find_recordings(self, since: datetime) -> list[FoundRecording]:
        if self.current_fault() == "429":
            raise TryLater(20429)
        with self.lock:
            return [one for one, at in self.recordings if at >= since and one.sid not in self.erased]

    def find_inbound(self, since: datetime) -> list[FoundText]:
        if self.current_fault() == "429":
            raise TryLater(20429)
        with self.lock:
            return [
                FoundText(text.sid, text.phone, text.line, text.body, text.pictures)
                for text in self.texts
                if not text.outgoing and text.at >= since and text.sid not in self.erased
            ]

    def ring(self, call: CallToPlace) -> str:
        """A staff phone rings; the page with the phones shows it (`simulator.exchange`)."""
        fault = self.current_fault()
        if fault == "429":
            raise TryLater(20429)
        if fault in {"5xx", "lost"}:
            raise OutcomeUnknown(20500)
        if not call.to.startswith("+"):
            raise Refused(21211)
        sid = new_sid("CA")
        with self.lock:
            self.placed.append((sid, call))
        return sid

    def fetch(self, sid: str, max_bytes: int) -> Fetched:
        file = self.files.get(sid)
        if file is None or sid in self.erased:
            raise Gone(20404)
        if len(file.data) > max_bytes:
            raise TooBig
        return file

    def erase(self, sid: str) -> None:
        with self.lock:
            if sid in self.erased:
                raise Gone(20404)
            self.erased.add(sid)
            self.files.pop(sid, None)

    # ---- what the phones do ----------------------------------------------------------------------
    def to_phone(self, line: str, phone: str, body: str, status_path: str) -> SentText:
        """A text reaches the phone, and its delivery will be reported."""
        text = PhoneText(new_sid("SM"), phone, line, True, body, datetime.now(UTC), "queued")
        with self.lock:
            self.texts.append(text)
            if status_path:
                self._report_steps(text, status_path)
        return SentText(text.sid, text.status, body, text.at)

    def from_phone(self, text: PhoneText) -> None:
        with self.lock:
            self.texts.append(text)

    def keep_file(self, sid: str, file: Fetched) -> None:
        with self.lock:
            self.files[sid] = file

    def keep_recording(self, recording: FoundRecording, file: Fetched) -> None:
        with self.lock:
            self.recordings.append((recording, datetime.now(UTC)))
        self.keep_file(recording.sid, file)

    def deliver_reports(self, *, all_now: bool = False) -> int:
        """Posts the reports that are due, in order, signed, through the real views."""
        self.deliver_scheduled()
        now, fault = time.monotonic(), self.current_fault()
        with self.lock:
            due = [report for report in self.reports if all_now or report.due <= now]
            if fault == "delay" or (fault == "reorder" and len(due) < len(self.reports) and not all_now):
                return 0  # held back, until the fault ends, or until the last may come first
            self.reports = [report for report in self.reports if report not in due]
        if fault == "drop":
            return 0
        for report in sorted(due, key=lambda report: report.due, reverse=fault == "reorder"):
            params = report.params
            if fault in UNREACHABLE and params["MessageStatus"] == "delivered":
                params = params | {"MessageStatus": "undelivered", "SmsStatus": "undelivered", "ErrorCode": fault}
            self._mark(params["MessageSid"], params["MessageStatus"])
            self.webhook(report.path, params)
        return len(due)

    def webhook(self, path: str, params: dict[str, str]) -> tuple[int, str]:
        """Posts one webhook, twice while duplicates are played; the first answer counts, as at Twilio."""
        answer = post(path, params)
        if self.current_fault() == "duplicate":
            post(path, params)
        return answer

    def deliver_scheduled(self) -> None:
        """Texts whose time has come reach their phones, except those of who said STOP meanwhile."""
        with self.lock:
            due = [one for one in self.scheduled if one.send_at <= clock.now()]
            for one in due:
                self.scheduled.remove(one)
                if one.text.phone in self.blocked:
                    failed = self._report(one.text, "failed") | {"ErrorCode": "21610"}
                    self.reports.append(Report(time.monotonic(), one.status_path, failed))
                else:
                    self.texts.append(replace(one.text, status="queued", at=one.send_at))
                    self._report_steps(one.text, one.status_path)

    def set_fault(self, fault: str, seconds: float) -> None:
        self.fault = fault if fault in FAULTS else ""
        self.fault_ends = time.monotonic() + seconds

    def current_fault(self) -> str:
        return self.fault if time.monotonic() < self.fault_ends else ""

    def clear(self) -> None:
        with self.lock:
            for collection in (
                self.texts,
                self.files,
                self.recordings,
                self.erased,
                self.blocked,
                self.reports,
                self.scheduled,
                self.placed,
                self.addresses,
                self.caps,
            ):
                collection.clear()  # type: ignore[attr-defined]
            self.fault = ""

    def _report_steps(self, text: PhoneText, status_path: str) -> None:
        now = time.monotonic()
        for status, seconds in STEPS:
            self.reports.append(Report(now + seconds, status_path, self._report(text, status)))

    def _mark(self, sid: str, status: str) -> None:
        with self.lock:
            self.texts = [replace(text, status=status) if text.sid == sid else text for text in self.texts]

    @staticmethod
    def _report(text: PhoneText, status: str) -> dict[str, str]:
        return {
            "MessageSid": text.sid,
            "SmsSid": text.sid,
            "MessageStatus": status,
            "SmsStatus": status,
            "From": text.line,
            "To": text.phone,
            "NumSegments": str(count(text.body).segments),
        }


HOME = Network()


def _said(text: TextToSend) -> tuple[str, str, str, str]:
    return text.line, text.to, text.body, urlsplit(text.status_url).path


class Link(BaseManager):
    """Carries calls from the worker to the process where the network lives."""


Link.register(
    "network",
    callable=lambda: HOME,
    exposed=["send_text", "cancel_text", "find_texts", "find_recordings", "find_inbound", "ring", "fetch", "erase"],
)
_server: Any = None


def _link() -> Link:
    name = hashlib.sha256(f"{settings.DATA_DIR}{settings.SECRET_KEY}".encode()).hexdigest()[:16]
    secret = hashlib.sha256(f"simulated network {settings.SECRET_KEY}".encode()).digest()
    # Not in DATA_DIR: a socket's path may have about a hundred characters, and that folder may be deep.
    return Link(address=str(Path(tempfile.gettempdir()) / f"amparo-{name}.socket"), authkey=secret)


def listen() -> None:
    """Makes this process the network's home, with a clock that posts delivery reports."""
    global _server  # noqa: PLW0603
    if _server is not None:
        return
    link = _link()
    Path(cast("str", link.address)).unlink(missing_ok=True)
    _server = link.get_server()
    threading.Thread(target=serve, args=(_server,), name="simulated network", daemon=True).start()
    threading.Thread(target=_clock, name="simulated carrier", daemon=True).start()


def serve(server: Any) -> None:
    """Answers the worker until the process ends; the library's server ends by SystemExit."""
    with suppress(SystemExit):
        server.serve_forever()


def _clock() -> None:
    while True:
        time.sleep(0.25)
        HOME.deliver_reports()
        close_old_connections()


def network() -> Network:
    """The network itself where it lives, or a stand-in that reaches it.

    Raises:
        TryLater: the web process is not running, so nothing was sent.
    """
    if _server is not None or not settings.SIMULATOR_LISTENS:
        return HOME
    link = _link()
    try:
        link.connect()
        return cast("Network", link.network())  # type: ignore[attr-defined]
    except (OSError, EOFError):
        raise TryLater from None
