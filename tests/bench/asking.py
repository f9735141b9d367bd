"""Requests as a server hands them to an application (WSGI), without a socket between."""

import io
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


def whole() -> Application:
    """The site with all its middleware."""
    return WSGIHandler()


def bare() -> Application:
    """Django's handler and nothing before the view."""
    with override_settings(MIDDLEWARE=[]):
        return WSGIHandler()


def ask(application: Application, path: str, *, cookie: str = "", posted: bytes | None = None) -> bytes:
    """The body of the answer; closed as a server closes it, so that connections end as they do in service.

    Raises:
        RuntimeError: any other status than 200, for a fast mistake is no measurement.
    """
    status = ""

    def start(said: str, _headers: list[tuple[str, str]]) -> None:
        nonlocal status
        status = said

    path, _, query = path.partition("?")
    answer = application(environ(path, query, cookie, posted), start)
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if not status.startswith("200"):
        message = f"{path}: {status}"
        raise RuntimeError(message)
    return body


def environ(path: str, query: str, cookie: str, posted: bytes | None) -> dict[str, Any]:
    given = {
        "REQUEST_METHOD": "GET" if posted is None else "POST",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": settings.ALLOWED_HOSTS[0],
        "HTTP_COOKIE": cookie,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(posted or b""),
        "wsgi.errors": io.StringIO(),
    }
    if posted is not None:
        given |= {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(posted))}
    return given
