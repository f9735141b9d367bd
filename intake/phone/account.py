"""What the account at Twilio says of itself: numbers and their addresses, the Messaging Service, registration,
what may be spent and where to, and what it still keeps.

Reached through the gateway alone (`gateway().account()`); it receives the client and imports no REST library.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

MOST = 200  # of anything listed that a firm has few of
A_PAGE = 200  # of what it may have many of
LISTED = ("message", "call", "recording")


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
class Cap:
    """A usage trigger: `told` hears when `category` reaches `limit` within `period`. It ends nothing by itself."""

    category: str  # totalprice, sms, calls, …
    by: str  # price (in the account's currency), count or usage
    limit: Decimal
    period: str  # daily, monthly, yearly; "" once
    told: str
    fired: datetime | None


@dataclass(frozen=True)
class Kept:
    """One thing Twilio lists. `parent` is the message of a media, or the call that rang this leg of it; `pictures`
    is how many a message has."""

    kind: str
    sid: str
    created: datetime
    parent: str = ""
    pictures: int = 0


@dataclass(frozen=True)
class KeptPage:
    """Newest first. `following` names the page after it; "" when this is the last."""

    kept: tuple[Kept, ...]
    following: str


class Account(Protocol):
    """Raises the gateway's errors. Each method is one request, `service` three. Countries are two letters each."""

    def numbers(self) -> list[OwnNumber]: ...

    def set_addresses(self, sid: str, addresses: dict[str, str]) -> None: ...

    def service(self, sid: str) -> Service: ...

    def balance(self) -> str: ...

    def caps(self) -> list[Cap]: ...

    def add_cap(self, dollars: int, told: str) -> None: ...  # of everything, each day

    def texted(self) -> frozenset[str]: ...  # where texts may go

    def called(self) -> tuple[frozenset[str], frozenset[str]]: ...  # where calls may; where to costly numbers, too

    def kept(self, kind: str, page: str) -> KeptPage: ...  # `kind` of LISTED; `page` "" or a `following`

    def pictures(self, message: str) -> list[Kept]: ...


FIELDS = {
    "sms_url": "sms_method",
    "sms_fallback_url": "sms_fallback_method",
    "voice_url": "voice_method",
    "voice_fallback_url": "voice_fallback_method",
    "status_callback": "status_callback_method",
}


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

    def caps(self) -> list[Cap]:
        with self.guard():
            found = self.client.api.v2010.account.usage.triggers.list(limit=MOST)
        return [
            Cap(
                one.usage_category,
                one.trigger_by,
                Decimal(one.trigger_value or 0),
                one.recurring or "",
                one.callback_url or "",
                one.date_fired,
            )
            for one in found
        ]

    def add_cap(self, dollars: int, told: str) -> None:
        with self.guard():
            self.client.api.v2010.account.usage.triggers.create(
                callback_url=told,
                callback_method="POST",
                trigger_value=str(dollars),
                trigger_by="price",
                usage_category="totalprice",
                recurring="daily",
                friendly_name="Spent in a day",
            )

    def texted(self) -> frozenset[str]:
        with self.guard():
            found = self.client.accounts.v1.messaging_geopermissions.fetch().permissions or ()
        return frozenset(one["country_code"] for one in found if one.get("enabled"))

    def called(self) -> tuple[frozenset[str], frozenset[str]]:
        with self.guard():
            found = self.client.voice.v1.dialing_permissions.countries.list(page_size=1000)
        costly = [
            one for one in found if one.high_risk_special_numbers_enabled or one.high_risk_tollfraud_numbers_enabled
        ]
        return (
            frozenset(one.iso_code for one in found if one.low_risk_numbers_enabled),
            frozenset(one.iso_code for one in costly),
        )

    def kept(self, kind: str, page: str) -> KeptPage:
        source = {"message": self.client.messages, "call": self.client.calls, "recording": self.client.recordings}
        number, _, token = page.partition(" ")
        where = {"page_number": int(number), "page_token": token} if page else {}
        with self.guard():
            found = source[kind].page(page_size=A_PAGE, **where)
            kept = tuple(
                Kept(
                    kind,
                    one.sid,
                    one.date_created,
                    getattr(one, "parent_call_sid", None) or "",
                    int(getattr(one, "num_media", None) or 0),
                )
                for one in found
            )
        # Of the next page's address only its number and token are kept: our password goes to no address that came
        # by way of a browser.
        query = parse_qs(urlsplit(found.next_page_url or "").query)
        following = f"{query['Page'][0]} {query['PageToken'][0]}" if "PageToken" in query and "Page" in query else ""
        return KeptPage(kept, following)

    def pictures(self, message: str) -> list[Kept]:
        with self.guard():
            found = self.client.messages(message).media.list(limit=MOST)
        return [Kept("media", one.sid, one.date_created, parent=message) for one in found]
