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

from intake.phone.gateway import Fetched, Gone, OutcomeUnknown, Refused, SentText, TextToSend, TooBig, TryLater
from intake.phone.segments import count
from intake.phone.simulator.carrier import post

STEPS = (("queued", 0.2), ("sent", 0.7), ("delivered", 1.5))  # seconds after it was accepted
FAULTS = {"429", "5xx", "lost"}


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
class Network:
    """Every method that the worker calls takes and returns values that can cross to another process."""

    texts: list[PhoneText] = field(default_factory=list)
    files: dict[str, Fetched] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    reports: list[Report] = field(default_factory=list)
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
        sent = self.to_phone(text.line, text.to, text.body, urlsplit(text.status_url).path)
        if fault == "lost":
            raise OutcomeUnknown
        return sent

    def find_texts(self, line: str, to: str, since: datetime) -> list[SentText]:
        with self.lock:
            return [
                SentText(text.sid, text.status, text.body, text.at)
                for text in self.texts
                if text.outgoing and (text.line, text.phone) == (line, to) and text.at >= since
            ]

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
            now = time.monotonic()
            for status, seconds in STEPS if status_path else ():
                self.reports.append(Report(now + seconds, status_path, self._report(text, status)))
        return SentText(text.sid, text.status, body, text.at)

    def from_phone(self, text: PhoneText) -> None:
        with self.lock:
            self.texts.append(text)

    def keep_file(self, sid: str, file: Fetched) -> None:
        with self.lock:
            self.files[sid] = file

    def deliver_reports(self, *, all_now: bool = False) -> int:
        """Posts the reports that are due, in order, signed, through the real views."""
        now = time.monotonic()
        with self.lock:
            due = [report for report in self.reports if all_now or report.due <= now]
            self.reports = [report for report in self.reports if report not in due]
        for report in sorted(due, key=lambda report: report.due):
            self._mark(report.params["MessageSid"], report.params["MessageStatus"])
            post(report.path, report.params)
        return len(due)

    def set_fault(self, fault: str, seconds: float) -> None:
        self.fault = fault if fault in FAULTS else ""
        self.fault_ends = time.monotonic() + seconds

    def current_fault(self) -> str:
        return self.fault if time.monotonic() < self.fault_ends else ""

    def clear(self) -> None:
        with self.lock:
            for collection in (self.texts, self.files, self.erased, self.blocked, self.reports):
                collection.clear()  # type: ignore[attr-defined]
            self.fault = ""

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


class Link(BaseManager):
    """Carries calls from the worker to the process where the network lives."""


Link.register("network", callable=lambda: HOME, exposed=["send_text", "find_texts", "fetch", "erase"])
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
