"""The weekly rota as an administrator writes it: one line, each person's hours per weekday."""

import re
from itertools import pairwise
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from firm.models import ContactNumber, StaffMember
from firm.page_cache import bump
from intake.desk import audit
from intake.desk.settings.forms import read_spans, read_time, typed_spans
from intake.models import Shift
from intake.phone.rota import everybody

Span = tuple[str, str]


def read_shifts(text: str) -> tuple[list[Span], list[Span]]:
    """ "20:00 to 8:00" as what is worked on the day itself, and past midnight on the next.

    Raises:
        ValidationError: which part cannot be read, or overlaps.
    """
    today, tomorrow = [], []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        ends = re.split(r"\s*(?:-|–|—|\bto\b|\ba\b)\s*", part)
        if len(ends) == 2 and read_time(ends[1]) < read_time(ends[0]):
            today.append(f"{ends[0]} to 24:00")
            if read_time(ends[1]) != "00:00":
                tomorrow.append(f"0:00 to {ends[1]}")
        else:
            today.append(part)
    spans = [[(opens, closes) for opens, closes in read_spans(", ".join(each))] for each in (today, tomorrow)]
    return spans[0], spans[1]


class RotaForm(forms.Form):
    """Fields `on_<staff id>_<weekday>` and `turn_<staff id>`."""

    def __init__(self, *args: Any, line: ContactNumber, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        shifts = list(Shift.objects.filter(line=line))
        turns = {shift.staff_id: shift.position for shift in shifts}
        self.people = sorted(everybody(), key=lambda one: (turns.get(one.pk, 999), one.name))
        sets = []
        for turn, person in enumerate(self.people, 1):
            self.fields[f"turn_{person.pk}"] = forms.IntegerField(
                label=_("Rung as number"), min_value=1, max_value=99, initial=turn
            )
            for day in range(7):
                mine = [[one.begins, one.ends] for one in shifts if one.staff_id == person.pk and one.weekday == day]
                self.fields[f"on_{person.pk}_{day}"] = forms.CharField(
                    label=str(WEEKDAYS[day]).capitalize(), required=False, initial=typed_spans(mine)
                )
            days = Div(*(f"on_{person.pk}_{day}" for day in range(7)), f"turn_{person.pk}", css_class="week")
            sets.append(Fieldset(person.name, days))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page's own form tag carries the token
        self.helper.layout = Layout(*sets)

    def clean(self) -> dict[str, Any]:
        """Leaves `shifts`: unsaved rows."""
        given: dict[str, Any] = super().clean() or {}
        worked: dict[tuple[int, int], set[Span]] = {}
        for person in self.people:
            for day in range(7):
                name = f"on_{person.pk}_{day}"
                try:
                    today, tomorrow = read_shifts(given.get(name, ""))
                except ValidationError as problem:
                    self.add_error(name, problem)
                    continue
                worked.setdefault((person.pk, day), set()).update(today)
                worked.setdefault((person.pk, (day + 1) % 7), set()).update(tomorrow)
        rows = []
        for (person_id, day), spans in worked.items():
            found = sorted(spans)
            if any(first[1] > second[0] for first, second in pairwise(found)):
                self.add_error(f"on_{person_id}_{day}", _("Two of these times overlap."))
            rows += [
                Shift(
                    line=self.line,
                    staff_id=person_id,
                    weekday=day,
                    begins=begins,
                    ends=ends,
                    position=given.get(f"turn_{person_id}") or 1,
                )
                for begins, ends in found
            ]
        return given | {"shifts": rows}


@transaction.atomic
def keep(actor: StaffMember, line: ContactNumber, shifts: list[Shift]) -> None:
    """Replaces the line's rota; who is in nobody's list any more is off it."""
    Shift.objects.filter(line=line).delete()
    Shift.objects.bulk_create(shifts)
    bump()  # which bulk_create does not do by itself
    audit.record(actor, "rota.change", line.pk, shifts=len(shifts))
