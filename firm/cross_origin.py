"""Refuses posts that another site sent, without a cookie or a token.

The algorithm is Go's `http.CrossOriginProtection` (Go 1.25): believe `Sec-Fetch-Site`, which pages
cannot forge; where a browser is too old to send it, compare `Origin` with our own host; a request
with neither did not come from a browser.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def is_cross_origin(request: HttpRequest) -> bool:
    """True when a browser says that this unsafe request began on another site."""
    if request.method in SAFE_METHODS:
        return False
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in {"same-origin", "none"}
    if origin := request.headers.get("Origin"):
        return urlsplit(origin).netloc != request.get_host()
    return False


class CrossOriginMiddleware:
    """Answers 403 to every unsafe request of another origin, on every path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_cross_origin(request):
            return HttpResponseForbidden("This form was sent from another site.", content_type="text/plain")
        return self.get_response(request)
