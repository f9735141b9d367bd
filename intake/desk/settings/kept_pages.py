"""`/desk/settings/phone/kept/`: what is still at Twilio, by kind and age, and what it lists that we do not know."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from firm.roles import Role
from intake.desk import audit
from intake.desk.door import DeskRequest, desk_page
from intake.desk.settings.pages import page
from intake.desk.settings.phone_setup import in_words
from intake.models import InboundCall, OutgoingText, RemoteRecord
from intake.phone import strangers
from intake.phone.gateway import PhoneError, gateway
from intake.phone.statuses import FINAL
from intake.phone.strangers import Place

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
TOO_OLD = timedelta(days=2)
SALT = "what twilio lists"
LONGEST_WALK = HOUR  # Twilio's names of pages do not last for ever
KINDS = {
    "message": gettext_lazy("Texts"),
    "media": gettext_lazy("Pictures"),
    "recording": gettext_lazy("Voicemails"),
    "call": gettext_lazy("Calls"),
}
State = RemoteRecord.State


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    """Counts by kind and age; nothing here names anybody."""
    return shown(request)


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_POST
def compare(request: DeskRequest) -> HttpResponse:
    """Walks some pages of what Twilio lists, from the beginning or from where the last press stopped."""
    place = read_place(request.POST.get("place", ""))
    if place is None:
        strangers.forget()
        place = Place()
    try:
        place, whole = strangers.walk(gateway().account(), place)
    except PhoneError as problem:
        return shown(request, problem=in_words(problem), place=write_place(place))
    return shown(request, walked=place.listed, whole=whole, place="" if whole else write_place(place))


def write_place(place: Place) -> str:
    """Signed: it comes back by way of a browser."""
    return signing.dumps(asdict(place), salt=SALT)


def read_place(written: str) -> Place | None:
    try:
        return Place(**signing.loads(written, salt=SALT, max_age=LONGEST_WALK))
    except signing.BadSignature:
        return None


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_POST
def erase(request: DeskRequest) -> HttpResponse:
    """What was found is erased at Twilio, on record."""
    erased = strangers.erase_found()
    audit.record(request.user, "phone.erase-unknown", facts=erased)
    messages.success(request, _("They are erased within the next minutes."))
    return redirect("desk:phone-kept")


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_POST
def again(request: DeskRequest) -> HttpResponse:
    """What was given up is tried again now."""
    tried = RemoteRecord.objects.filter(state=State.FAILED).update(
        state=State.TO_ERASE, attempts=0, not_before=timezone.now()
    )
    audit.record(request.user, "phone.erase-again", facts=tried)
    messages.success(request, _("They are tried again now."))
    return redirect("desk:phone-kept")


def shown(request: DeskRequest, **found: Any) -> HttpResponse:
    old = timezone.now() - TOO_OLD
    late = noted().filter(created_at__lt=old)
    strange = RemoteRecord.objects.filter(state=State.FOUND).values_list("kind", "created_at")
    context = {
        "kept": tallied(held()),
        "strange": tallied(strange),
        "any_strange": bool(strange),
        "failed": late.filter(state=State.FAILED).count(),
        "refused": late.exclude(state=State.FAILED).count(),
    }
    return page(request, "kept", context | found)


def noted() -> QuerySet[RemoteRecord]:
    return RemoteRecord.objects.exclude(state__in=[State.ERASED, State.FOUND])


def held() -> Iterable[tuple[str, datetime]]:
    """Kind and time of each copy we know Twilio holds: noted ones, and texts and calls still under way."""
    yield from noted().values_list("kind", "created_at")
    sids = set(noted().filter(kind="message").values_list("sid", flat=True))
    under_way = OutgoingText.objects.exclude(sid="").exclude(state__in=FINAL)
    for sid, at in under_way.values_list("sid", "created_at"):
        if sid not in sids:
            yield "message", at
    for at in InboundCall.objects.filter(ended_at=None).values_list("started_at", flat=True):
        yield "call", at


def tallied(things: Iterable[tuple[str, datetime]]) -> list[dict[str, Any]]:
    """A row per kind: how many under an hour, under a day, under a week, older; and whether any is too old."""
    now = timezone.now()
    rows = {kind: {"kind": label, "ages": [0, 0, 0, 0], "late": False} for kind, label in KINDS.items()}
    for kind, at in things:
        age = now - at
        row: dict[str, Any] = rows[kind]
        row["ages"][(age >= HOUR) + (age >= DAY) + (age >= WEEK)] += 1
        row["late"] = row["late"] or age > TOO_OLD
    return list(rows.values())
