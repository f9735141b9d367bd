"""One suite for both gateways: the simulated one, and Twilio's held to the official description."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests

from intake.phone.gateway import (
    CallToPlace,
    Fetched,
    FoundRecording,
    Gone,
    OtherHostClient,
    OutcomeUnknown,
    PhoneError,
    PhoneGateway,
    Refused,
    SentText,
    TextToSend,
    TooBig,
    TryLater,
    TwilioGateway,
    gateway,
)
from intake.phone.simulator.gateway import SimulatedGateway
from intake.phone.simulator.network import Network, PhoneText
from tests.phone.conftest import ACCOUNT, TEXT_LINE, VISITOR
from tests.phone.twilio_contract import ContractViolation, Described, description

TEXT = TextToSend(TEXT_LINE, VISITOR, "Hola ñ 👍", "https://firm.example/twilio/text-status/x/#rc=2&rp=ct,5xx")
SM, ME, RE, CA = (prefix + "a" * 32 for prefix in ("SM", "ME", "RE", "CA"))
Fail = Callable[[str], None]


@pytest.fixture(scope="session")
def official() -> dict[str, Any]:
    return description()


@pytest.fixture
def described(official: dict[str, Any]) -> Described:
    return Described(official)


@pytest.fixture(params=["simulated", "twilio"])
def both(request: pytest.FixtureRequest, network: Network) -> tuple[PhoneGateway, Fail]:
    """A gateway, and a way to make its next request fail."""
    if request.param == "simulated":
        return SimulatedGateway(), lambda fault: network.set_fault(fault, 600)
    client = request.getfixturevalue("described")
    faults = {"429": (429, 20429), "5xx": (500, 20500)}
    return TwilioGateway(client), lambda fault: client.errors.append(faults[fault])


def test_a_text_is_sent(both: tuple[PhoneGateway, Fail]) -> None:
    sent = both[0].send_text(TEXT)
    assert sent.sid[:2] in {"SM", "MM"}
    assert sent.status in {"queued", "accepted", "sent"}
    assert sent.body == TEXT.body


def test_429_is_to_be_tried_later(both: tuple[PhoneGateway, Fail]) -> None:
    both[1]("429")
    with pytest.raises(TryLater) as caught:
        both[0].send_text(TEXT)
    assert caught.value.code == 20429


def test_a_server_error_is_an_unknown_outcome(both: tuple[PhoneGateway, Fail]) -> None:
    both[1]("5xx")
    with pytest.raises(OutcomeUnknown):
        both[0].send_text(TEXT)


@pytest.mark.parametrize(
    ("kind", "sid", "parent"), [("message", SM, ""), ("media", ME, SM), ("recording", RE, ""), ("call", CA, "")]
)
def test_every_kind_of_copy_can_be_erased(both: tuple[PhoneGateway, Fail], kind: str, sid: str, parent: str) -> None:
    both[0].erase(kind, sid, parent)


def test_the_legs_that_a_call_rang_are_erased_with_it(described: Described) -> None:
    TwilioGateway(described).erase("call", CA, "")
    asked = [(method, path.rpartition("/")[2]) for method, path, _ in described.calls]
    assert asked[0] == ("GET", "Calls.json")
    assert asked[-1] == ("DELETE", f"{CA}.json")
    assert len(asked) > 2


def test_a_leg_that_is_gone_already_keeps_no_call(described: Described, monkeypatch: pytest.MonkeyPatch) -> None:
    request, deleted = described.request, []

    def once(method: str, url: str, *rest: Any, **more: Any) -> Any:
        if method == "DELETE":
            deleted.append(url)
            if len(deleted) == 1:
                described.errors.append((404, 20404))
        return request(method, url, *rest, **more)

    monkeypatch.setattr(described, "request", once)
    TwilioGateway(described).erase("call", CA, "")
    assert deleted[-1].endswith(f"{CA}.json")


def test_finished_recordings_are_listed_with_their_call(both: tuple[PhoneGateway, Fail], network: Network) -> None:
    network.keep_recording(FoundRecording(RE, CA, 4), Fetched("audio/wav", "", b"RIFF"))
    found = both[0].find_recordings(datetime.now(UTC) - timedelta(days=36500))
    assert [(one.sid, one.call_sid, one.seconds) for one in found] == [(RE, CA, 4)]
    assert both[0].find_recordings(datetime.now(UTC) + timedelta(days=1)) == []


def test_texts_to_the_firm_are_listed_with_their_pictures(both: tuple[PhoneGateway, Fail], network: Network) -> None:
    network.from_phone(PhoneText(SM, VISITOR, TEXT_LINE, False, "Hola", datetime.now(UTC), pictures=(ME,)))
    both[0].send_text(TEXT)
    (found,) = both[0].find_inbound(datetime.now(UTC) - timedelta(days=36500))
    assert found.sid[:2] in {"SM", "MM"}
    assert all(sid[:2] == "ME" for sid in found.pictures)
    assert found.pictures
    assert both[0].find_inbound(datetime.now(UTC) + timedelta(days=1)) == []


def test_a_staff_phone_is_rung(both: tuple[PhoneGateway, Fail]) -> None:
    address = "https://firm.example/twilio/ring/x/"
    assert both[0].ring(CallToPlace(TEXT_LINE, "+12025550155", address, address + "status/"))[:2] == "CA"


def test_texts_can_be_looked_up(both: tuple[PhoneGateway, Fail]) -> None:
    before = datetime.now(UTC) - timedelta(days=36500)
    both[0].send_text(TEXT)
    found = both[0].find_texts(TEXT_LINE, VISITOR, before)
    assert found
    assert all(isinstance(text, SentText) and text.sid[:2] in {"SM", "MM"} for text in found)


def later() -> TextToSend:
    return replace(TEXT, send_at=datetime.now(UTC) + timedelta(hours=3))


def test_a_text_is_scheduled_through_the_messaging_service(both: tuple[PhoneGateway, Fail], settings: Any) -> None:
    settings.TWILIO_MESSAGING_SERVICE_SID = "MG" + "8" * 32
    sent = both[0].send_text(later())
    assert sent.sid[:2] in {"SM", "MM"}
    assert sent.body == TEXT.body
    both[0].cancel_text(sent.sid)


def test_what_is_scheduled_can_be_looked_up_although_it_was_not_sent(
    both: tuple[PhoneGateway, Fail], settings: Any
) -> None:
    settings.TWILIO_MESSAGING_SERVICE_SID = "MG" + "8" * 32
    both[0].send_text(later())
    before = datetime.now(UTC) - timedelta(days=36500)
    assert both[0].find_texts(TEXT_LINE, VISITOR, before, scheduled=True)


def test_twilio_is_told_the_time_and_to_cancel(described: Described, settings: Any) -> None:
    settings.TWILIO_MESSAGING_SERVICE_SID = "MG" + "8" * 32
    text = later()
    TwilioGateway(described).send_text(text)
    TwilioGateway(described).cancel_text(SM)
    (_, _, form), (_, path, update) = described.calls
    assert form["ScheduleType"] == "fixed"
    assert str(form["SendAt"]).startswith(f"{text.send_at:%Y-%m-%dT%H:%M}")
    assert "ValidityPeriod" not in form
    assert path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{SM}.json"
    assert update == {"Status": "canceled"}


def test_without_a_messaging_service_nothing_is_scheduled_because_it_would_leave_at_once(described: Described) -> None:
    with pytest.raises(Refused):
        TwilioGateway(described).send_text(later())
    assert described.calls == []


def test_a_text_waits_four_hours_at_most_and_is_billed_as_counted(described: Described) -> None:
    TwilioGateway(described).send_text(TEXT)
    form = described.calls[0][2]
    assert form["ValidityPeriod"] == 4 * 60 * 60
    assert form["SmartEncoded"] == "false"


def test_the_simulated_network_finds_what_it_sent(network: Network) -> None:
    sent = SimulatedGateway().send_text(TEXT)
    since = datetime.now(UTC) - timedelta(minutes=1)
    assert [text.sid for text in SimulatedGateway().find_texts(TEXT_LINE, VISITOR, since)] == [sent.sid]
    assert SimulatedGateway().find_texts(TEXT_LINE, "+12025550199", since) == []


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, 21610, Refused),
        (400, 21211, Refused),
        (400, 21614, Refused),
        (400, 21408, Refused),
        (400, 21611, TryLater),
        (401, 20003, TryLater),
        (429, 20429, TryLater),
        (404, 20404, Gone),
        (500, 20500, OutcomeUnknown),
        (503, 20503, OutcomeUnknown),
    ],
)
def test_what_an_error_of_twilio_means(described: Described, status: int, code: int, error: type[PhoneError]) -> None:
    described.errors.append((status, code))
    with pytest.raises(error) as caught:
        TwilioGateway(described).send_text(TEXT)
    assert caught.value.code == code
    assert "quetzal" not in repr(caught.value)
    assert VISITOR not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (requests.exceptions.ReadTimeout("+12025550133"), OutcomeUnknown),
        (requests.exceptions.ChunkedEncodingError("+12025550133"), OutcomeUnknown),
        (requests.exceptions.ConnectTimeout("+12025550133"), TryLater),
        (requests.exceptions.ConnectionError("NewConnectionError(refused)"), TryLater),
    ],
)
def test_a_fault_of_the_network_is_unknown_unless_nothing_was_sent(
    described: Described, fault: Exception, error: type[PhoneError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(described, "request", broken)
    with pytest.raises(error) as caught:
        TwilioGateway(described).send_text(TEXT)
    assert caught.value.__suppress_context__
    assert VISITOR not in repr(caught.value)


def test_the_messaging_service_carries_the_opt_out_words(described: Described, settings: Any) -> None:
    settings.TWILIO_MESSAGING_SERVICE_SID = "MG" + "8" * 32
    TwilioGateway(described).send_text(TEXT)
    _, path, form = described.calls[0]
    assert path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert form["MessagingServiceSid"] == "MG" + "8" * 32
    assert form["From"] == TEXT_LINE
    assert form["StatusCallback"] == TEXT.status_url


def test_the_description_refuses_what_twilio_would_not_understand(described: Described) -> None:
    client = TwilioGateway(described).client
    with pytest.raises(ContractViolation):
        client.messages.create(to=None, from_=TEXT_LINE, body="x")  # type: ignore[arg-type]
    with pytest.raises(ContractViolation):
        client.messages("SMnope").delete()


def test_the_client_waits_five_seconds_at_most_and_repeats_nothing(settings: Any) -> None:
    http = TwilioGateway().client.http_client
    assert http.timeout == 5
    assert http.session.get_adapter("https://api.twilio.com").max_retries.total == 0  # type: ignore[attr-defined]
    settings.TWILIO_API_BASE_URL = "http://127.0.0.1:9"
    assert isinstance(TwilioGateway().client.http_client, OtherHostClient)


def test_in_the_demo_the_simulated_network_answers_and_beside_credentials_twilio(settings: Any) -> None:
    settings.SIMULATOR = True
    assert isinstance(gateway(), SimulatedGateway)
    settings.SIMULATOR = False
    assert isinstance(gateway(), TwilioGateway)


# ---- against a server of our own: files, and TWILIO_API_BASE_URL ------------------------------------


class Shelf(BaseHTTPRequestHandler):
    """Answers as Twilio's file addresses do."""

    seen: list[tuple[str, bool]] = []

    def do_GET(self) -> None:
        type(self).seen.append((self.path, "Authorization" in self.headers))
        if self.path.endswith("/Media/" + ME):
            self.send_response(307)
            self.send_header("Location", "/storage/file")
            self.end_headers()
        elif self.path.endswith("/Media/" + "ME" + "b" * 32):
            self.send_response(307)
            self.send_header("Location", "http://elsewhere.example/file")
            self.end_headers()
        elif self.path.endswith("RE" + "d" * 32 + ".mp3"):
            self.send_response(200)
            self.send_header("Content-Length", "9000")
            self.end_headers()
            self.wfile.write(b"ID3" + b"x" * 5000)
        elif self.path.endswith("/Media/" + "ME" + "d" * 32):
            self.send_response(307)
            self.send_header("Location", "https://user:pw@elsewhere.example/file")
            self.end_headers()
        elif self.path == "/storage/file" or self.path.endswith(".mp3"):
            self.send_response(200)
            self.send_header("Content-Type", "audio/mpeg; charset=x")
            self.end_headers()
            self.wfile.write(b"ID3" + b"x" * 5000)
        else:
            self.send_response(404)
            self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def shelf(settings: Any) -> Iterator[type[Shelf]]:
    server = HTTPServer(("127.0.0.1", 0), Shelf)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TWILIO_API_BASE_URL = f"http://127.0.0.1:{server.server_port}"
    Shelf.seen = []
    yield Shelf
    server.shutdown()
    server.server_close()


def test_a_recording_is_fetched_by_its_sid_from_our_own_account(shelf: type[Shelf]) -> None:
    fetched = TwilioGateway().fetch("recording", RE, "", 10_000)
    assert (fetched.content_type, len(fetched.data)) == ("audio/mpeg", 5003)
    assert shelf.seen == [(f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{RE}.mp3", True)]


def test_our_password_stays_behind_when_twilio_redirects(shelf: type[Shelf]) -> None:
    TwilioGateway().fetch("media", ME, SM, 10_000)
    assert shelf.seen == [
        (f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{SM}/Media/{ME}", True),
        ("/storage/file", False),
    ]


@pytest.mark.parametrize("letter", ["b", "d"])
def test_a_redirect_to_an_unencrypted_stranger_or_with_a_password_is_not_followed(
    shelf: type[Shelf], letter: str
) -> None:
    with pytest.raises(Refused):
        TwilioGateway().fetch("media", "ME" + letter * 32, SM, 10_000)


def test_half_a_recording_is_not_taken_for_all_of_it(shelf: type[Shelf]) -> None:
    with pytest.raises(OutcomeUnknown):
        TwilioGateway().fetch("recording", "RE" + "d" * 32, "", 10_000)


def test_no_more_than_allowed_is_read(shelf: type[Shelf]) -> None:
    with pytest.raises(TooBig):
        TwilioGateway().fetch("recording", RE, "", 5002)


def test_what_is_not_there_is_gone(shelf: type[Shelf]) -> None:
    with pytest.raises(Gone):
        TwilioGateway().fetch("media", "ME" + "c" * 32, SM, 10_000)


def test_nothing_of_a_request_is_logged(shelf: type[Shelf], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(PhoneError):
        TwilioGateway().find_texts(TEXT_LINE, VISITOR, datetime.now(UTC))
    with pytest.raises(PhoneError):
        TwilioGateway().send_text(TEXT)
    assert VISITOR[1:] not in caplog.text
    assert "Hola" not in caplog.text


def test_the_base_url_may_point_elsewhere(shelf: type[Shelf]) -> None:
    with pytest.raises(PhoneError):
        TwilioGateway().find_texts(TEXT_LINE, VISITOR, datetime.now(UTC))
    assert shelf.seen[0][0].startswith(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
