"""Which phone is in which call: what the page with the phones shows, and acts on. In memory, like the network."""

import threading
from collections.abc import Iterator

from intake.phone.simulator.call import Leg
from intake.phone.simulator.network import HOME

KEPT = 20  # calls remembered, so that a phone still shows how its last one ended


class Exchange:
    def __init__(self) -> None:
        self.calls: list[Leg] = []
        self.lock = threading.RLock()

    def call(self, phone: str, line: str, *, withheld: bool = False) -> None:
        """The phone calls a line; what it was doing ends."""
        self.hang_up(phone)
        leg = Leg(phone, line, withheld=withheld)
        self._add(leg)
        leg.start()

    def hang_up(self, phone: str) -> None:
        leg = self.leg(phone)
        if leg:
            leg.hang_up()

    def take_placed(self) -> None:
        """Calls the firm has placed meanwhile begin to ring."""
        with HOME.lock:
            placed, HOME.placed[:] = list(HOME.placed), []
        for sid, call in placed:
            self._add(Leg(call.to, call.shown, "outbound-api", call.url, call.status_url, sid=sid, state="ringing"))
        self.settle()

    def settle(self) -> None:
        """Phones that are busy, or that nobody picks up, ring no longer; the next in turn rings."""
        while leg := next((one for one in self.legs() if self._busy(one) or one.unanswered), None):
            leg.end("busy" if self._busy(leg) else "no-answer")

    def _busy(self, leg: Leg) -> bool:
        others = (one for one in self.legs() if one is not leg and one.phone == leg.phone and not one.over)
        return leg.state == "ringing" and any(one.state == "on" or one.began < leg.began for one in others)

    def leg(self, phone: str) -> Leg | None:
        """What this phone is busy with; None when it is quiet."""
        return next((leg for leg in self.legs() if leg.phone == phone and not leg.over), None)

    def shown(self, phone: str) -> Leg | None:
        """As above, or how its last call ended."""
        return self.leg(phone) or next((leg for leg in self.legs() if leg.phone == phone), None)

    def legs(self) -> Iterator[Leg]:
        """Newest first."""
        for call in reversed(self.calls):
            yield call
            yield from reversed(call.legs)

    def clear(self) -> None:
        self.calls.clear()

    def _add(self, leg: Leg) -> None:
        self.calls = [*self.calls[-KEPT:], leg]


EXCHANGE = Exchange()
