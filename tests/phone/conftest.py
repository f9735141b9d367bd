"""What the phone's tests share: a desk key, lines, a simulated network, and signed webhooks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pyrage import x25519

from firm.models import ContactNumber, StaffMember
from intake.models import Envelope
from intake.phone import optouts, text_me, texts
from intake.phone.duty import set_duty
from intake.phone.simulator import network as simulated
from intake.phone.webhook_auth import sign
from intake.vault import OpenedDesk

ACCOUNT = "AC" + "a" * 32
TEXT_LINE = "+12025550187"
CALL_LINE = "+12025550142"
VISITOR = "+12025550133"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture(autouse=True)
def clean_slate(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.SPOOL_DIR = tmp_path / "spool"
    settings.TWILIO_ACCOUNT_SID = ACCOUNT
    settings.TWILIO_AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
    settings.TWILIO_AUTH_TOKEN_OLD = ""
    settings.PUBLIC_BASE_URL = "https://firm.example"
    settings.ALLOWED_HOSTS = ["firm.example", "testserver"]
    texts.ACKNOWLEDGED.clear()
    optouts.STOPPED.clear()
    text_me.TEXTED.clear()
    simulated.HOME.clear()
    yield
    simulated.HOME.clear()


@pytest.fixture
def desk(settings: Any) -> OpenedDesk:
    """An unlocked desk, whose public half is the one things are sealed to."""
    identity = x25519.Identity.generate()
    settings.DESK_PUBLIC_KEY = str(identity.to_public())
    return OpenedDesk({1: str(identity)}, staff_id=1)


@pytest.fixture
def lines(db: None) -> tuple[ContactNumber, ContactNumber]:
    always = {day: [["00:00", "24:00"]] for day in DAYS}
    return (
        ContactNumber.objects.create(number=TEXT_LINE, kind="both", label="Main", languages=["en", "es"], hours=always),
        ContactNumber.objects.create(number=CALL_LINE, kind="call", label="Detained", languages=["en"], hours=always),
    )


def on_the_phones(member: StaffMember, number: str) -> StaffMember:
    """On duty, with a phone."""
    member.notice_phone = number
    member.save()
    set_duty(member, True)
    return member


@pytest.fixture
def pia(paralegal: StaffMember) -> StaffMember:
    return on_the_phones(paralegal, "+12025550155")


@pytest.fixture
def ada(attorney: StaffMember) -> StaffMember:
    return on_the_phones(attorney, "+12025550156")


@pytest.fixture
def network() -> simulated.Network:
    return simulated.HOME


def deliver(path: str, params: dict[str, str], **headers: str) -> Any:
    """A signed webhook through the real views."""
    params = {"AccountSid": ACCOUNT, **params}
    headers.setdefault("X-Twilio-Signature", sign(path, params))
    return Client().post(path, params_encoded(params), "application/x-www-form-urlencoded", headers=headers)


def params_encoded(params: dict[str, str]) -> str:
    from urllib.parse import urlencode

    return urlencode(params)


def a_text(body: str = "Hello", **changes: str) -> dict[str, str]:
    sid = changes.pop("sid", "SM" + "1" * 32)
    return {"MessageSid": sid, "From": VISITOR, "To": TEXT_LINE, "Body": body, "NumMedia": "0", **changes}


@pytest.fixture
def opened(desk: OpenedDesk) -> Callable[[], list[dict[str, Any]]]:
    """The contents of every envelope, in the order they arrived, with `kind`."""

    def read() -> list[dict[str, Any]]:
        return [
            {"kind": envelope.kind, **desk.open_record(bytes(envelope.sealed), envelope.id, envelope.kind)}
            for envelope in Envelope.objects.order_by("received_at", "key")
        ]

    return read
