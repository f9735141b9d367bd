"""A desk that is open, lines that are staffed, and arrivals sealed the way the public side seals them."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from firm.models import ContactNumber, StaffMember
from intake.mailbox import Receipt, drop
from intake.models import Envelope
from intake.vault import OpenedDesk
from tests.vault.keys import DeskKeys

LINE = "+12025550187"
CALLER = "+12025550133"
EVERY_DAY = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@pytest.fixture
def desk(paralegal: StaffMember, desk_keys: DeskKeys) -> OpenedDesk:
    return desk_keys.opened(paralegal.pk)


@pytest.fixture
def line(db: None) -> ContactNumber:
    return ContactNumber.objects.create(number=LINE, kind="both", label="Main", hours=EVERY_DAY)


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
        return drop(Envelope.Kind.FORM, said | content, key=str(uuid.uuid4()), suspect=suspect, urgent=urgent, at=at)

    return send


@pytest.fixture
def text(desk: OpenedDesk, line: ContactNumber) -> Arrive:
    def send(body: str = "Hola", *, sender: str = CALLER, to: str = LINE, **more: Any) -> Receipt:
        sid = f"SM{uuid.uuid4().hex}"
        content = {"sid": sid, "from": sender, "line": to, "body": body, "media": [], "opt_out": "", "urgent_words": []}
        return drop(Envelope.Kind.TEXT, content | more, key=sid)

    return send


@pytest.fixture
def call(desk: OpenedDesk, line: ContactNumber) -> Arrive:
    def ring(*, sender: str = CALLER, sid: str = "", to: str = LINE) -> Receipt:
        sid = sid or f"CA{uuid.uuid4().hex}"
        content = {"call_sid": sid, "from": sender, "line": to, "language": "es", "stir": ""}
        return drop(Envelope.Kind.CALL, content, key=sid)

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
