"""The only door to Twilio's REST API: send a text now or later, look for one, fetch a file, erase a copy.

No POST is ever repeated here. What an error means for the caller is in its class; the words of an error
quote numbers, so they are never kept: the code alone travels.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
from django.conf import settings
from twilio.base.exceptions import TwilioException
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from intake.phone.account import Account, TwilioAccount

SEND_TIMEOUT = 5.0  # a person is waiting for the page
RING_TIMEOUT = 20  # seconds a staff phone rings; its voicemail should not pick up
FETCH_TIMEOUT = 10.0  # for each step of it
FETCH_LONGEST = 15.0  # in all: the worker that fetches also rings the bell
VALIDITY = 4 * 60 * 60  # a text that waited longer in Twilio's queue is stale; seconds
# How far ahead Twilio schedules a text. Source: twilio.com/docs/messaging/features/message-scheduling.
SOONEST, LATEST = timedelta(minutes=15), timedelta(days=35)
API = "https://api.twilio.com"
# Not processed, so it may be sent again later: our credentials, our rate, our queue.
LATER = frozenset({20003, 20005, 20403, 20429, 14107, 21611, 63038})


class PhoneError(Exception):
    """Carries Twilio's error code and nothing else."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(code)
        self.code = code


class Refused(PhoneError):
    """For good: sending the same again can only be refused again."""


class TryLater(PhoneError):
    """Certainly not processed; the same request is safe later."""


class OutcomeUnknown(PhoneError):
    """It may have been processed. Look before sending again."""


class Gone(PhoneError):
    """Twilio has no such thing (any more)."""


@dataclass(frozen=True)
class TextToSend:
    line: str
    to: str
    body: str
    status_url: str
    send_at: datetime | None = None  # SOONEST to LATEST ahead, aware; None: at once


@dataclass(frozen=True)
class CallToPlace:
    """`shown` is our own number; `url` answers with the first document, `status_url` hears that it is over."""

    shown: str
    to: str
    url: str
    status_url: str


@dataclass(frozen=True)
class SentText:
    sid: str
    status: str
    body: str
    created: datetime
    error_code: int | None = None


@dataclass(frozen=True)
class FoundRecording:
    """A finished recording that Twilio lists."""

    sid: str
    call_sid: str
    seconds: int


@dataclass(frozen=True)
class FoundText:
    """A text to the firm that Twilio lists, with the sids of its pictures."""

    sid: str
    sender: str
    line: str
    body: str
    pictures: tuple[str, ...]


@dataclass(frozen=True)
class Fetched:
    """What Twilio held. `content_type` is what it claimed; the caller looks for itself."""

    content_type: str
    name: str
    data: bytes


class TooBig(PhoneError):
    """Longer than the caller allowed."""


class PhoneGateway(Protocol):
    """Both implementations pass tests/phone/test_gateway.py.

    Every method raises only the errors above. `kind` is "message", "media", "recording" or "call";
    `parent` is the MessageSid of a media.
    """

    def send_text(self, text: TextToSend) -> SentText: ...

    def cancel_text(self, sid: str) -> None: ...

    def find_texts(self, line: str, to: str, since: datetime, *, scheduled: bool = False) -> list[SentText]: ...

    def find_recordings(self, since: datetime) -> list[FoundRecording]: ...

    def find_inbound(self, since: datetime) -> list[FoundText]: ...

    def ring(self, call: CallToPlace) -> str: ...  # the call's sid

    def fetch(self, kind: str, sid: str, parent: str, max_bytes: int) -> Fetched: ...

    def erase(self, kind: str, sid: str, parent: str) -> None: ...

    def account(self) -> Account: ...


class OtherHostClient(TwilioHttpClient):
    """Sends what is meant for api.twilio.com to `TWILIO_API_BASE_URL` instead (a mock, a proxy)."""

    def __init__(self, base: str, **options: Any) -> None:
        super().__init__(**options)
        self.base = urlsplit(base)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        path, query = urlsplit(url)[2:4]
        url = urlunsplit((self.base.scheme, self.base.netloc, self.base.path.rstrip("/") + path, query, ""))
        return super().request(method, url, *args, **kwargs)


class TwilioGateway:
    def __init__(self, http_client: HttpClient | None = None) -> None:
        """`http_client` is for tests that hold each request to Twilio's description."""
        self.base = settings.TWILIO_API_BASE_URL.rstrip("/") or API
        self.login = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)
        if http_client is None:
            # The library's own default waits for ever. No retries: a repeated POST is a second text.
            http_client = (
                OtherHostClient(self.base, timeout=SEND_TIMEOUT, max_retries=0)
                if settings.TWILIO_API_BASE_URL
                else TwilioHttpClient(timeout=SEND_TIMEOUT, max_retries=0)
            )
        self.client = Client(*self.login, http_client=http_client)

    def send_text(self, text: TextToSend) -> SentText:
        options: dict[str, Any] = {}
        if settings.TWILIO_MESSAGING_SERVICE_SID:  # carries the opt-out words of every site language
            options["messaging_service_sid"] = settings.TWILIO_MESSAGING_SERVICE_SID
        if text.send_at is None:
            options["validity_period"] = VALIDITY
        elif settings.TWILIO_MESSAGING_SERVICE_SID:
            options |= {"send_at": text.send_at, "schedule_type": "fixed"}
        else:
            raise Refused  # without a service Twilio drops the time, and the text leaves at once
        with _content_free():
            message = self.client.messages.create(
                to=text.to,
                from_=text.line,
                body=text.body,
                status_callback=text.status_url,
                smart_encoded=False,  # the service's own setting would bill other segments than the desk showed
                **options,
            )
        return _sent(message)

    def account(self) -> Account:
        return TwilioAccount(self.client, _content_free)

    def cancel_text(self, sid: str) -> None:
        with _content_free():
            self.client.messages(sid).update(status="canceled")

    def find_texts(self, line: str, to: str, since: datetime, *, scheduled: bool = False) -> list[SentText]:
        # Twilio filters by the day of DateSent; the rest is ours to compare. What is only scheduled has no
        # DateSent yet, and perhaps no sender.
        sent = {} if scheduled else {"from_": line, "date_sent_after": since - timedelta(days=1)}
        with _content_free():
            found = self.client.messages.list(to=to, limit=50, **sent)
        return [sent for sent in map(_sent, found) if sent.created >= since]

    def find_recordings(self, since: datetime) -> list[FoundRecording]:
        # As above: Twilio filters by the day, and the rest is ours.
        with _content_free():
            found = self.client.recordings.list(date_created_after=since - timedelta(days=1), limit=200)
        return [
            FoundRecording(one.sid, one.call_sid, int(one.duration or 0))
            for one in found
            if str(one.status) == "completed" and one.date_created >= since
        ]

    def find_inbound(self, since: datetime) -> list[FoundText]:
        with _content_free():
            listed = self.client.messages.list(date_sent_after=since - timedelta(days=1), limit=1000)
        inbound = [one for one in listed if str(one.direction) == "inbound" and one.date_created >= since]
        return [FoundText(one.sid, one.from_, one.to, one.body or "", self._pictures_of(one)) for one in inbound]

    def _pictures_of(self, message: Any) -> tuple[str, ...]:
        if not int(message.num_media or 0):
            return ()
        with _content_free():
            return tuple(one.sid for one in self.client.messages(message.sid).media.list(limit=20))

    def ring(self, call: CallToPlace) -> str:
        with _content_free():
            placed = self.client.calls.create(
                to=call.to,
                from_=call.shown,
                url=call.url,
                method="POST",
                timeout=RING_TIMEOUT,
                status_callback=call.status_url,
                status_callback_method="POST",
                status_callback_event=["completed"],
            )
        return str(placed.sid)

    def erase(self, kind: str, sid: str, parent: str) -> None:
        of = {
            "message": lambda: self.client.messages(sid),
            "media": lambda: self.client.messages(parent).media(sid),
            "recording": lambda: self.client.recordings(sid),
            "call": lambda: self.client.calls(sid),
        }
        if kind == "call":
            self._erase_legs(sid)
        with _content_free():
            of[kind]().delete()

    def _erase_legs(self, call_sid: str) -> None:
        """The calls that a call rang have records of their own, and no report names those nobody picked up."""
        with _content_free():
            legs = self.client.calls.list(parent_call_sid=call_sid, limit=100)
        for leg in legs:
            with suppress(Gone), _content_free():
                leg.delete()

    def fetch(self, kind: str, sid: str, parent: str, max_bytes: int) -> Fetched:
        account = f"{self.base}/2010-04-01/Accounts/{self.login[0]}"
        url = {"media": f"{account}/Messages/{parent}/Media/{sid}", "recording": f"{account}/Recordings/{sid}.mp3"}[
            kind
        ]
        with _content_free():
            return self._download(url, max_bytes)

    def _download(self, url: str, max_bytes: int) -> Fetched:
        login: tuple[str, str] | None = self.login
        for _ in range(3):
            with requests.get(url, auth=login, stream=True, timeout=FETCH_TIMEOUT, allow_redirects=False) as answer:
                if answer.is_redirect:
                    # Twilio keeps files at a storage host; our password stays behind.
                    url, login = _safe_redirect(url, answer.headers["Location"]), None
                    continue
                if error := _error_for(answer.status_code, None):
                    raise error
                return _read(answer, max_bytes)
        raise Refused


def _read(answer: requests.Response, max_bytes: int) -> Fetched:
    """The body, never more than `max_bytes` of it in memory.

    Raises:
        TooBig: it is longer, whatever its Content-Length said.
        TryLater: it trickles.
    """
    data, began = bytearray(), time.monotonic()
    for chunk in answer.iter_content(64 * 1024):
        data += chunk
        if time.monotonic() - began > FETCH_LONGEST:
            raise TryLater
        if len(data) > max_bytes:
            raise TooBig
    return Fetched(answer.headers.get("Content-Type", "").partition(";")[0].strip(), "", bytes(data))


def _safe_redirect(base: str, location: str) -> str:
    target = urlsplit(urljoin(base, location))
    same_host = target.netloc == urlsplit(base).netloc
    if (target.scheme != "https" and not same_host) or "@" in target.netloc:
        raise Refused
    return target.geturl()


def _sent(message: Any) -> SentText:
    created = message.date_created or datetime.now(UTC)
    code = int(message.error_code) if message.error_code else None
    return SentText(message.sid, str(message.status), message.body or "", created, code)


def _error_for(status: int, code: int | None) -> PhoneError | None:
    """Turns an HTTP status and a Twilio code into the error that says what to do."""
    if status < 400:
        return None
    if status == 404:
        return Gone(code)
    if status in {401, 403, 429} or code in LATER:
        return TryLater(code or (20429 if status == 429 else 20003))
    return OutcomeUnknown(code) if status >= 500 else Refused(code)


def _told(error: TwilioException) -> tuple[int, int | None]:
    """Status and code; a refused *list* carries them only inside the response it could not page through."""
    response = next((one for one in error.args if isinstance(one, Response)), None)
    if response is None:
        return getattr(error, "status", 500), getattr(error, "code", None)
    try:
        code = json.loads(response.text).get("code")
    except (ValueError, AttributeError):
        code = None
    return response.status_code, code if isinstance(code, int) else None


@contextmanager
def _content_free() -> Iterator[None]:
    """Both of Twilio's families of exceptions, and the network's, as ours; none of them chained."""
    try:
        yield
    except TwilioException as error:
        status, code = _told(error)
        raise _error_for(status, code) or OutcomeUnknown(code) from None
    except requests.exceptions.ConnectTimeout:
        raise TryLater from None
    except requests.exceptions.RequestException as error:
        if "NewConnectionError" in repr(error.args):
            raise TryLater from None  # nobody listened: nothing was sent
        raise OutcomeUnknown from None


def can_schedule() -> bool:
    """Twilio schedules through a Messaging Service only."""
    return settings.SIMULATOR or bool(settings.TWILIO_MESSAGING_SERVICE_SID)


def gateway() -> PhoneGateway:
    """Twilio's, or in the demo the simulated one."""
    if settings.SIMULATOR:
        from intake.phone.simulator.gateway import SimulatedGateway

        return SimulatedGateway()
    return TwilioGateway()
