"""The addresses Twilio posts to. Thin: they check, hand over, and answer in TwiML."""

import logging
import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from intake.phone import limits, lines, texts
from intake.phone.caller import read_caller
from intake.phone.optouts import refused_by_twilio
from intake.phone.statuses import OPTED_OUT, RANK, apply_status
from intake.phone.webhook_auth import from_twilio
from intake.vault import VaultError

KNOWN = frozenset(map(str, RANK)) - {"outbox", "unknown"}  # the two are our own, never Twilio's
SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
logger = logging.getLogger(__name__)


def twiml(document: str) -> HttpResponse:
    return HttpResponse(document, content_type="text/xml; charset=utf-8")


def come_again() -> HttpResponse:
    """Nothing was kept: Twilio should try again."""
    return HttpResponse(status=503, content_type="text/plain")


def is_sid(value: str | None, *prefixes: str) -> bool:
    return bool(value and SID.fullmatch(value) and value.startswith(prefixes))


def is_number(value: str) -> bool:
    return read_caller(value).textable


@from_twilio
def text_in(request: HttpRequest) -> HttpResponse:
    form = request.POST.dict()
    if not lines.is_ours(str(form.get("To", ""))):
        logger.warning("webhook refused: a text to a number that is not ours")
        return HttpResponseForbidden(content_type="text/plain")
    if not is_sid(str(form.get("MessageSid", "")), "SM", "MM"):
        return HttpResponse(status=400, content_type="text/plain")
    try:
        return twiml(texts.receive({name: str(value) for name, value in form.items()}))
    except (OSError, VaultError):
        logger.error("text %s: neither the database nor the spool took it", form["MessageSid"])
        return come_again()


@from_twilio
def text_status(request: HttpRequest, text_id: UUID) -> HttpResponse:
    """A delivery report. A status we do not know is noted and answered 200: a retry would not help."""
    sid, status = request.POST.get("MessageSid"), request.POST.get("MessageStatus", "")
    if not lines.is_ours(request.POST.get("From", "")):
        return HttpResponseForbidden(content_type="text/plain")
    if not is_sid(sid, "SM", "MM"):
        return HttpResponse(status=400, content_type="text/plain")
    if status not in KNOWN:
        logger.info("text %s: unknown status", text_id)
        return HttpResponse(content_type="text/plain")
    code = request.POST.get("ErrorCode", "")
    error_code = int(code) if code.isdecimal() and int(code) else None
    try:
        # Before the row: a copy of this report, should the next step fail, is the only one who knows the number.
        if error_code == OPTED_OUT and is_number(to := request.POST.get("To", "")):
            refused_by_twilio(to, request.POST.get("From", ""), str(text_id))
        apply_status(text_id, status, sid=str(sid), error_code=error_code)
    except (DatabaseError, OSError, VaultError):
        return come_again()
    return HttpResponse(content_type="text/plain")


@from_twilio
def spent(request: HttpRequest) -> HttpResponse:
    """A usage trigger fired. Its own time counts: a report that comes late, or again, holds back no other day."""
    try:
        fired = parsedate_to_datetime(request.POST.get("DateFired", ""))
    except ValueError:
        return HttpResponse(status=400, content_type="text/plain")
    try:
        limits.note_cap(fired if fired.tzinfo else fired.replace(tzinfo=UTC))
    except DatabaseError:
        return come_again()
    return HttpResponse(content_type="text/plain")
