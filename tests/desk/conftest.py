"""A desk that is open, lines that are staffed, and arrivals sealed the way the public side seals them."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from firm.models import ContactNumber, StaffMember
from intake.mailbox import Receipt, drop
from intake.models import Envelope, Shift
from intake.vault import OpenedDesk
from tests.vault.keys import DeskKeys

LINE = "+12025550187"
CALLER = "+12025550133"
EVERY_DAY = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@pytest.fixture
def desk(paralegal: StaffMember, desk_keys: DeskKeys) -> OpenedDesk:
    return desk_keys.opened(paralegal.pk)


@pytest.fixture
def line(paralegal: StaffMember) -> ContactNumber:
    """Open and covered day and night."""
    line = ContactNumber.objects.create(number=LINE, kind="both", label="Main", hours=EVERY_DAY)
    around_the_clock(line, paralegal)
    return line


def around_the_clock(line: ContactNumber, staff: StaffMember) -> None:
    for weekday in range(7):
        Shift.objects.create(line=line, staff=staff, weekday=weekday, begins="00:00", ends="24:00")


Arrive = Callable[..., Receipt]


@pytest.fixture
def form(desk: OpenedDesk, line: ContactNumber) -> Arrive:
    def send(*, suspect: bool = False, urgent: bool = False, at: datetime | None = None, **content: Any) -> Receipt:
        said = {
            "reference": "",
            "detained": False,
            "language": "es",
            "reach": "text",
            "phone": "",
            "email": "",
            "name": "Rosa M.",
            "neutral": True,
            "question": "¿Tengo que ir?",
            "notice": "1",
            "consent": None,
            "page": None,
            "page_title": "",
            "page_path": "",
            "signs": [],
            "visitor_key": "",
        }
        said |= content
        if said["phone"] and said["reach"] == "text" and "consent" not in content:
            said["consent"] = {"text": "You may text me.", "version": "1"}
        return drop(Envelope.Kind.FORM, said, key=str(uuid.uuid4()), suspect=suspect, urgent=urgent, at=at)

    return send


@pytest.fixture
def text(desk: OpenedDesk, line: ContactNumber) -> Arrive:
    def send(body: str = "Hola", *, sender: str = CALLER, to: str = LINE, **more: Any) -> Receipt:
        sid = f"SM{uuid.uuid4().hex}"
        content = {"sid": sid, "from": sender, "line": to, "body": body, "media": [], "opt_out": "", "urgent_words": []}
        return drop(Envelope.Kind.TEXT, content | more, key=sid)

    return send


@pytest.fixture
def opt_out(desk: OpenedDesk) -> Arrive:
    """STOP or START, as Twilio's own list saw it."""

    def say(kind: str = "STOP", *, sender: str = CALLER, **more: Any) -> Receipt:
        sid = f"SM{uuid.uuid4().hex}"
        content = {"sid": sid, "from": sender, "line": LINE, "type": kind, "body": kind}
        return drop(Envelope.Kind.OPT_OUT, content | more, key=sid)

    return say


@pytest.fixture
def call(desk: OpenedDesk, line: ContactNumber) -> Arrive:
    def ring(*, sender: str = CALLER, sid: str = "", to: str = LINE, **more: Any) -> Receipt:
        sid = sid or f"CA{uuid.uuid4().hex}"
        content = {"call_sid": sid, "from": sender, "line": to, "language": "es", "stir": ""}
        return drop(Envelope.Kind.CALL, content | more, key=sid)

    return ring


@pytest.fixture
def voicemail(desk: OpenedDesk, line: ContactNumber) -> Arrive:
    def leave(*, sender: str = CALLER, call_sid: str = "", to: str = LINE, seconds: int = 38) -> Receipt:
        sid = f"RE{uuid.uuid4().hex}"
        content = {
            "recording_sid": sid,
            "call_sid": call_sid or f"CA{uuid.uuid4().hex}",
            "from": sender,
            "line": to,
            "language": "ht",
            "seconds": seconds,
        }
        return drop(Envelope.Kind.VOICEMAIL, content, key=sid)

    return leave
