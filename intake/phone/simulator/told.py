"""What the firm's system does at each step, in words for whoever learns the phones."""

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firm.models import ContactNumber
from firm.opening_hours import is_open, zone
from intake.phone.clock import now, turned
from intake.phone.ringing import whom_to_ring
from intake.phone.simulator.carrier import WIRE

STEPS: tuple[tuple[str, str | Promise], ...] = (
    (r"/text/", _("The text is sealed before it is answered. The acknowledgement says little, once in twelve hours.")),
    (
        r"/call/in/",
        _("The call is sealed as it rings, before a word. A direct line has no greeting: people ring at once."),
    ),
    (r"/call/menu/", _("The key chose a language; silence takes the line’s own. Open, or urgent: phones ring.")),
    (r"/call/dialled/", _("That round is over. The next one rings, or a text and the voicemail are offered.")),
    (
        r"/call/text/",
        _("Key 2 is consent: its exact words are sealed, and one text leaves. Silence goes on to the tone."),
    ),
    (r"/call/whisper/", _("Only the staff phone hears this: line and language, never who calls.")),
    (
        r"/call/accept/",
        _("Key 1 claims the call, once. Whoever is second hears that it is taken. Nothing is recorded."),
    ),
    (r"/call/record", _("The voicemail is fetched, sealed, and erased at the phone company.")),
    (r"/call/status/", _("The call is over. If nobody took it and nothing was left, that is an urgent arrival.")),
    (r"/ring/[^/]+/$", _("The firm rings a staff phone. It hears why in one sentence, never who or what.")),
    (
        r"/ring/[^/]+/accept/",
        _("Key 1: the other side is dialled and sees the firm’s number; or what is urgent is theirs."),
    ),
    (r"/ring/[^/]+/dialled/", _("That conversation is over; how it went stands in the lead’s thread.")),
)

FAULTS: tuple[tuple[str, str | Promise], ...] = (
    ("429", _("it is busy and takes nothing (429)")),
    ("5xx", _("it breaks down and takes nothing (500)")),
    ("lost", _("it takes a text, and its answer is lost")),
    ("30003", _("the phone is off (30003)")),
    ("30007", _("the carrier takes it for spam (30007)")),
    ("duplicate", _("it reports everything twice")),
    ("reorder", _("it reports in the wrong order")),
    ("delay", _("it reports nothing until repaired")),
    ("drop", _("its reports are lost")),
)


def steps() -> list[dict[str, Any]]:
    """The latest first: time, path, how it was answered, what it means."""
    shown = []
    for at, path, status in reversed(WIRE):
        words = next((said for pattern, said in STEPS if re.search(pattern, path)), None)
        if words:
            shown.append({"at": at.astimezone(zone()).strftime("%H:%M:%S"), "status": status, "words": str(words)})
    return shown[:8]


def clock() -> dict[str, Any]:
    """The time the phone thinks it is."""
    local = now().astimezone(zone())
    return {
        "turned": bool(turned()),
        "now": local.strftime("%a %H:%M"),
        "value": local.strftime("%Y-%m-%dT%H:%M"),
    }


def lines() -> list[dict[str, Any]]:
    """What happens on each line now: what it takes, and whose phones a call would ring, first to be rung first."""
    moment = now()
    return [
        {
            "number": line.number,
            "label": line.label,
            "shown": line.national,
            "direct": line.direct,
            "texts": line.texts,
            "calls": line.calls,
            "open": is_open(line, moment),
            "rings": [one.get_short_name() for one in whom_to_ring(line.number, urgent=line.any_hour)],
        }
        for line in ContactNumber.objects.all()
    ]
