"""Asking the record: what stood at this address on that day?"""

import base64
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from blog.ledger import Kind
from blog.ledger.capture import VERSIONS, bytes_of
from blog.models import KeptBytes, LedgerEntry
from firm.facts import time_zone


def ended(entry: LedgerEntry) -> datetime | None:
    """When the version gave way to the next; None while it stands."""
    later = LedgerEntry.objects.filter(path=entry.path, kind__in=VERSIONS, id__gt=entry.pk).order_by("id").first()
    return later.at if later else None


def as_of(path: str, day: date) -> LedgerEntry | None:
    """The version that stood at the end of that day in the firm's own time zone; None if there was none."""
    midnight = datetime.combine(day + timedelta(days=1), time(), time_zone()).astimezone(UTC)
    found = LedgerEntry.objects.filter(path=path, kind__in=VERSIONS, at__lt=midnight).order_by("-id").first()
    return found if found and found.kind == Kind.SHOWN else None


def as_shown(entry: LedgerEntry) -> bytes | None:
    """The page with its own stylesheets and pictures inside it, so that it looks as it did; None when emptied."""
    body = bytes_of(entry.sha256)
    if body is None:
        return None
    files = {path: bytes_of(digest) for path, digest in entry.assets.items()}
    types = dict(KeptBytes.objects.filter(pk__in=entry.assets.values()).values_list("sha256", "kind"))
    inline = {path: data_url(types[entry.assets[path]], content) for path, content in files.items() if content}
    html = re.sub(r"\ssrcset=\"[^\"]*\"", "", body.decode())
    for path, content in files.items():
        if path.endswith(".css") and content:
            style = css_with_files(content.decode(), inline)
            html = re.sub(rf"<link\b[^>]*href=\"{re.escape(path)}[^>]*>", lambda _: f"<style>{style}</style>", html)  # noqa: B023
        elif path in inline:
            html = html.replace(f'src="{path}"', f'src="{inline[path]}"')
    return re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL).encode()


def css_with_files(css: str, inline: dict[str, str]) -> str:
    for path, url in inline.items():
        css = re.sub(rf"url\([\"']?[^)\"']*{re.escape(path.rsplit('/', 1)[-1])}[\"']?\)", f"url({url})", css)
    return css


def data_url(kind: str, content: bytes) -> str:
    return f"data:{kind.split(';', maxsplit=1)[0]};base64,{base64.b64encode(content).decode()}"


def exported(entry: LedgerEntry) -> bytes:
    """A zip: the page's very bytes, its files at their paths, the page as it looked, and what the record says."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("page.html", bytes_of(entry.sha256) or b"")
        archive.writestr("as-shown.html", as_shown(entry) or b"")
        for path, digest in entry.assets.items():
            archive.writestr(path.lstrip("/"), bytes_of(digest) or b"")
        archive.writestr("record.json", json.dumps(described(entry), indent=1, ensure_ascii=False))
    return out.getvalue()


def described(entry: LedgerEntry) -> dict[str, Any]:
    last = ended(entry)
    return {
        "address": entry.path,
        "title": entry.title,
        "language": entry.language,
        "shown_from": entry.at.isoformat(),
        "shown_until": last.isoformat() if last else None,
        "published_by": entry.actor.name if entry.actor else None,
        "responsible_attorney": entry.responsible,
        "sha256": entry.sha256,
        "files": entry.assets,
        "entry": entry.pk,
        "hash_of_the_entry": entry.hash,
        "hash_of_the_entry_before": entry.previous_hash,
    }
