"""Response headers beside those of Django and django-csp."""

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
                    "magnetometer", "microphone", "midi", "payment", "usb")
)  # fmt: skip
# Wagtail's own pages carry inline scripts (date fields, inline panels) and inline styles; its preview
# frames our pages. None of this is granted outside /cms/.
CMS_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "default-src": [NONE],
    "font-src": [SELF],
    "media-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
}


class HeadersMiddleware:
    """Permissions-Policy and Cross-Origin-Resource-Policy on everything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class CmsPolicyMiddleware:
    """The looser policy under /cms/ alone. Listed after CSPMiddleware, which reads it on the way out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/cms/"):
            # A preview went through all middleware once already, as the public page it shows.
            response.headers.pop("Content-Security-Policy", None)
            if not hasattr(response, "_csp_replace"):  # a stricter one of the page's own
                response._csp_replace = CMS_POLICY  # type: ignore[attr-defined]
        return response
