"""The consultation request on a page: `{% load ask %}{% ask_form page_id=… page_title=… %}`."""

from typing import Any

from django import template
from django.template import Context

from intake.ask.forms import AskForm
from intake.ask.source import Source
from intake.ask.views import beside_form

register = template.Library()


@register.inclusion_tag("intake/ask/section.html", takes_context=True)
def ask_form(context: Context, page_id: int | None = None, page_title: str = "", page_path: str = "") -> dict[str, Any]:
    """The form as a section of the page, the same bytes for every reader: its stamp comes by script.

    `page_path` is the request's own path unless given.
    """
    request = context.get("request")
    source = Source(page_id, page_title, page_path or getattr(request, "path", ""))
    return {"form": AskForm(initial={"source": source.signed()}), **beside_form()}
