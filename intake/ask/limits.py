"""Who has posted how often, in memory only, under a name that cannot be turned back into an address."""

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections import deque

from django.conf import settings
from django.http import HttpRequest

DAY = 24 * 60 * 60
REMEMBERED = 50_000  # callers; a flood from more addresses than this forgets the oldest


class Tally:
    """Counts what each caller did within the last `seconds`; forgets everything at midnight UTC."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._day = -1
        self._key = b""
        self._times: dict[bytes, deque[float]] = {}

    def add(self, caller: str) -> int:
        """Notes one more act of `caller` (an address, a number) and returns how many there were lately."""
        now = time.time()
        with self._lock:
            self._new_day(int(now // DAY))
            name = hmac.digest(self._key, caller.encode(), hashlib.sha256)
            times = self._times.pop(name, None) or deque()
            while times and times[0] <= now - self.seconds:
                times.popleft()
            times.append(now)
            self._times[name] = times  # the latest caller stands last
            if len(self._times) > REMEMBERED:
                del self._times[next(iter(self._times))]
            return len(times)

    def count(self, caller: str) -> int:
        """How many acts of `caller` there were lately."""
        now = time.time()
        with self._lock:
            self._new_day(int(now // DAY))
            times = self._times.get(hmac.digest(self._key, caller.encode(), hashlib.sha256), ())
            return sum(at > now - self.seconds for at in times)

    def _new_day(self, day: int) -> None:
        if day != self._day:
            self._day, self._key, self._times = day, secrets.token_bytes(32), {}

    def forget(self) -> None:
        """Starts over."""
        with self._lock:
            self._day = -1


def address_of(request: HttpRequest) -> str:
    """The visitor's network address, or "" when a proxy that names none stands between.

    IPv6 is cut to its /64, which is what one household or phone holds. Never stored, never logged.
    """
    header = settings.TRUSTED_PROXY_ADDRESS_HEADER
    text = request.headers.get(header, "").rpartition(",")[2] if header else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    if not header and not address.is_global:
        return ""  # a proxy's own address: everybody would be one caller
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
