"""`/desk/settings/phone/kept/`: what is still at Twilio, by kind and age, and what it lists that we do not know."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
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
from intake.phone import remote
from intake.phone.account import Kept
from intake.phone.gateway import PhoneError, gateway
from intake.phone.statuses import FINAL

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
TOO_OLD = timedelta(days=2)
JUST_NOW = timedelta(minutes=10)  # what Twilio lists and we are still writing down
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
    """Asks Twilio what it lists; with `erase`, what we do not know is erased there, on record."""
    try:
        strange = unknown(gateway().account().kept())
    except PhoneError as problem:
        return shown(request, problem=in_words(problem))
    if request.POST.get("erase") != "yes":
        return shown(request, compared=True, strange=tallied((one.kind, one.created) for one in strange))
    for one in strange:
        remote.to_erase(one.kind, one.sid, after=timedelta())
    audit.record(request.user, "phone.erase-unknown", facts=len(strange))
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
    late = RemoteRecord.objects.exclude(state=State.ERASED).filter(created_at__lt=old)
    context = {
        "kept": tallied(held()),
        "failed": late.filter(state=State.FAILED).count(),
        "refused": late.exclude(state=State.FAILED).count(),
    }
    return page(request, "kept", context | found)


def held() -> Iterable[tuple[str, datetime]]:
    """Kind and time of each copy we know Twilio holds: noted ones, and texts and calls still under way."""
    noted = RemoteRecord.objects.exclude(state=State.ERASED)
    yield from noted.values_list("kind", "created_at")
    sids = set(noted.filter(kind="message").values_list("sid", flat=True))
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


def unknown(listed: list[Kept]) -> list[Kept]:
    """What Twilio lists and no row of ours accounts for."""
    sids = [one.sid for one in listed]
    known = set(RemoteRecord.objects.filter(sid__in=sids).exclude(state=State.ERASED).values_list("sid", flat=True))
    known |= set(OutgoingText.objects.filter(sid__in=sids).exclude(state__in=FINAL).values_list("sid", flat=True))
    known |= set(InboundCall.objects.filter(pk__in=sids, ended_at=None).values_list("pk", flat=True))
    settled = timezone.now() - JUST_NOW
    return [one for one in listed if one.sid not in known and one.created < settled]
