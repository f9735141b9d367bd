"""The record in the editors' room: what stood at this address on that day, as it looked, and as a file."""

from typing import Any

from csp.constants import NONE
from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.admin.widgets import AdminDateInput

from blog.ledger import Kind
from blog.ledger.asked import as_of, as_shown, ended, exported
from blog.ledger.capture import VERSIONS
from blog.models import LedgerEntry
from firm.facts import time_zone, today

# What was kept is shown as a picture of itself: no script, no address is asked, nothing can be sent.
AS_IT_WAS = {
    "default-src": [NONE],
    "script-src": [NONE],
    "connect-src": [NONE],
    "media-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "font-src": ["data:"],
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": ["'self'"],
    "sandbox": [""],
}
PAGE_SIZE = 50


class AskForm(forms.Form):
    """A page, and a day."""

    path = forms.ChoiceField(label=gettext_lazy("Page"))
    day = forms.DateField(label=gettext_lazy("On the day"), widget=AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = LedgerEntry.objects.filter(kind__in=VERSIONS).order_by("path", "id").values_list("path", "title")
        titles = {path: f"{title or path} ({path})" for path, title in known}
        self.fields["path"].choices = list(titles.items())  # type: ignore[attr-defined]


@require_admin_access
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The whole record, newest first; with a page and a day, straight to what stood there."""
    form = AskForm(request.GET or None) if "day" in request.GET else AskForm(initial={"day": today})
    if form.is_bound and form.is_valid():
        found = as_of(form.cleaned_data["path"], form.cleaned_data["day"])
        if found:
            return redirect("record_entry", found.pk)
        form.add_error("day", _("Nothing was public there on that day, or the record had not begun."))
    entries = LedgerEntry.objects.select_related("actor").order_by("-id")
    context = {
        "page_title": _("The record"),
        "header_icon": "history",
        "form": form,
        "entries": Paginator(entries, PAGE_SIZE).get_page(request.GET.get("p")),
        "zone": time_zone(),
        "broken": LedgerEntry.first_broken() if "check" in request.GET else None,
        "checked": "check" in request.GET,
    }
    return render(request, "blog/cms/record.html", context)


@require_admin_access
@require_safe
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One version with its dates and who answered for it."""
    found = get_object_or_404(LedgerEntry.objects.select_related("actor"), pk=entry_id, kind=Kind.SHOWN)
    context = {
        "page_title": _("As it was shown"),
        "page_subtitle": found.title or found.path,
        "header_icon": "history",
        "entry": found,
        "until": ended(found),
        "zone": time_zone(),
        "kept": as_shown(found) is not None,
    }
    return render(request, "blog/cms/record_entry.html", context)


@require_admin_access
@require_safe
def shown(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The page itself, for the frame."""
    body = as_shown(get_object_or_404(LedgerEntry, pk=entry_id, kind=Kind.SHOWN))
    if body is None:
        raise Http404
    response = HttpResponse(body)
    response._csp_replace = AS_IT_WAS  # type: ignore[attr-defined]
    return response


@require_admin_access
@require_safe
def export(request: HttpRequest, entry_id: int) -> HttpResponse:
    found = get_object_or_404(LedgerEntry, pk=entry_id, kind=Kind.SHOWN)
    response = HttpResponse(exported(found), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="record-{found.pk}-{found.at:%Y-%m-%d}.zip"'
    return response
