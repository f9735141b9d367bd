"""`/desk/settings/phone/`: the account at Twilio beside what it should be. Credentials come from the environment."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from firm.models import ContactNumber
from firm.roles import Role
from intake.desk.door import DeskRequest, desk_page
from intake.desk.settings import phone_setup
from intake.desk.settings.pages import page, proven_lately
from intake.models import OutgoingText
from intake.phone import limits
from intake.phone.errors_in_words import in_words
from intake.phone.keywords import listed
from intake.phone.statuses import FAILURES, FINAL


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    """The lines, whether each is proven, and what may leave; Twilio is asked only on Check."""
    return shown(request, ContactNumber.objects.all())


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_POST
def check(request: DeskRequest) -> HttpResponse:
    """Asks Twilio about the lines that are ticked."""
    lines = ticked(request)
    if not lines:
        messages.error(request, _("Tick a line to check."))
    return shown(request, lines, **(phone_setup.look(lines) if lines else {}))


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_POST
@proven_lately
def set_webhooks(request: DeskRequest) -> HttpResponse:
    """Sets the addresses of the ticked lines at Twilio, on record, and shows what they are then."""
    lines = ticked(request)
    say(request, phone_setup.set_addresses(request.user, lines), _("Set, and read again from Twilio."))
    return shown(request, lines, **phone_setup.look(lines))


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_POST
@proven_lately
def add_cap(request: DeskRequest) -> HttpResponse:
    """Has Twilio tell us when a day has cost this much."""
    lines = ticked(request)
    problem = phone_setup.add_cap(request.user, request.POST.get("dollars", "").strip())
    say(request, problem, _("Twilio will tell this site. The attorneys get an e-mail then."))
    return shown(request, lines, **phone_setup.look(lines))


def ticked(request: DeskRequest) -> QuerySet[ContactNumber]:
    chosen = [number for number in request.POST.getlist("line") if number.isdecimal()]
    return ContactNumber.objects.filter(pk__in=chosen)


def shown(request: DeskRequest, chosen: QuerySet[ContactNumber], **found: Any) -> HttpResponse:
    tests = OutgoingText.objects.filter(purpose=OutgoingText.Purpose.TEST).order_by("created_at")
    last = {text.line: how_it_went(text) for text in tests}
    context = {
        "lines": [(line, last.get(line.number, _("not tested yet"))) for line in ContactNumber.objects.all()],
        "chosen": [line.pk for line in chosen],
        "simulated": settings.SIMULATOR,
        "countries": sorted(settings.PHONE_COUNTRIES),
        "a_day": settings.PHONE_DAILY_TEXTS,
        "today": limits.automatic_today(),
        "cap_reached": limits.cap_reached(),
        "far_fallback": settings.TWILIO_VOICE_FALLBACK_URL,
        "words": sorted({word.upper() for each in listed() for word in each.stop}),
    }
    return page(request, "phone", context | found)


def how_it_went(test: OutgoingText) -> str:
    if test.state in FAILURES:
        return str(in_words(test.error_code))
    return _("delivered") if test.state in FINAL else _("sent, not yet reported delivered")


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_POST
def send_test(request: DeskRequest, line_id: int) -> HttpResponse:
    """A test text to one's own phone."""
    problem = phone_setup.send_test(request.user, get_object_or_404(ContactNumber, pk=line_id))
    say(request, problem, _("Sent. The line is proven when Twilio reports it delivered."))
    return redirect("desk:phone")


def say(request: DeskRequest, problem: str, done: str) -> None:
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, done)
