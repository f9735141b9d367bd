"""The desk's pages: queue, lead, poll. What changes something is in `posts.py`."""

import uuid
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from firm.models import StaffMember
from firm.opening_hours import zone
from firm.roles import LEAD_ROLES, Role
from intake.ask import wording
from intake.desk import phones
from intake.desk.actions import private_page, reading
from intake.desk.actions.permission import stopped_by_staff
from intake.desk.actions.talking import NOTHING_TYPED, last_said, read_draft
from intake.desk.clock import clock_with_zone, when
from intake.desk.door import DeskRequest, desk_page
from intake.desk.glance import Glance, arrive, glance, tag_of
from intake.desk.queue import ONLY, VIEWS, View, counts, next_snooze, page_of
from intake.desk.snoozes import choices
from intake.desk.texting import CannotSend, texting
from intake.desk.timeline import Opened, freshness, opened
from intake.models import Lead
from intake.phone import clock as phone_clock
from intake.phone.segments import count
from intake.vault import VaultError

RAIL = (("now", "mine", "nobody", "waiting", "snoozed", "done", "quarantined"), ("texts", "calls", "forms"))
WORKERS = (Role.PARALEGAL, Role.ATTORNEY)


@desk_page(*WORKERS)
def queue(request: DeskRequest, view: str = "now") -> HttpResponse:
    """A view of the queue; with `after`, only the rows that follow."""
    context = queue_context(request, view, arrive(request.desk, request.user))
    if "after" in request.GET and request.headers.get("HX-Request"):
        return render(request, "intake/desk/parts/rows.html", context)
    if request.headers.get("HX-Request"):
        return parts(request, "queue", "rail", context=context, push=address_of(context))
    return render(request, "intake/desk/queue.html", context)


@desk_page(*WORKERS)
def lead(request: DeskRequest, lead_id: uuid.UUID) -> HttpResponse:
    """One lead. Opening it is recorded."""
    get_object_or_404(Lead.objects.only("id"), pk=lead_id)
    found = reading.open_lead(request.user, lead_id)
    if request.headers.get("HX-Target") == "div#pane":
        context = lead_context(request, found) | {"view": view_named(request)}
        return render(request, "intake/desk/parts/pane.html", context)
    seen = arrive(request.desk, request.user)
    context = queue_context(request, view_named(request).name, seen) | {"tag": tag_for(request, seen, lead_id)}
    return render(request, "intake/desk/queue.html", context | lead_context(request, found))


@desk_page(*WORKERS)
def poll(request: DeskRequest) -> HttpResponse:
    """What changed since the tag the page holds; 304 when nothing did. Never moves focus, selection or scroll."""
    seen = arrive(request.desk, request.user)
    lead_id = asked_lead(request)
    tag = tag_for(request, seen, lead_id)
    if request.headers.get("HX-PTag") == tag:
        if lead_id:
            reading.still_reading(request.user, lead_id)
        return HttpResponse(status=304, headers={"HX-PTag": tag})
    context = queue_context(request, view_named(request).name, seen)
    names = ["queue", "rail"]
    found = Lead.objects.select_related("assignee").filter(pk=lead_id).first() if lead_id else None
    if lead_id and not found:  # deleted meanwhile: its words leave this screen, too
        return HttpResponse(status=204, headers={"HX-Redirect": address_of(context)})
    if found:
        context |= lead_context(request, found)
        names += ["head", "timeline", "info", "may"]
    context["polled"] = True
    response = parts(request, *names, context=context)
    response.headers["HX-PTag"] = tag
    return response


def tag_for(request: DeskRequest, seen: Glance, lead_id: uuid.UUID | None) -> str:
    """The state of the desk as this page shows it."""
    fresh = freshness(lead_id, request.user) if lead_id else ""
    shown = (request.user.pk, view_named(request).name, only_of(request), request.GET.get("depth", ""), fresh)
    return tag_of(seen, lead_id, *shown)


def queue_context(request: DeskRequest, name: str, seen: Glance | None = None) -> dict[str, Any]:
    """List and rail. Every page of the desk shows them."""
    seen = seen or glance(request.user)
    if name not in VIEWS:
        raise Http404
    view, only, now = VIEWS[name], only_of(request), timezone.now()
    depth = request.GET.get("depth", "")
    page = page_of(
        request.desk,
        request.user,
        view,
        only=only,
        after=request.GET.get("after", ""),
        depth=int(depth) if depth.isdecimal() else 0,
    )
    numbers = counts(request.user, now)
    return {
        "view": view,
        "only": only,
        "page": page,
        "counts": numbers,
        "rail": [[(VIEWS[one], numbers.views.get(one)) for one in group] for group in RAIL],
        "clock": clock_with_zone(now),
        "next_snooze": next_snooze(now) if not page.rows and view.name == "now" else "",
        "tag": tag_for(request, seen, None),
        "outbox": seen.outbox,
        "staff": request.user,
        "phones": phones.of(request.user, now, asked=seen.handing),
        "zone": zone(),
    }


def lead_context(request: DeskRequest, found: Lead, **more: Any) -> dict[str, Any]:
    """Pane and info of one lead, with the composer as it was left. Whoever is shown it, reads it: that is on record."""
    reading.still_reading(request.user, found.pk)
    try:
        one: Opened | None = opened(request.desk, request.user, found)
    except VaultError:
        one = None
    on_page = has_page(one)
    draft = more.pop("draft", None) or read_draft_or_none(request, found)
    if on_page and draft == NOTHING_TYPED and not (one and one.card.phone):
        draft = {**draft, "kind": "page"}  # no other answer of ours would reach them
    return {
        "open": one,
        "lead": found,
        "snoozes": choices(timezone.now()),
        "colleagues": colleagues(),
        "draft": draft,
        "send_id": uuid.uuid4(),
        "call_id": uuid.uuid4(),
        "segments": count(draft["body"]),
        "on_page": on_page,
        "decides": request.user.has_role(Role.ATTORNEY),  # what is kept, and what is deleted for good
        **(how_to_text(request, one) if one else {}),
    } | more


def read_draft_or_none(request: DeskRequest, found: Lead) -> dict[str, str]:
    try:
        return read_draft(request.desk, request.user, found.pk)
    except VaultError:
        return NOTHING_TYPED


def how_to_text(request: DeskRequest, one: Opened) -> dict[str, Any]:
    """What the composer says beside the words: may a text leave, now or later, and by what permission."""
    now = phone_clock.now()
    how = texting(one.card, one.details, last_said(request.desk, one.lead), now)
    return {
        "texting": how,
        "cannot_text": how.refused or how.quiet,
        "may_lift": one.card.stopped and stopped_by_staff(one.details),
        "may_agree": bool(one.card.phone and not one.card.stopped) and how.permission is None,
        "spoken_consent": wording.spoken_consent(one.card.language),
        "permitted": permitted(how.permission, timezone.now()),
    }


def permitted(given: dict[str, str] | None, now: datetime) -> str:
    """One line: how this person allowed texts, and when."""
    if given is None:
        return ""
    when_given = when(datetime.fromisoformat(given["at"]), now)
    said = {
        "form": _("Agreed to texts on the form, %(when)s"),
        "keypress": _("Asked for texts by pressing a key, %(when)s"),
        "staff": _("Agreed to texts on the phone, %(when)s"),
        "wrote": _("They texted first, %(when)s: answers only"),
    }
    return said[given["kind"]] % {"when": when_given}


def has_page(one: Opened | None) -> bool:
    """True when they can be answered on a private page."""
    if one is None:
        return False
    try:
        private_page.page_of(one.lead, one.details)
    except CannotSend:
        return False
    return True


def colleagues() -> list[StaffMember]:
    """Who may take a lead."""
    return list(
        StaffMember.objects.filter(is_active=True, groups__name__in=[role.value for role in LEAD_ROLES]).distinct()
    )


def parts(
    request: DeskRequest, *names: str, context: dict[str, Any], push: str = "", status: int = 200
) -> HttpResponse:
    """Several places of the page at once, each morphed in place, so focus and scroll stay where they were."""
    context = context | {"parts": names}
    html = render_to_string("intake/desk/parts/partials.html", context, request=request)
    response = HttpResponse(html, status=status)
    if push:
        response.headers["HX-Push-Url"] = push
    return response


def view_named(request: DeskRequest) -> View:
    name = request.GET.get("view") or request.POST.get("view") or "now"
    return VIEWS.get(name, VIEWS["now"])


def only_of(request: DeskRequest) -> str:
    only = request.GET.get("only") or request.POST.get("only") or ""
    return only if only in ONLY else ""


def asked_lead(request: DeskRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("lead") or request.POST.get("lead") or "")
    except ValueError:
        return None


def address_of(context: dict[str, Any]) -> str:
    address = (
        reverse("desk:queue") if context["view"].name == "now" else reverse("desk:view", args=[context["view"].name])
    )
    return f"{address}?only={context['only']}" if context["only"] else address


def back_to(request: DeskRequest, lead_id: uuid.UUID | None = None) -> HttpResponse:
    """Where a post without scripts lands."""
    if lead_id:
        return HttpResponseRedirect(f"{reverse('desk:lead', args=[lead_id])}?view={view_named(request).name}")
    return HttpResponseRedirect(address_of({"view": view_named(request), "only": only_of(request)}))
