"""`/desk/settings/numbers/`: the published lines, their hours, and the changes that wait."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from firm.models import ContactNumber, NumberChange
from firm.opening_hours import lines_of_hours
from firm.roles import Role
from intake.desk.door import DeskRequest, desk_page
from intake.desk.settings import numbers
from intake.desk.settings.forms import LineForm
from intake.desk.settings.pages import page, proven_lately

SHOWN = 12  # decided changes listed


@desk_page(Role.ADMINISTRATOR, Role.ATTORNEY, opened=False)
@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    """Every line with its printed hours; what waits, before and after."""
    changes = NumberChange.objects.select_related("contact_number", "proposed_by", "decided_by")
    context = {
        "lines": [
            (line, lines_of_hours(line, "en"), languages_in_words(line.languages))
            for line in ContactNumber.objects.all()
        ],
        "waiting": [described(change) for change in changes.filter(decided_at=None)],
        "decided": changes.exclude(decided_at=None).order_by("-decided_at")[:SHOWN],
        "may_propose": request.user.has_role(*numbers.MAY_PROPOSE),
    }
    return page(request, "numbers", context)


def described(change: NumberChange) -> dict[str, Any]:
    """A waiting change as rows of before and after."""
    line = change.contact_number
    if line is None or change.removes:
        shown = {name: getattr(line, name) for name in numbers.FIELDS} if line else change.proposed
        pairs = [(name, shown.get(name), None) if line else (name, None, shown.get(name)) for name in numbers.FIELDS]
    else:
        pairs = [(name, getattr(line, name), value) for name, value in change.proposed.items()]
    rows = [(FIELD_NAMES[name](), in_words(name, old), in_words(name, new)) for name, old, new in pairs]
    return {"change": change, "line": line, "rows": [row for row in rows if row[1] or row[2]]}


def languages_in_words(codes: list[str]) -> str:
    """ "English, Spanish"."""
    names = dict(settings.LANGUAGES)
    return ", ".join(str(names.get(code, code)) for code in codes)


FIELD_NAMES = {
    "number": lambda: _("Number"),
    "kind": lambda: _("People may"),
    "label": lambda: _("Name"),
    "languages": lambda: _("Answered in"),
    "urgent": lambda: _("Emergencies"),
    "hours": lambda: _("Hours"),
    "holidays": lambda: _("Closed on"),
    "ring": lambda: _("Staff phones ring"),
    "first_language": lambda: _("Without a key"),
    "direct": lambda: _("Direct line"),
    "answer_keys": lambda: _("Keys pressed"),
    "shown_to_staff": lambda: _("Shown on staff phones"),
}


def in_words(name: str, value: Any) -> str:
    """One field as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    if name == "hours":
        return "; ".join(lines_of_hours(ContactNumber(hours=value), "en")) or _("closed")
    if isinstance(value, list):
        return (languages_in_words(value) if name == "languages" else ", ".join(value)) or _("none")
    return str(value)


CHOICES: dict[str, Any] = {"kind": ContactNumber.Kind, "ring": ContactNumber.Ring}


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_http_methods(["GET", "POST"])
@proven_lately
def edit(request: DeskRequest, line_id: int | None = None) -> HttpResponse:
    """Proposes a new line, or a change of one."""
    line = get_object_or_404(ContactNumber, pk=line_id) if line_id else None
    form = LineForm(request.POST or None, line=line)
    if form.is_valid():
        try:
            change = numbers.propose(request.user, line, form.cleaned_data)
        except numbers.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, outcome(change))
            return redirect("desk:numbers")
    return page(request, "number_form", {"form": form, "line": line}, status=422 if form.errors else 200)


def outcome(change: NumberChange | None) -> str:
    if change is None:
        return _("Nothing was different.")
    if change.accepted:
        return _("Saved. The website shows it now, and every attorney has been told.")
    return _("This waits until a second person confirms it. Every attorney has been told.")


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_POST
@proven_lately
def remove(request: DeskRequest, line_id: int) -> HttpResponse:
    """Proposes to take a line off the website."""
    try:
        change = numbers.propose(request.user, get_object_or_404(ContactNumber, pk=line_id), None)
    except numbers.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, outcome(change))
    return redirect("desk:numbers")


@desk_page(Role.ADMINISTRATOR, Role.ATTORNEY, opened=False)
@require_POST
@proven_lately
def decide(request: DeskRequest, change_id: int) -> HttpResponse:
    """Confirms or refuses what another person proposed."""
    change = get_object_or_404(NumberChange, pk=change_id)
    accepted = request.POST.get("decision") == "confirm"
    try:
        numbers.decide(request.user, change.pk, accepted=accepted)
    except numbers.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Confirmed. The website shows it now.") if accepted else _("Not done. Nothing changed.")
        )
    return redirect("desk:numbers")
