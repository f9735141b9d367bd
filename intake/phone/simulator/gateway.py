"""The gateway of the demo: same errors, same shapes, no network beyond this machine."""

from datetime import datetime

from intake.phone.gateway import Fetched, SentText, TextToSend
from intake.phone.simulator.network import network


class SimulatedGateway:
    def send_text(self, text: TextToSend) -> SentText:
        return network().send_text(text)

    def find_texts(self, line: str, to: str, since: datetime) -> list[SentText]:
        return network().find_texts(line, to, since)

    def fetch(self, kind: str, sid: str, parent: str, max_bytes: int) -> Fetched:
        return network().fetch(sid, max_bytes)

    def erase(self, kind: str, sid: str, parent: str) -> None:
        network().erase(sid)
