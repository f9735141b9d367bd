"""The page with the phones, what they show, and what they do. Demo only; kept in memory, never stored."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from firm.models import ContactNumber, StaffMember
from firm.opening_hours import zone
from intake.phone.duty import is_on_duty
from intake.phone.simulator import samples, texting, told, turned_clock
from intake.phone.simulator.call import Leg
from intake.phone.simulator.exchange import EXCHANGE
from intake.phone.simulator.network import HOME

PHONES = ("+12025550133", "+12025550134", "+12025550171", "+12025550161", "+12025550165", "+12025550166")
SAMPLE = "letter.png"
View = Callable[..., HttpResponse]
Form = dict[str, str]


def simulator_only(view: View) -> View:
    """404 beside real credentials or outside the demo. Posts of other sites are refused by their origin."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.SIMULATOR:
            raise Http404
        return view(request, *args, **kwargs)

    return csrf_exempt(never_cache(guarded))


@simulator_only
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    lines = list(ContactNumber.objects.all())
    # Who is on duty first: their phone is the one that will ring.
    staff = list(StaffMember.objects.filter(is_active=True).exclude(notice_phone="").order_by("duty__since", "name"))
    staff.sort(key=lambda member: not is_on_duty(member))
    context = {"phones": PHONES, "lines": lines, "staff": staff, "faults": told.FAULTS}
    return render(request, "intake/phone/simulator.html", context)


@simulator_only
@require_GET
def state(request: HttpRequest) -> HttpResponse:
    return JsonResponse(_state())


@simulator_only
@require_GET
def sample_picture(request: HttpRequest) -> HttpResponse:
    return HttpResponse(samples.picture(), content_type="image/png")


@simulator_only
@require_POST
def do(request: HttpRequest, action: str) -> HttpResponse:
    """One act of the caller, or of the staff; answers with what the phones show now."""
    act = ACTS.get(action)
    if act is None:
        raise Http404
    with EXCHANGE.lock:
        EXCHANGE.take_placed()
        act({name: str(value) for name, value in request.POST.items()})
    return JsonResponse(_state())


@simulator_only
@require_POST
def faults(request: HttpRequest) -> HttpResponse:
    """Makes the network fail for a while: `fault` is 429, 5xx, lost or empty; `seconds` how long."""
    seconds = request.POST.get("seconds", "600")
    HOME.set_fault(request.POST.get("fault", ""), float(seconds) if seconds.isdecimal() else 600)
    return JsonResponse(_state())


def _write(form: Form) -> None:
    picture = SAMPLE if form.get("picture") else ""
    body = form.get("body", "")
    if body or picture:
        texting.write(form.get("phone", PHONES[0]), form.get("line", ""), body, picture)


def _call(form: Form) -> None:
    EXCHANGE.call(form.get("phone", PHONES[0]), form.get("line", ""), withheld=bool(form.get("withheld")))


def _on_call(act: Callable[[Leg, Form], None]) -> Callable[[Form], None]:
    """An act of one phone in its own call; nothing while it has none."""

    def with_leg(form: Form) -> None:
        leg = EXCHANGE.leg(form.get("phone", PHONES[0]))
        if leg:
            act(leg, form)

    return with_leg


def _clock(form: Form) -> None:
    """Turns the clock by which the opening hours are judged; an empty or odd moment is the real time again."""
    try:
        turned_clock.turn_to(datetime.fromisoformat(form.get("moment", "")).replace(tzinfo=zone()))
    except ValueError:
        turned_clock.turn_to(None)


ACTS: dict[str, Callable[[Form], None]] = {
    "write": _write,
    "call": _call,
    "answer": _on_call(lambda leg, form: leg.answer()),
    "press": _on_call(lambda leg, form: leg.press(form.get("key", ""))),
    "say-nothing": _on_call(lambda leg, form: leg.say_nothing()),
    "record": _on_call(lambda leg, form: leg.record(form.get("name", "")[:80])),
    "hang-up": _on_call(lambda leg, form: leg.hang_up()),
    "clock": _clock,
}


def _state() -> dict[str, Any]:
    with EXCHANGE.lock:
        EXCHANGE.take_placed()
        phones = {
            leg.phone: _leg_state(leg) for leg in map(EXCHANGE.shown, {leg.phone for leg in EXCHANGE.legs()}) if leg
        }
    with HOME.lock:
        texts = list(HOME.texts)
    return {
        "texts": [
            {
                "sid": text.sid,
                "phone": text.phone,
                "line": text.line,
                "outgoing": text.outgoing,
                "body": text.body,
                "status": text.status,
                "pictures": len(text.pictures),
            }
            for text in texts
        ],
        "phones": phones,
        "fault": HOME.current_fault(),
        "clock": told.clock(),
        "lines": told.lines(),
        "steps": told.steps(),
    }


def _leg_state(leg: Leg) -> dict[str, Any]:
    return {
        "sid": leg.sid,
        "state": leg.state,
        "waiting": leg.waiting,
        "incoming": leg.direction != "inbound",
        "hidden": leg.withheld,
        "shown": leg.line,
        "error": leg.error,
        "captions": [{"words": caption.words, "language": caption.language} for caption in leg.captions],
    }
