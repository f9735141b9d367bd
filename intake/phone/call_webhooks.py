"""Twilio's addresses for calls. A fault of ours must still end in words, never in dead air."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from intake.phone import calls, lines, twiml
from intake.phone.webhook_auth import from_twilio
from intake.phone.webhooks import come_again, is_sid
from intake.phone.webhooks import twiml as xml
from intake.vault import VaultError

FINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
NOT_RECORDED = frozenset({"absent", "failed"})
logger = logging.getLogger(__name__)


def _form(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items()}


def _callers_leg(step: Callable[..., str]) -> Callable[..., HttpResponse]:
    """A step of the caller's own leg: about a line of ours, with a CallSid."""

    def view(request: HttpRequest, **where: int) -> HttpResponse:
        form = _form(request)
        if not lines.is_ours(form.get("To", "")):
            logger.warning("webhook refused: a call to a number that is not ours")
            return HttpResponseForbidden(content_type="text/plain")
        if not is_sid(form.get("CallSid"), "CA"):
            return HttpResponse(status=400, content_type="text/plain")
        try:
            return xml(step(form, **where))
        except (OSError, VaultError):
            logger.error("call %s: neither the database nor the spool took it", form["CallSid"])
            return come_again()

    return from_twilio(view)


call_in = _callers_leg(calls.arrive)
call_menu = _callers_leg(calls.choose)
call_dialled = _callers_leg(calls.after_ringing)
call_text = _callers_leg(calls.text_or_record)


def _recorded(form: dict[str, str]) -> str:
    if not is_sid(form.get("RecordingSid"), "RE"):
        return twiml.hang_up()
    return twiml.thanks(calls.keep_voicemail(form))


call_recorded = _callers_leg(_recorded)


def _staff_leg(step: Callable[[dict[str, str], int], str | None]) -> Callable[..., HttpResponse]:
    """A step of a leg to one of the staff: it belongs to a call of ours, or it is refused."""

    def view(request: HttpRequest, member_id: int) -> HttpResponse:
        try:
            document = step(_form(request), member_id)
        except DatabaseError:
            document = twiml.hang_up()  # the caller goes on to the voicemail
        if document is None:
            return HttpResponseForbidden(content_type="text/plain")
        return xml(document)

    return from_twilio(view)


call_whisper = _staff_leg(calls.whisper)
call_accept = _staff_leg(calls.accept)


@from_twilio
def call_recording(request: HttpRequest) -> HttpResponse:
    """The recording is ready (or there is none). May come before or after the step above, and twice."""
    form = _form(request)
    recorded = form.get("RecordingStatus") == "completed"
    if not is_sid(form.get("CallSid"), "CA") or (recorded and not is_sid(form.get("RecordingSid"), "RE")):
        return HttpResponse(status=400, content_type="text/plain")
    try:
        if recorded:
            calls.keep_voicemail(form)
        elif form.get("RecordingStatus") in NOT_RECORDED:
            calls.no_recording(form)
    except (DatabaseError, OSError, VaultError):
        return come_again()
    return HttpResponse(content_type="text/plain")


@from_twilio
def call_status(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    if not lines.is_ours(form.get("To", "")):
        return HttpResponseForbidden(content_type="text/plain")
    if not is_sid(form.get("CallSid"), "CA"):
        return HttpResponse(status=400, content_type="text/plain")
    try:
        if form.get("CallStatus") in FINAL:
            calls.end(form)
    except (DatabaseError, OSError, VaultError):
        return come_again()
    return HttpResponse(content_type="text/plain")


@from_twilio
def call_fallback(request: HttpRequest) -> HttpResponse:
    """Twilio comes here when a step of ours failed: no database, nothing but words and the voicemail."""
    return xml(twiml.fallback(recording=True))


@from_twilio
def call_transcript(request: HttpRequest) -> HttpResponse:
    """We order no transcripts. Should a number's settings do, nothing of one is kept."""
    return HttpResponse(content_type="text/plain")
