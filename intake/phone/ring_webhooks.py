"""Twilio's addresses for calls the firm places: to a staff phone, and from there to somebody on a lead."""

from collections.abc import Callable
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from intake.models import OutgoingCall
from intake.phone import click_to_call, lines, outgoing_calls, paging, twiml
from intake.phone.outgoing_calls import OPEN, State, move
from intake.phone.spoken import DESK_WHISPER, PAGE_WHISPER
from intake.phone.webhook_auth import from_twilio
from intake.phone.webhooks import come_again, is_sid
from intake.phone.webhooks import twiml as xml

Form = dict[str, str]
DESK = OutgoingCall.Purpose.DESK


def _of_ours(step: Callable[[OutgoingCall, Form], str]) -> Callable[..., HttpResponse]:
    """A step of a call that we placed, from a line of ours; anything else is refused."""

    def view(request: HttpRequest, call_id: UUID) -> HttpResponse:
        form = {name: str(value) for name, value in request.POST.items()}
        if not lines.is_ours(form.get("From", "")) or not is_sid(form.get("CallSid"), "CA"):
            return HttpResponseForbidden(content_type="text/plain")
        try:
            call = OutgoingCall.objects.select_related("staff").filter(pk=call_id).first()
            if call is None:
                return HttpResponseForbidden(content_type="text/plain")
            document = step(call, form)
        except DatabaseError:
            return come_again()
        return xml(document) if document else HttpResponse(content_type="text/plain")

    return from_twilio(view)


def _whisper(call: OutgoingCall, form: Form) -> str:
    return twiml.press_1(twiml.ring_path("accept", call.pk), DESK_WHISPER if call.purpose == DESK else PAGE_WHISPER)


def _accept(call: OutgoingCall, form: Form) -> str:
    if form.get("Digits") != "1" or call.staff is None or not call.staff.is_active:
        move(call.pk, State.NOT_TAKEN, only=OPEN)
        return twiml.hang_up()
    return click_to_call.connect(call) if call.purpose == DESK else paging.take(call, call.staff)


def _status(call: OutgoingCall, form: Form) -> str:
    outgoing_calls.ended(call.pk, form)
    return ""


ring = _of_ours(_whisper)
ring_accept = _of_ours(_accept)
ring_dialled = _of_ours(click_to_call.dialled)
ring_status = _of_ours(_status)
