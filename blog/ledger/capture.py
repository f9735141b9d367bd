"""Keeps a public page as a reader gets it: the bytes, and the stylesheets, fonts and pictures they name.

The page is asked from the site itself, through all its middleware, so what is kept is what is served.
"""

import logging
import re
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import RequestFactory
from django.utils import translation

from blog.ledger import Kind, note
from blog.models import KeptBytes, LedgerEntry
from firm.facts import facts

logger = logging.getLogger(__name__)
VERSIONS = (Kind.SHOWN, Kind.GONE)
ASSET = re.compile(rb"(?:href|src)=\"(/(?:static|media)/[^\"?#]+\.(?:css|woff2|png|jpe?g|webp|avif|svg))[\"?#]")
IN_CSS = re.compile(rb"url\([\"']?(?:\.\./)?([^)\"'?#]+\.(?:woff2|svg|png))")
TYPES = {"css": "text/css", "woff2": "font/woff2", "svg": "image/svg+xml", "jpg": "image/jpeg"}


@cache
def site() -> WSGIHandler:
    """The whole site, as a server would call it."""
    return WSGIHandler()


def served(path: str) -> Any:
    """What a reader gets at `path` at this moment; the active language is left as it was."""
    public = urlsplit(settings.PUBLIC_BASE_URL or "http://localhost:8000")
    request = RequestFactory(SERVER_NAME=public.hostname, SERVER_PORT=str(public.port or 443)).get(
        path, secure=public.scheme == "https" or settings.SECURE_SSL_REDIRECT
    )
    before = translation.get_language()
    try:
        return site().get_response(request)
    finally:
        translation.activate(before or settings.LANGUAGE_CODE)


def capture(path: str, *, actor: Any = None, **about: Any) -> LedgerEntry | None:
    """Notes the page at `path` if it is not as the record last has it; answers the new entry.

    Args:
        actor: who published or took it down.
        about: `page_id`, `title`, `language` and `responsible`, as far as known.
    """
    answer = served(path)
    last = latest(path)
    if answer.status_code != 200:
        if last is None or last.kind == Kind.GONE:
            return None
        known = {"page_id": last.page_id, "title": last.title, "language": last.language}
        return note(Kind.GONE, actor=actor, path=path, facts={"status": answer.status_code}, **{**known, **about})
    body = bytes(answer.content)
    assets = assets_of(body)
    digest = sha256(body).hexdigest()
    if (
        last
        and last.kind == Kind.SHOWN
        and (last.sha256, last.assets) == (digest, {k: h for k, (h, _) in assets.items()})
    ):
        return None
    with transaction.atomic():
        keep(digest, body, answer.headers.get("Content-Type", "text/html"))
        for name, (asset_digest, content) in assets.items():
            keep(asset_digest, content, type_of(name))
        return note(
            Kind.SHOWN, actor=actor, path=path, sha256=digest, assets={k: h for k, (h, _) in assets.items()}, **about
        )


def latest(path: str) -> LedgerEntry | None:
    """The last thing the record says of this address."""
    return LedgerEntry.objects.filter(path=path, kind__in=VERSIONS).order_by("-id").first()


def keep(digest: str, body: bytes, kind: str) -> None:
    """Stores the bytes once; bytes whose retention was over are filled in again."""
    packed = brotli.compress(body, quality=9)
    row, made = KeptBytes.objects.get_or_create(
        sha256=digest, defaults={"kind": kind[:80], "packed": packed, "size": len(body)}
    )
    if not made and not row.packed:
        KeptBytes.objects.filter(pk=row.pk).update(packed=packed)


def bytes_of(digest: str) -> bytes | None:
    """What was kept under this hash; None when its retention is over."""
    row = KeptBytes.objects.filter(pk=digest).first()
    return brotli.decompress(bytes(row.packed)) if row and row.packed else None


def assets_of(body: bytes) -> dict[str, tuple[str, bytes]]:
    """The site's own files that a page names, by path: hash and content."""
    found: dict[str, tuple[str, bytes]] = {}
    waiting = sorted({match.decode() for match in ASSET.findall(body)})
    while waiting:
        path = waiting.pop(0)
        content = None if path in found else file_at(path)
        if content is None:
            continue
        found[path] = (sha256(content).hexdigest(), content)
        if path.endswith(".css"):
            waiting += [f"{settings.STATIC_URL}{name.decode()}" for name in IN_CSS.findall(content)]
    return dict(sorted(found.items()))


def file_at(path: str) -> bytes | None:
    """The file served at a /static/ or /media/ address."""
    if path.startswith(settings.MEDIA_URL):
        name, storage = path.removeprefix(settings.MEDIA_URL), default_storage
    else:
        name, storage = path.removeprefix(settings.STATIC_URL), staticfiles_storage
    try:
        if storage.exists(name):
            with storage.open(name) as file:
                return bytes(file.read())
    except (OSError, ValueError, NotImplementedError):
        logger.warning("A file of a public page could not be kept.")
    plain = finders.find(name) if storage is staticfiles_storage else None
    if plain:
        with open(plain, "rb") as file:  # noqa: PTH123  a path of Django's finders
            return file.read()
    return None


def type_of(name: str) -> str:
    ending = name.rsplit(".", 1)[-1]
    return TYPES.get(ending, f"image/{ending}")


def responsible_for(page: Any, language: str) -> str:
    """Who answers for the page: named by it, or by the firm's profile."""
    own = getattr(page, "responsible_attorney", None)
    office = getattr(page, "responsible_office", None)
    if own:
        return f"{own.name}, {office.city}" if office else own.name
    return facts(language).responsible
