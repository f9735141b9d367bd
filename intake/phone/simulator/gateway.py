"""The gateway of the demo: same errors, same shapes, no network beyond this machine."""

import hashlib
from datetime import datetime

from firm.models import ContactNumber
from intake.phone.account import Kept, OwnNumber, Service
from intake.phone.gateway import CallToPlace, Fetched, Gone, SentText, TextToSend
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

    def kept(self) -> list[Kept]:
        return [Kept("message", text.sid, text.at) for text in HOME.texts if text.sid not in HOME.erased]


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

    def ring(self, call: CallToPlace) -> str:
        return network().ring(call)

    def fetch(self, kind: str, sid: str, parent: str, max_bytes: int) -> Fetched:
        return network().fetch(sid, max_bytes)

    def erase(self, kind: str, sid: str, parent: str) -> None:
        network().erase(sid)
