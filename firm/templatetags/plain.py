"""Filters of the form templates in `templates/plain/`."""

from django import template
from django.forms import BoundField, CheckboxInput, FileInput
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField, also: str = "") -> SafeString:
    """The widget itself, in the class that draws a bordered box; Django adds the ARIA attributes.

    `also` names one more element that describes it, `<id>_<also>`.
    """
    attrs: dict[str, str | bool] = {}
    if not isinstance(field.field.widget, CheckboxInput | FileInput):
        attrs["class"] = f"in {field.field.widget.attrs.get('class', '')}".strip()
    if also:
        attrs["aria-describedby"] = f"{field.aria_describedby or ''} {field.auto_id}_{also}".strip()
    return field.as_widget(attrs=attrs)


@register.filter
def options(field: BoundField) -> bool:
    """True when the widget is a list of radio buttons or boxes to be drawn one by one."""
    return field.widget_type in {"radioselect", "checkboxselectmultiple"}


@register.filter
def first_id(field: BoundField) -> str:
    """Where a link to this field has to lead: the first of its buttons, or its only control."""
    return f"{field.auto_id}_0" if options(field) else field.id_for_label or field.auto_id


@register.filter
def optional(field: BoundField) -> bool:
    """True when a person may leave it empty, whatever else they answer (`conditional` names those that depend)."""
    return not field.field.required and field.name not in getattr(field.form, "conditional", ())
