"""The consultation request on a page: `{% load ask %}{% ask_form page_id=… page_title=… %}`."""

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from firm.page_cache import memory
from intake.ask.forms import AskForm
from intake.ask.source import Source
from intake.ask.views import beside_form

register = template.Library()
SOURCE = "the-source-goes-here"


@register.simple_tag(takes_context=True)
def ask_form(context: Context, page_id: int | None = None, page_title: str = "", page_path: str = "") -> SafeString:
    """The form as a section of the page, the same bytes for every reader: its stamp comes by script.

    Rendered once a generation and language; only the signed source differs from page to page.
    `page_path` is the request's own path unless given.
    """
    request = context.get("request")
    source = Source(page_id, page_title, page_path or getattr(request, "path", ""))
    html = memory.get(("ask_form", get_language()), section)
    return mark_safe(html.replace(SOURCE, source.signed()))  # noqa: S308  base64 and a colon: nothing to escape


def section() -> str:
    """The section with `SOURCE` where the page's own source belongs."""
    form = AskForm(initial={"source": SOURCE})
    return render_to_string("intake/ask/section.html", {"form": form, **beside_form()})
