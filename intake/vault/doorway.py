"""Puts the opened desk on each request to the desk, and takes it away when its time is over."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from intake.vault import open_desks
from intake.vault.open_desks import Door

DESK_PATH = "/desk/"
POLL_HEADER = "X-Desk-Poll"


def cookie_name() -> str:
    """`__Host-` where browsers honour it; a plain name in the demo, which has no TLS."""
    return "amparo-desk" if settings.DEMO else "__Host-desk"


def set_cookie(response: HttpResponse, value: str) -> None:
    """Hands the browser its half. It ends with the browser, and no script and no other site can send it."""
    response.set_cookie(
        cookie_name(), value, secure=not settings.DEMO, httponly=True, samesite="Strict", path="/", max_age=None
    )


class DeskMiddleware:
    """Sets `request.desk` (an OpenedDesk or None), `desk_state`, `door` and `is_poll`; sessions are its only input.

    Public pages never look at a cookie: only addresses under /desk/ are asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        door = self.door_of(request)
        request.is_poll = request.headers.get(POLL_HEADER) == "1"  # type: ignore[attr-defined]
        request.door = door  # type: ignore[attr-defined]
        request.desk = door.desk  # type: ignore[attr-defined]
        request.desk_state = door.state  # type: ignore[attr-defined]
        if door.row and door.state == open_desks.OPEN and not request.is_poll:  # type: ignore[attr-defined]
            open_desks.touch(door.row)
        response = self.get_response(request)
        stale = cookie_name() in request.COOKIES and request.path.startswith(DESK_PATH)
        if stale and door.state == open_desks.LOCKED and cookie_name() not in response.cookies:
            response.delete_cookie(cookie_name(), path="/", samesite="Strict")
        return response

    @staticmethod
    def door_of(request: HttpRequest) -> Door:
        cookie = request.COOKIES.get(cookie_name(), "")
        if not cookie or not request.path.startswith(DESK_PATH) or not request.user.is_authenticated:
            return open_desks.SHUT
        return open_desks.look(cookie, request.session.session_key or "", request.user.pk)
