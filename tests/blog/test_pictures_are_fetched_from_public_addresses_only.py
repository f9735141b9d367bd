"""An export names addresses; only those of the public internet are asked, within limits."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from blog.wordpress import fetching
from blog.wordpress.fetching import fetch
from firm import public_web
from firm.public_web import OutOfReach, is_public


class Old(BaseHTTPRequestHandler):
    """The old site: a picture, a large one, a page, a redirect to the inside and one to nowhere, an endless one."""

    over = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/endless.jpg":
            self.send_response(200)
            self.send_header("Content-Type", "image/jpeg")
            self.end_headers()
            self.wfile.write(b"half of it")
            self.over.wait(30)
            return
        if self.path == "/odd.jpg":
            self.send_response(302)
            self.send_header("Location", "http://[your site]/a.jpg")
            self.end_headers()
            return
        kind, body = {"/a.jpg": ("image/jpeg", b"jpeg"), "/large.jpg": ("image/jpeg", b"x" * 5000)}.get(
            self.path, ("text/html", b"<p>")
        )
        self.send_response(302 if self.path == "/in.jpg" else 200)
        if self.path == "/in.jpg":
            self.send_header("Location", "http://169.254.169.254/latest/meta-data")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def old_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Old)
    monkeypatch.setitem(public_web.PORTS, "http", server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Old.over.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    Old.over.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def as_if_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_web, "is_public", lambda address: address == "127.0.0.1")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fd00::1", "fe80::1%eth0", "0.0.0.1", "100.64.0.1", "::ffff:10.0.0.1", "224.0.0.1"],
)  # fmt: skip
def test_an_inner_address_is_not_public(address: str) -> None:
    assert not is_public(address)
    assert is_public("1.1.1.1") and is_public("2606:4700::1111")


def test_the_servers_own_network_is_not_asked(old_site: str) -> None:
    with pytest.raises(OutOfReach, match="private network"):
        fetch(f"{old_site}/a.jpg")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://old.example/a.jpg",
        "//old.example/a.jpg",
        "nonsense",
        "https://old.example:22/a.jpg",
    ],
)
def test_only_web_addresses_are_asked(url: str) -> None:
    with pytest.raises(OutOfReach, match="not a web address"):
        fetch(url)


def test_a_picture_within_the_limits_comes(old_site: str, as_if_public: None) -> None:
    assert fetch(f"{old_site}/a.jpg") == b"jpeg"


def test_a_page_where_a_picture_should_be_is_refused(old_site: str, as_if_public: None) -> None:
    with pytest.raises(OutOfReach, match="no picture"):
        fetch(f"{old_site}/login")


def test_a_redirect_to_the_inside_is_refused(old_site: str, as_if_public: None) -> None:
    with pytest.raises(OutOfReach, match="private network"):
        fetch(f"{old_site}/in.jpg")


def test_one_too_large_is_refused(old_site: str, as_if_public: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 1000)
    with pytest.raises(OutOfReach, match="larger"):
        fetch(f"{old_site}/large.jpg")


def test_one_that_never_ends_is_left(old_site: str, as_if_public: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_web, "LONGEST", 0.2)
    with pytest.raises(OutOfReach, match="no answer"):
        fetch(f"{old_site}/endless.jpg")


def test_an_address_that_is_none_is_out_of_reach(old_site: str, as_if_public: None) -> None:
    for url in (f"{old_site}/odd.jpg", "http://[your site]/a.jpg"):
        with pytest.raises(OutOfReach, match="no answer"):
            fetch(url)
