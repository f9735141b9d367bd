"""Public pages, kept whole in the memory of each process until anything public changes.

One database row, the *generation*, changes in the transaction that changes anything public. Each
process looks at it at most every half second (one small query, made by whichever request comes
first) and forgets all its pages when it has moved. The generation is read *before* a page is
rendered and the page is kept under it: a page rendered while somebody publishes is never kept
under the new generation, so no reader sees yesterday's telephone number for longer than that.
"""

import gzip
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, wraps
from hashlib import sha256
from typing import Any, ParamSpec, TypeVar, cast

import brotli
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

P = ParamSpec("P")
T = TypeVar("T")

GENERATION_ROW = 1
MOST_PAGES = 2000  # about 60 MB of pages with their packed copies
MOST_REMEMBERED = 2000
MISSING = object()
# What a public page may be asked in its address. Any other parameter (a share link's `fbclid`)
# changes nothing on the page, so it shares the kept copy.
# `p` and `page_id` are the numbers of an imported blog's pages.
PARAMETERS = ("q", "topic", "standing", "language", "since", "until", "page", "p", "page_id")
# Endless, and what somebody looks for stays out of memory.
NEVER_KEPT = frozenset({"q", "since", "until", "p", "page_id"})
# Doors behind which nothing is public: not even the generation is asked there.
NEVER_PUBLIC = (
    "/desk/",
    "/cms/",
    "/accounts/",
    "/staff/",
    "/twilio/",
    "/health/",
    "/simulator/",
    "/static/",
    "/media/",
    "/documents/",
    "/preview/",
)
CACHE_CONTROL = "public, max-age=0, must-revalidate"

View = Callable[..., HttpResponse]


def bump() -> None:
    """Says that something public changed. Call it inside the transaction of the change."""
    from firm.models.generation import Generation

    Generation.objects.update_or_create(pk=GENERATION_ROW, defaults={"token": secrets.token_urlsafe(16)})


class GenerationWatch:
    """The generation as this process last saw it."""

    def __init__(self) -> None:
        self.token = ""
        self.seen_at = float("-inf")

    def current(self) -> str:
        """The token, at most `PAGE_CACHE_SECONDS` old. Never raises: without a database the old one stands."""
        now = time.monotonic()
        if now - self.seen_at >= settings.PAGE_CACHE_SECONDS:
            self.seen_at = now  # first, so that other threads do not ask as well
            self.token = self._read()
        return self.token

    def _read(self) -> str:
        from firm.models.generation import Generation

        try:
            token = Generation.objects.values_list("token", flat=True).filter(pk=GENERATION_ROW).first()
        except DatabaseError:
            return self.token
        # A new hour too: with one of them the firm's own day begins, and a holiday printed yesterday is past.
        return f"{token} {datetime.now(UTC):%j %H}"


watch = GenerationWatch()


class Memory:
    """What the pages of one generation share: facts, lists, pieces of HTML, each made once.

    Nothing is ever invalidated: the whole memory goes when the generation does. The token is read
    before a thing is made, as with pages, so that what is made while somebody publishes does not stay.
    """

    def __init__(self) -> None:
        self.kept: tuple[str, dict[Any, Any]] = ("", {})

    def get(self, key: Any, make: Callable[[], T]) -> T:
        """What `make` answers, made at most once a generation for `key` (two threads may both make it)."""
        token = watch.current()
        kept = self.kept
        if kept[0] != token:
            kept = self.kept = (token, {})
        known = kept[1]
        value = known.get(key, MISSING)
        if value is MISSING:
            value = make()
            if len(known) >= MOST_REMEMBERED:
                known.clear()  # cheaper to make a few again than to keep count of what is used
            known[key] = value
        return cast(T, value)


memory = Memory()


def once_a_generation(make: Callable[P, T]) -> Callable[P, T]:
    """`make` is asked once for the same positional arguments, until anything public changes."""

    @wraps(make)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
        return memory.get((make, *args), lambda: make(*args, **kwargs))

    return remembered


@dataclass(frozen=True)
class Kept:
    """One finished page: its headers and its bytes, packed when the first reader asks for them so."""

    headers: dict[str, str]
    body: bytes
    etag: str

    @cached_property
    def br(self) -> bytes:
        return brotli.compress(self.body, quality=5)

    @cached_property
    def gzip(self) -> bytes:
        return gzip.compress(self.body, 6, mtime=0)

    def packed(self, coding: str) -> bytes:
        """The bytes in "br" or "gzip", or as they are for ""."""
        return self.br if coding == "br" else self.gzip if coding == "gzip" else self.body

    def answer(self, request: HttpRequest) -> HttpResponse:
        """304 when the reader has these bytes already, else the smallest coding they take."""
        if self.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
            response = HttpResponse(status=304)
            for name in ("Cache-Control", "ETag", "Vary", "Content-Security-Policy"):
                response.headers[name] = self.headers[name]
            del response.headers["Content-Type"]
            return response
        accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
        coding = next((coding for coding in ("br", "gzip") if coding in accepted), "")
        body = self.packed(coding)
        response = HttpResponse(b"" if request.method == "HEAD" else body)
        for name, value in self.headers.items():
            response.headers[name] = value
        response.headers["Content-Length"] = str(len(body))
        if coding:
            response.headers["Content-Encoding"] = coding
        return response


def keep(response: HttpResponse) -> Kept:
    """What to remember of a finished response."""
    body = response.content
    etag = f'W/"{sha256(body).hexdigest()[:20]}"'
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'")
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    return Kept(headers, body, etag)


@dataclass
class Shelf:
    """The pages of one generation."""

    token: str = ""
    pages: dict[tuple[str, ...], Kept] = field(default_factory=dict)


class PageCacheMiddleware:
    """Placed first: a page that is kept meets no other middleware, no session and no database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.shelf = Shelf()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or request.path.startswith(NEVER_PUBLIC):
            return self.get_response(request)
        token = watch.current()
        shelf = self.shelf
        key = key_of(request)
        if shelf.token == token and (kept := shelf.pages.get(key)):
            return kept.answer(request)
        request.page_generation = token  # type: ignore[attr-defined]
        response = self.get_response(request)
        if not is_public(response):
            return response
        kept = keep(response)
        if not any(part.partition("=")[0] in NEVER_KEPT for part in key[2:]):
            self._store(token, key, kept)
        return kept.answer(request)

    def _store(self, token: str, key: tuple[str, ...], kept: Kept) -> None:
        with self.lock:
            if self.shelf.token != token:
                if watch.token != token:
                    return  # rendered before the change that has been seen since
                self.shelf = Shelf(token)
            if len(self.shelf.pages) >= MOST_PAGES:
                self.shelf.pages.pop(next(iter(self.shelf.pages)), None)
            self.shelf.pages[key] = kept


def key_of(request: HttpRequest) -> tuple[str, ...]:
    """Scheme (plain http is redirected), path, and the parameters that change the page."""
    if not request.META.get("QUERY_STRING"):
        return (request.scheme or "", request.path)
    asked = (f"{name}={request.GET[name]}" for name in PARAMETERS if name in request.GET)
    return (request.scheme or "", request.path, *asked)


def is_public(response: HttpResponse) -> bool:
    """Marked by its view, complete, and with nothing in it for one reader only."""
    if not getattr(response, "public_page", False) or response.status_code != 200 or response.streaming:
        return False
    if response.cookies:
        return False
    return response.headers.get("Vary", "").lower() in {"", "accept-encoding"}


def public_page(view: View) -> View:
    """Marks the view's answers as the same bytes for everyone, to be kept until something public changes."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.public_page = True  # type: ignore[attr-defined]
        return response

    return marked
