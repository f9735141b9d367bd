"""Published pictures, from the local disk or from a bucket."""

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

# The sizes made for pages. Uploads as they came (and documents) are never served from here.
SERVED = "images/"
SECONDS = 30 * 24 * 60 * 60
TYPES = {".avif": "image/avif", ".webp": "image/webp"}


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One size of a picture; its name changes with what it shows, so readers may keep it.

    Raises:
        Http404: no such file, or a file that is nobody's to fetch.
    """
    try:
        if not path.startswith(SERVED) or ".." in path or not default_storage.exists(path):
            raise Http404
        suffix = path[path.rfind(".") :]
        kind = TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
        if not kind.startswith("image/") or kind == "image/svg+xml":
            raise Http404
        response = FileResponse(default_storage.open(path), content_type=kind)
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return response
