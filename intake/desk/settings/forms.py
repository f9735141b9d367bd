"""The forms of the settings pages, and how typed numbers, hours and dates are read."""

import re
from datetime import date
from itertools import pairwise
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firm.models import ContactNumber, StaffMember
from firm.models.contact_number import read_number, validate_keys
from firm.opening_hours import DAYS
from firm.roles import Role

TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)


def read_time(text: str) -> str:
    """ "8", "8 am", "8:30" or "20:30" as "HH:MM"; "24:00" ends a day."""
    found = TIME.fullmatch(text.strip())
    if not found:
        raise ValidationError(_("“%s” is no time. Write 8:00 or 8 am.") % text.strip())
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValidationError(_("“%s” is no time. Write 8:00 or 8 am.") % text.strip())
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if minute > 59 or hour * 60 + minute > 24 * 60:
        raise ValidationError(_("“%s” is no time. Write 8:00 or 8 am.") % text.strip())
    return f"{hour:02}:{minute:02}"


def read_spans(text: str) -> list[list[str]]:
    """ "8:00 to 12:00, 13:00 to 20:00" as pairs; empty is closed.

    Raises:
        ValidationError: which part cannot be read, ends before it begins, or overlaps.
    """
    spans = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        ends = re.split(r"\s*(?:-|–|—|\bto\b|\ba\b)\s*", part)
        if len(ends) != 2:
            raise ValidationError(_("Write a beginning and an end, such as 8:00 to 20:00."))
        opens, closes = map(read_time, ends)
        if closes <= opens:
            raise ValidationError(
                _("%(opens)s to %(closes)s ends before it begins.") % {"opens": opens, "closes": closes}
            )
        spans.append([opens, closes])
    spans.sort()
    if any(first[1] > second[0] for first, second in pairwise(spans)):
        raise ValidationError(_("Two of these times overlap."))
    return spans


def read_dates(text: str) -> list[str]:
    """One date a line, "2026-12-25", as a sorted list without repeats."""
    days = set()
    for line in filter(None, (line.strip() for line in re.split(r"[\n,;]", text))):
        try:
            days.add(date.fromisoformat(line).isoformat())
        except ValueError:
            raise ValidationError(_("“%s” is no date. Write 2026-12-25.") % line[:20]) from None
    return sorted(days)


DESCRIBED = ("number", "kind", "label", "languages", "urgent")
OF_CALLS = ("ring", "first_language", "direct", "answer_keys", "shown_to_staff")


class LineForm(forms.Form):
    """One published line as an administrator sees it."""

    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=40,
        help_text=gettext_lazy(
            "Call it yourself before you save. A wrong digit sends frightened people to a stranger."
        ),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("People may"), choices=ContactNumber.Kind.choices, widget=forms.RadioSelect
    )
    label = forms.CharField(label=gettext_lazy("Name of the line"), max_length=80)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Answered in"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    urgent = forms.BooleanField(label=gettext_lazy("For emergencies, answered at any hour"), required=False)
    ring = forms.ChoiceField(
        label=gettext_lazy("Staff phones ring"), choices=ContactNumber.Ring.choices, widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip
    first_language = forms.ChoiceField(
        label=gettext_lazy("Language for callers who press no key"),
        choices=[("", gettext_lazy("The first of the above")), *settings.LANGUAGES],
        required=False,
    )
    shown_to_staff = forms.BooleanField(
        label=gettext_lazy("Staff phones show this number, whichever line was called"), required=False
    )
    direct = forms.BooleanField(
        label=gettext_lazy("Direct line, for calls out of detention"),
        required=False,
        help_text=gettext_lazy("No greeting and no menu, because such phones hang up on one. People ring at any hour."),
    )
    answer_keys = forms.CharField(
        label=gettext_lazy("Keys a facility asks for"),
        required=False,
        max_length=20,
        validators=[validate_keys],
        help_text=gettext_lazy("Pressed when a direct call is answered. w waits half a second: wwww5."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    holidays = forms.CharField(
        label=gettext_lazy("Closed on"),
        required=False,
        help_text=gettext_lazy("One date a line, such as 2026-12-25."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, line: ContactNumber | None = None, **kwargs: Any) -> None:
        self.line = line
        kwargs["initial"] = self.values_of(line) if line else {"languages": ["en", "es"]}
        super().__init__(*args, **kwargs)
        for index, day in enumerate(DAYS):
            self.fields[f"hours_{day}"] = forms.CharField(
                label=str(WEEKDAYS[index]).capitalize(),
                required=False,
                initial=typed_spans(line.hours.get(day, [])) if line else "",
            )
        week = Div(*(f"hours_{day}" for day in DAYS), css_class="week")
        how = HTML(f'<p class="hint">{_("Such as 8:00 to 12:00, 13:00 to 20:00. Empty is closed.")}</p>')
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page's own form tag carries the token
        self.helper.layout = Layout(
            "number",
            "kind",
            "label",
            "languages",
            "urgent",
            Fieldset(_("Opening hours"), how, week),
            "holidays",
            Fieldset(_("Calls"), "ring", "first_language", "shown_to_staff", "direct", "answer_keys"),
        )

    @staticmethod
    def values_of(line: ContactNumber) -> dict[str, Any]:
        values = {name: getattr(line, name) for name in (*DESCRIBED, *OF_CALLS)}
        return values | {"holidays": "\n".join(line.holidays)}

    def clean_number(self) -> str:
        number = read_number(self.cleaned_data["number"])
        same = ContactNumber.objects.filter(number=number).first()
        if same and same != self.line:
            raise ValidationError(_("Another line has this number already."))
        return number

    def clean_holidays(self) -> list[str]:
        return read_dates(self.cleaned_data["holidays"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        given["ring"] = given.get("ring") or ContactNumber.Ring.TURN
        if given.get("direct") and given.get("kind") == ContactNumber.Kind.TEXT:
            self.add_error("direct", _("A direct line takes calls, so people must be able to call it."))
        if given.get("answer_keys") and not given.get("direct"):
            self.add_error("answer_keys", _("Keys are pressed on a direct line alone. Make it one, or empty this."))
        hours = {}
        for day in DAYS:
            try:
                spans = read_spans(given.pop(f"hours_{day}", ""))
            except ValidationError as problem:
                self.add_error(f"hours_{day}", problem)
                continue
            if spans:
                hours[day] = spans
        return given | {"hours": hours}


def typed_spans(spans: list[list[str]]) -> str:
    """Hours as they are typed, the way back from `read_spans`."""
    return ", ".join(f"{opens} {_('to')} {closes}" for opens, closes in spans)


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class InviteForm(RolesForm):
    """A new member of staff."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Their own, which nobody else reads. The link to begin goes there."),
    )
    field_order = ("name", "email", "roles")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].required = True

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if StaffMember.objects.filter(email=email).exists():
            raise ValidationError(_("Somebody has this e-mail already."))
        return email
