"""Error 21610, at sending or in a report, becomes a sealed opt-out; no table of numbers is kept."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest

from intake.models import Envelope, OutgoingText
from intake.phone import optouts
from intake.phone.outgoing import send_now
from intake.phone.simulator.network import Network
from tests.phone.conftest import TEXT_LINE, VISITOR, a_text, deliver

pytestmark = pytest.mark.usefixtures("lines", "desk")
Opened = Callable[[], list[dict[str, Any]]]


def send(**changes: Any) -> OutgoingText:
    return send_now(**{"purpose": "reply", "line": TEXT_LINE, "to": VISITOR, "body": "Hello", "key": "k", **changes})


def report(text: OutgoingText, status: str, **more: str) -> int:
    params = {"MessageSid": text.sid, "MessageStatus": status, "From": TEXT_LINE, "To": VISITOR, **more}
    return int(deliver(f"/twilio/text-status/{text.id}/", params).status_code)


def test_refused_at_sending_it_is_told_to_the_desk_sealed(network: Network, opened: Opened) -> None:
    network.blocked.add(VISITOR)
    assert send().error_code == 21610
    (said,) = opened()
    assert (said["kind"], said["type"], said["from"], said["by"]) == ("opt-out", "STOP", VISITOR, "21610")
    assert VISITOR not in str(Envelope.objects.values())


def test_refused_in_a_report_it_is_told_once_however_often_the_report_comes(opened: Opened) -> None:
    text = send()
    for _ in range(2):
        assert report(text, "failed", ErrorCode="21610") == 200
    (said,) = opened()
    assert (said["from"], said["line"], said["by"]) == (VISITOR, TEXT_LINE, "21610")


def test_another_failure_is_no_opt_out(opened: Opened) -> None:
    report(send(), "undelivered", ErrorCode="30003")
    assert opened() == []


def test_who_said_stop_gets_no_acknowledgement_of_a_form_either(network: Network) -> None:
    deliver("/twilio/text/", a_text("STOP"))
    text = send(purpose="acknowledgement")
    assert (text.state, text.error_code, network.texts) == ("failed", 21610, [])
    deliver("/twilio/text/", a_text("START", sid="SM" + "2" * 32))
    assert send(purpose="acknowledgement", key="again").state == "queued"


def test_a_report_that_could_not_be_kept_is_asked_for_again() -> None:
    text = send()
    with patch("intake.phone.webhooks.refused_by_twilio", side_effect=OSError):
        assert report(text, "failed", ErrorCode="21610") == 503
    text.refresh_from_db()
    assert text.state == "queued"


def test_no_number_is_remembered_in_the_clear() -> None:
    optouts.note(VISITOR, "STOP")
    assert VISITOR in optouts.STOPPED
    assert VISITOR not in str([generation.__dict__ for generation in optouts.STOPPED._generations])
