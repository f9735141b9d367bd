"""A desk key to seal to, the published lines, and a visitor who fills in the form."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pyrage import x25519
from pytest_django import Settings

from firm.models import ContactNumber
from firm.roles import Role
from intake.ask import stamp, views
from intake.models import Envelope, Shift
from intake.phone import optouts
from intake.vault import OpenedDesk
from tests.conftest import join_firm

ANSWERS = {
    "detained": "no",
    "language": "es",
    "reach": "call",
    "phone": "202-555-0199",
    "wording": "neutral",
    "name": "Marta",
    "question": "May I still file my taxes?",
}


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """Nobody has posted anything yet."""
    views.posts_lately.forget()
    views.posts_within_the_hour.forget()
    optouts.STOPPED.clear()


@pytest.fixture
def desk(settings: Settings) -> OpenedDesk:
    identity = x25519.Identity.generate()
    settings.DESK_PUBLIC_KEY = str(identity.to_public())
    return OpenedDesk({1: str(identity)}, staff_id=1)


@pytest.fixture
def lines(db: None) -> None:
    hours = {day: [["08:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    main = ContactNumber.objects.create(
        number="+12025550187", kind="both", label="Main", languages=["en", "es"], hours=hours
    )
    member = join_firm("Rota Member", Role.PARALEGAL)
    for weekday in range(7):
        Shift.objects.create(line=main, staff=member, weekday=weekday, begins="08:00", ends="20:00")
    ContactNumber.objects.create(number="+12025550142", kind="call", label="Detained", languages=["en"], urgent=True)


@pytest.fixture
def arrived(desk: OpenedDesk) -> Callable[[], list[dict[str, Any]]]:
    """What the envelopes hold, opened, oldest first."""

    def opened() -> list[dict[str, Any]]:
        rows = Envelope.objects.order_by("received_at", "id")
        return [desk.open_record(row.sealed, row.id, row.kind) | {"_row": row} for row in rows]

    return opened


def aged(seconds: int = 60, moment: Any = None) -> str:
    """A stamp issued some seconds ago."""
    import time
    from unittest import mock

    with mock.patch("time.time", return_value=time.time() - seconds):
        return stamp.issue()


@pytest.fixture
def send(desk: OpenedDesk, lines: None) -> Callable[..., Any]:
    """`send(question=…, path="/ask/")`: posts the form as a browser does, on a stamp a minute old."""

    def post(
        path: str = "/ask/", *, client: Client | None = None, headers: dict[str, str] | None = None, **answers: str
    ) -> Any:
        answers = {**ANSWERS, "stamp": aged(), **answers}
        from urllib.parse import urlencode

        return (client or Client()).post(
            path, urlencode(answers), content_type="application/x-www-form-urlencoded", headers=headers
        )

    return post
