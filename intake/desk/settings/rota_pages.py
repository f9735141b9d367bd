"""`/desk/settings/rota/`: who answers which line when, and the hours nobody does."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from firm.models import ContactNumber
from firm.opening_hours import printed_time
from firm.roles import Role
from intake.desk.door import DeskRequest, desk_page
from intake.desk.settings.pages import page
from intake.desk.settings.rota import RotaForm, keep
from intake.models import Shift
from intake.phone.gaps import gaps


@desk_page(Role.ADMINISTRATOR, Role.ATTORNEY, Role.PARALEGAL, opened=False)
@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    """Every line's week, and its gaps."""
    shifts: dict[int, list[Shift]] = {}
    for shift in Shift.objects.select_related("staff").filter(staff__is_active=True):
        shifts.setdefault(shift.line_id, []).append(shift)
    lines = [week_of(line, shifts.get(line.pk, [])) for line in ContactNumber.objects.all()]
    return page(request, "rota", {"lines": lines, "may_edit": request.user.has_role(Role.ADMINISTRATOR)})


def week_of(line: ContactNumber, shifts: list[Shift]) -> dict[str, Any]:
    """A line's days: its shifts in order, and what nobody covers."""
    bare = gaps(line, shifts)
    days = [
        {
            "name": str(WEEKDAYS[day]).capitalize(),
            "shifts": [
                {"who": one.staff, "hours": hours_of(one.begins, one.ends)} for one in shifts if one.weekday == day
            ],
            "gaps": [hours_of(*gap) for at, gap in bare if at == day],
        }
        for day in range(7)
    ]
    said = [_("%(day)s %(hours)s") % {"day": WEEKDAYS_ABBR[day], "hours": hours_of(*gap)} for day, gap in bare]
    return {"line": line, "days": days, "gaps": said, "empty": not shifts}


def hours_of(begins: str, ends: str) -> str:
    if (begins, ends) == ("00:00", "24:00"):
        return _("all day")
    return f"{printed_time(begins)}–{printed_time(ends)}"


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, line_id: int) -> HttpResponse:
    """One line's rota."""
    line = get_object_or_404(ContactNumber, pk=line_id)
    form = RotaForm(request.POST or None, line=line)
    if form.is_valid():
        keep(request.user, line, form.cleaned_data["shifts"])
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("desk:rota")
    return page(request, "rota_form", {"form": form, "line": line}, status=422 if form.errors else 200)
