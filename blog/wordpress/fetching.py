"""Fetches a picture from the old site: public addresses only, with a limit of time and size.

An export is a stranger's file: an address in it may point at this server's own network. So a name is
resolved once, every address it has must be public, and the connection goes to the address checked
(a second look-up could answer differently).
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import quote, urljoin, urlsplit

SECONDS = 15
MOST_BYTES = 20 * 1024 * 1024
MOST_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}


class OutOfReach(Exception):
    """Why there is no picture, in words for the report."""


def fetch(url: str) -> bytes:
    """The bytes at `url`, at most 20 MB.

    Raises:
        OutOfReach: no public http(s) address, no answer in time, an error, too large, or no picture.
    """
    for _attempt in range(MOST_REDIRECTS + 1):
        answer = ask(url)
        if isinstance(answer, bytes):
            return answer
        url = urljoin(url, answer)
    raise OutOfReach(f"more than {MOST_REDIRECTS} redirects")


def ask(url: str) -> bytes | str:
    """The body, or the address it has moved to."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise OutOfReach("not a web address")
    port = parts.port or PORTS[parts.scheme]
    connection = Pinned(parts.hostname, port, public_address(parts.hostname, port), secure=parts.scheme == "https")
    target = quote(parts.path or "/", safe="/%") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET", target, headers={"User-Agent": "Amparo import", "Accept": "image/*"})
        return read(connection.getresponse())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OutOfReach(f"no answer ({type(error).__name__})") from None
    finally:
        connection.close()


def read(response: http.client.HTTPResponse) -> bytes | str:
    if response.status in {301, 302, 303, 307, 308}:
        return response.headers.get("Location", "")
    if response.status != 200:
        raise OutOfReach(f"the old site answered {response.status}")
    if not response.headers.get_content_type().startswith(("image/", "application/octet-stream")):
        raise OutOfReach(f"no picture but {response.headers.get_content_type()}")
    body = response.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise OutOfReach(f"larger than {MOST_BYTES // 1024 // 1024} MB")
    return body


def public_address(host: str, port: int) -> str:
    """One address of `host`, when all of them are public."""
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

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), SECONDS)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
