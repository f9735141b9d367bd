"""Asking an address that a stranger or an editor named, without asking this server's own network.

A name is resolved once, every address it has must be public, and the connection goes to the address
checked: a second look-up could answer differently.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from urllib.parse import quote, urlsplit

SECONDS = 15  # for each step
LONGEST = 30.0  # seconds in all: who asks may be the worker, which also rings the bell
PORTS = {"http": 80, "https": 443}
MOVED = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 3


class OutOfReach(Exception):
    """Why an address is not asked, or gave nothing; in words for a report."""


@contextmanager
def asked(url: str, method: str = "GET", *, agent: str, accept: str = "*/*") -> Iterator[http.client.HTTPResponse]:
    """One request, no redirect followed; the connection is closed at the end, and after `LONGEST` in any case.

    Raises:
        OutOfReach: no http(s) address on its usual port, an unknown name, or one inside a private network.
        OSError, http.client.HTTPException, ValueError: no answer, or one that trickles.
    """
    parts = urlsplit(url)
    port = PORTS.get(parts.scheme)
    if port is None or not parts.hostname or parts.port not in {None, port}:
        raise OutOfReach("not a web address")
    connection = Pinned(parts.hostname, port, public_address(parts.hostname, port), secure=parts.scheme == "https")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (f"?{parts.query}" if parts.query else "")
    clock = Timer(LONGEST, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        connection.request(method, target, headers={"User-Agent": agent, "Accept": accept})
        yield connection.getresponse()
        if connection.late:
            raise TimeoutError  # what was read may be half of it
    finally:
        clock.cancel()
        connection.close()


def public_address(host: str, port: int) -> str:
    """One address of `host`, when all of them are public.

    Raises:
        OutOfReach: unknown, or one of them is not.
    """
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise OutOfReach("its name is not known") from None
    if not all(is_public(address) for address in found):
        raise OutOfReach("an address inside a private network")
    return sorted(found)[0]


def is_public(address: str) -> bool:
    number = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    return number.is_global and not number.is_multicast and (inner is None or inner.is_global)


class Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, under the name that was asked for."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.address = address
        self.secure = secure
        self.late = False
        self.link: socket.socket | None = None  # `sock` is let go of as soon as the answer's head is read

    def connect(self) -> None:
        self.link = self.sock = socket.create_connection((self.address, self.port), SECONDS)
        if self.secure:
            context = ssl.create_default_context()
            secured = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.link = self.sock = secured
            secured.do_handshake()

    def cut(self) -> None:
        """Ends it from another thread: each byte of an answer that trickles comes in time, and the whole never."""
        self.late = True
        if self.link:
            with suppress(OSError):
                socket.socket.shutdown(self.link, socket.SHUT_RDWR)
