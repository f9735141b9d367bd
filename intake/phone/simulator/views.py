"""The page with the phones, what they show, and what they do. Demo only; kept in memory, never stored."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from firm.models import ContactNumber, StaffMember
from intake.phone.duty import is_on_duty
from intake.phone.simulator import samples, texting
from intake.phone.simulator.call import Caption, SimulatedCall
from intake.phone.simulator.network import HOME

PHONES = ("+12025550133", "+12025550134", "+12025550171", "+12025550161", "+12025550165", "+12025550166")
SAMPLE = "letter.png"
View = Callable[..., HttpResponse]
Form = dict[str, str]


class Handset:
    """The one call the page can make at a time."""

    def __init__(self) -> None:
        self.call: SimulatedCall | None = None
        self.lock = threading.RLock()


HANDSET = Handset()


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
    return render(request, "intake/phone/simulator.html", {"phones": PHONES, "lines": lines, "staff": staff})


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
    with HANDSET.lock:
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
    if HANDSET.call:
        HANDSET.call.hang_up()
    HANDSET.call = SimulatedCall(form.get("phone", PHONES[0]), form.get("line", ""), bool(form.get("withheld")))
    HANDSET.call.start()


def _on_call(act: Callable[[SimulatedCall, Form], None]) -> Callable[[Form], None]:
    def with_call(form: Form) -> None:
        if HANDSET.call and not HANDSET.call.over:
            act(HANDSET.call, form)

    return with_call


ACTS: dict[str, Callable[[Form], None]] = {
    "write": _write,
    "call": _call,
    "press": _on_call(lambda call, form: call.press(form.get("key", ""))),
    "say-nothing": _on_call(lambda call, form: call.say_nothing()),
    "record": _on_call(lambda call, form: call.record(form.get("name", "")[:80])),
    "hang-up": _on_call(lambda call, form: call.hang_up()),
    "staff-answer": _on_call(lambda call, form: call.staff_answer()),
    "staff-press": _on_call(lambda call, form: call.staff_press(form.get("key", ""))),
    "staff-leave": _on_call(lambda call, form: call.staff_leave()),
}


def _state() -> dict[str, Any]:
    with HOME.lock:
        texts = list(HOME.texts)
    call = HANDSET.call
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
        "call": _call_state(call) if call else None,
        "fault": HOME.current_fault(),
    }


def _call_state(call: SimulatedCall) -> dict[str, Any]:
    leg = call.leg
    return {
        "phone": call.phone,
        "waiting": call.waiting,
        "over": call.over,
        "error": call.error,
        "captions": _captions(call.captions),
        "leg": {"phone": leg.phone, "state": leg.state, "captions": _captions(leg.captions)} if leg else None,
    }


def _captions(captions: list[Caption]) -> list[dict[str, str]]:
    return [{"words": caption.words, "language": caption.language} for caption in captions]
