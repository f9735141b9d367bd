"""Believes a webhook only when Twilio signed it, and otherwise nothing (fails closed).

The signed address is built from the configured public base, never from Host or X-Forwarded-*: those
are the sender's to choose. Source: Twilio's "Validating requests" and twilio-python's RequestValidator.
"""

import logging
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
)

from intake.phone.retrying import RETRY

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


def signed_by_twilio(request: HttpRequest) -> bool:
    """True when one of our tokens (two, while rotating) signed exactly this form."""
    signature = request.headers.get(SIGNATURE_HEADER) or ""  # the validator raises on None
    if not signature or request.headers.get(SIGNATURE_SETTINGS_HEADER):
        return False  # signed with a shared key, and we have registered none
    if request.GET or request.content_type != "application/x-www-form-urlencoded":
        # None of our addresses has a query, and a body hash in one would let the form go unchecked.
        return False
    address = settings.PUBLIC_BASE_URL + request.path
    return any(
        RequestValidator(token).validate(address + ending, request.POST, signature)
        for token in (settings.TWILIO_AUTH_TOKEN, settings.TWILIO_AUTH_TOKEN_OLD)
        if token
        for ending in ("", RETRY)
    )


def sign(path: str, params: dict[str, str]) -> str:
    """The signature Twilio would send with `params` to `path`; the simulator and the tests use it."""
    return str(RequestValidator(settings.TWILIO_AUTH_TOKEN).compute_signature(settings.PUBLIC_BASE_URL + path, params))


def from_twilio(view: View) -> View:
    """A webhook: POST only, signed, about our own account; anything else is 403 and leaves no trace."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.TWILIO_ACCOUNT_SID or not signed_by_twilio(request):
            logger.warning("webhook refused: no valid signature")
            return HttpResponseForbidden(content_type="text/plain")
        if request.POST.get("AccountSid") != settings.TWILIO_ACCOUNT_SID:
            logger.warning("webhook refused: another account's")
            return HttpResponseForbidden(content_type="text/plain")
        return view(request, *args, **kwargs)

    return csrf_exempt(require_POST(guarded))
