"""What came with a text or a call: voicemail to play, pictures to look at, both to save."""

import io
import re
import uuid

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from intake.desk.actions import reading
from intake.desk.door import DeskRequest, desk_page
from intake.desk.pages import WORKERS
from intake.models import SealedFile
from intake.vault import Tampered
from intake.vault.files import ENDINGS

PICTURE = 2400  # pixels on the longer side; a re-encoded picture carries no GPS position
LARGEST = 60_000_000  # pixels; more is a bomb


@desk_page(*WORKERS)
def file(request: DeskRequest, file_id: uuid.UUID) -> HttpResponse:
    """A voicemail or a picture, opened in memory; `?download=1` saves it, and the record says that it left.

    Pictures are drawn anew; what is neither picture nor sound can only be saved.
    """
    start = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("Range", ""))
    first = int(start[1]) if start else 0
    leaves = "download" in request.GET
    try:
        kind, _name, data = reading.read_file(request.desk, request.user, file_id, again=first > 0, leaves=leaves)
    except SealedFile.DoesNotExist:
        raise Http404 from None
    except Tampered:
        return HttpResponse(_("This file was altered and does not open."), status=410, content_type="text/plain")
    if kind.startswith("image/"):
        kind, data = redrawn(data)
    if kind == "image/jpeg" and not leaves:
        return HttpResponse(data, content_type=kind, headers={"Content-Disposition": "inline"})
    if kind.startswith("audio/") and not leaves:
        return played(kind, data, first if start else None)
    return saved(kind, data, file_id)


def saved(kind: str, data: bytes, file_id: uuid.UUID) -> HttpResponse:
    """A download that no browser opens by itself, under a name that names nobody."""
    name = f"amparo-{file_id.hex[:8]}{ENDINGS.get(kind, '.bin')}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)


def played(kind: str, data: bytes, first: int | None) -> HttpResponse:
    """Sound, whole or from a byte on: without ranges a browser cannot go back in a voicemail."""
    headers = {"Accept-Ranges": "bytes", "Content-Disposition": "inline"}
    if first is None or first >= len(data):
        return HttpResponse(data, content_type=kind, headers=headers)
    headers["Content-Range"] = f"bytes {first}-{len(data) - 1}/{len(data)}"
    return HttpResponse(data[first:], status=206, content_type=kind, headers=headers)


def redrawn(data: bytes) -> tuple[str, bytes]:
    """The picture as a JPEG without its metadata; bytes to save when it is no picture, or far too large."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > LARGEST:
                return "application/octet-stream", data
            upright = ImageOps.exif_transpose(opened).convert("RGB")
            upright.thumbnail((PICTURE, PICTURE))
            out = io.BytesIO()
            upright.save(out, "JPEG", quality=85)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return "application/octet-stream", data
    return "image/jpeg", out.getvalue()
