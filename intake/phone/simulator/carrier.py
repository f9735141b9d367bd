"""Posts a signed webhook through the real views, as Twilio would over the network."""

import io
from collections import deque
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from django.utils import translation

from intake.phone.webhook_auth import sign

# What the firm was asked lately, and how it answered: (path, status), never a word.
WIRE: deque[tuple[datetime, str, int]] = deque(maxlen=40)


@cache
def _application() -> WSGIHandler:
    return WSGIHandler()


def post(path: str, params: dict[str, str]) -> tuple[int, str]:
    """Status and body of our own answer to a webhook. Middleware, routing and signature check all run."""
    params = {"AccountSid": settings.TWILIO_ACCOUNT_SID, "ApiVersion": "2010-04-01", **params}
    body = urlencode(params).encode()
    public = urlsplit(settings.PUBLIC_BASE_URL)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": public.hostname or "localhost",
        "SERVER_PORT": str(public.port or 80),
        "HTTP_HOST": public.netloc or "localhost",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_TWILIO_SIGNATURE": sign(path, params),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": public.scheme or "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    request = WSGIRequest(environ)
    # The inner request sets its own language; the page that called us keeps its own. The handler is called
    # below the signals of a request: those would close the database connection of the page that called us.
    with translation.override(translation.get_language()):
        response = _application().get_response(request)
    request.close()
    WIRE.append((datetime.now(UTC), path, response.status_code))
    return response.status_code, cast("HttpResponse", response).content.decode("utf-8", "replace")
