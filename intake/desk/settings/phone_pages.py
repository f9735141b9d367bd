"""`/desk/settings/phone/`: the account at Twilio beside what it should be. Credentials come from the environment."""

from django.conf import settings
from django.contrib import messages
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
from intake.phone.keywords import listed


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    """The lines, whether each is proven, and what may leave; Twilio is asked only on Check."""
    return shown(request)


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_POST
def check(request: DeskRequest) -> HttpResponse:
    """Asks Twilio."""
    return shown(request, **phone_setup.look())


def shown(request: DeskRequest, **found: object) -> HttpResponse:
    tests = OutgoingText.objects.filter(purpose=OutgoingText.Purpose.TEST).order_by("created_at")
    last = {text.line: text for text in tests}
    context = {
        "lines": [(line, last.get(line.number)) for line in ContactNumber.objects.all()],
        "simulated": settings.SIMULATOR,
        "countries": ", ".join(sorted(settings.PHONE_COUNTRIES)),
        "a_day": settings.PHONE_DAILY_TEXTS,
        "today": limits.automatic_today(),
        "words": sorted({word.upper() for each in listed() for word in each.stop}),
        "service_sid": settings.TWILIO_MESSAGING_SERVICE_SID,
    }
    return page(request, "phone", context | found)


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_POST
@proven_lately
def set_webhooks(request: DeskRequest, line_id: int) -> HttpResponse:
    """Sets one number's addresses at Twilio; they were shown before, and this is on record."""
    problem = phone_setup.set_addresses(request.user, get_object_or_404(ContactNumber, pk=line_id))
    say(request, problem, _("Set. Press Check to see it."))
    return redirect("desk:phone")


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
