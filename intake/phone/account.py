"""What the account at Twilio says of itself: numbers and their addresses, the Messaging Service, registration.

Reached through the gateway alone (`gateway().account()`); it receives the client and imports no REST library.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

MOST = 200  # of anything listed


@dataclass(frozen=True)
class OwnNumber:
    """One number of the account, with the addresses Twilio calls for it: field name to (method, address)."""

    sid: str
    number: str
    texts: bool
    calls: bool
    addresses: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Service:
    """The Messaging Service. `on_number`: incoming texts go to the number's own address."""

    name: str
    on_number: bool
    senders: tuple[str, ...]
    registrations: tuple[str, ...]  # of A2P campaigns, in Twilio's words; empty: none


@dataclass(frozen=True)
class Kept:
    kind: str
    sid: str
    created: datetime


class Account(Protocol):
    """Raises the gateway's errors."""

    def numbers(self) -> list[OwnNumber]: ...

    def set_addresses(self, sid: str, addresses: dict[str, str]) -> None: ...

    def service(self, sid: str) -> Service: ...

    def balance(self) -> str: ...

    def kept(self) -> list[Kept]: ...


FIELDS = {"sms_url": "sms_method", "voice_url": "voice_method", "status_callback": "status_callback_method"}


class TwilioAccount:
    def __init__(self, client: Any, guard: Callable[[], AbstractContextManager[None]]) -> None:
        self.client, self.guard = client, guard

    def numbers(self) -> list[OwnNumber]:
        with self.guard():
            found = self.client.incoming_phone_numbers.list(limit=MOST)
        return [
            OwnNumber(
                one.sid,
                one.phone_number,
                bool((one.capabilities or {}).get("sms")),
                bool((one.capabilities or {}).get("voice")),
                {url: (getattr(one, how) or "", getattr(one, url) or "") for url, how in FIELDS.items()},
            )
            for one in found
        ]

    def set_addresses(self, sid: str, addresses: dict[str, str]) -> None:
        methods = {FIELDS[name]: "POST" for name in addresses}
        with self.guard():
            self.client.incoming_phone_numbers(sid).update(**addresses, **methods)

    def service(self, sid: str) -> Service:
        with self.guard():
            context = self.client.messaging.v1.services(sid)
            about = context.fetch()
            senders = tuple(one.phone_number for one in context.phone_numbers.list(limit=MOST))
            campaigns = tuple(str(one.campaign_status) for one in context.us_app_to_person.list(limit=20))
        return Service(about.friendly_name or sid, bool(about.use_inbound_webhook_on_number), senders, campaigns)

    def balance(self) -> str:
        with self.guard():
            found = self.client.balance.fetch()
        return f"{found.balance} {found.currency}"

    def kept(self) -> list[Kept]:
        with self.guard():
            texts = self.client.messages.list(limit=MOST)
            calls = self.client.calls.list(limit=MOST)
            recordings = self.client.recordings.list(limit=MOST)
        return [
            Kept(kind, one.sid, one.date_created)
            for kind, each in (("message", texts), ("call", calls), ("recording", recordings))
            for one in each
        ]
