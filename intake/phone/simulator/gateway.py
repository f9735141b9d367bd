"""The gateway of the demo: same errors, same shapes, no network beyond this machine."""

import hashlib
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from firm.models import ContactNumber
from intake.phone.account import Cap, Kept, KeptPage, OwnNumber, Service
from intake.phone.gateway import CallToPlace, Fetched, FoundRecording, FoundText, Gone, SentText, TextToSend
from intake.phone.simulator.network import HOME, network


class SimulatedAccount:
    """The demo's account: it owns every published number, and keeps what the network keeps."""

    def numbers(self) -> list[OwnNumber]:
        return [
            OwnNumber(_sid_of(line.number), line.number, line.texts, line.calls, HOME.addresses.get(line.number, {}))
            for line in ContactNumber.objects.all()
        ]

    def set_addresses(self, sid: str, addresses: dict[str, str]) -> None:
        number = next((line.number for line in ContactNumber.objects.all() if _sid_of(line.number) == sid), None)
        if number is None:
            raise Gone(20404)
        HOME.addresses[number] = {name: ("POST", address) for name, address in addresses.items()}

    def service(self, sid: str) -> Service:
        return Service("Simulated service", True, tuple(one.number for one in self.numbers()), ())

    def balance(self) -> str:
        return "0 USD"

    def caps(self) -> list[Cap]:
        return list(HOME.caps)

    def add_cap(self, dollars: int, told: str) -> None:
        HOME.caps.append(Cap("totalprice", "price", Decimal(dollars), "daily", told, None))

    def texted(self) -> frozenset[str]:
        return frozenset(settings.PHONE_COUNTRIES)

    def called(self) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset(settings.PHONE_COUNTRIES), frozenset()

    def kept(self, kind: str, page: str) -> KeptPage:
        listed = {
            "message": [Kept("message", one.sid, one.at, pictures=len(one.pictures)) for one in HOME.texts],
            "recording": [Kept("recording", one.sid, at) for one, at in HOME.recordings],
            "call": [],
        }
        return KeptPage(tuple(one for one in listed[kind] if one.sid not in HOME.erased), "")

    def pictures(self, message: str) -> list[Kept]:
        return [
            Kept("media", sid, one.at, parent=message)
            for one in HOME.texts
            for sid in one.pictures
            if one.sid == message and sid not in HOME.erased
        ]


def _sid_of(number: str) -> str:
    return "PN" + hashlib.sha256(number.encode()).hexdigest()[:32]


class SimulatedGateway:
    def account(self) -> SimulatedAccount:
        return SimulatedAccount()

    def send_text(self, text: TextToSend) -> SentText:
        return network().send_text(text)

    def cancel_text(self, sid: str) -> None:
        network().cancel_text(sid)

    def find_texts(self, line: str, to: str, since: datetime, *, scheduled: bool = False) -> list[SentText]:
        return network().find_texts(line, to, since)

    def find_recordings(self, since: datetime) -> list[FoundRecording]:
        return network().find_recordings(since)

    def find_inbound(self, since: datetime) -> list[FoundText]:
        return network().find_inbound(since)

    def ring(self, call: CallToPlace) -> str:
        return network().ring(call)

    def fetch(self, kind: str, sid: str, parent: str, max_bytes: int) -> Fetched:
        return network().fetch(sid, max_bytes)

    def erase(self, kind: str, sid: str, parent: str) -> None:
        network().erase(sid)
