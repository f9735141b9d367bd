"""*How it reads*, at the end of every page's form: what stops publishing, and hints that do not."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.models import Page

from firm.editing.findings import broken_links, stops
from firm.editing.reading import read


class HowItReadsPanel(Panel):
    """Filled by `static/js/cms.js` from the draft as it was last saved, again after every autosave."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("How it reads"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "firm/cms/how_it_reads_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            if self.instance.pk:
                context["address"] = reverse("how_it_reads", args=[self.instance.pk])
            return context


def how_it_reads(request: HttpRequest, page_id: int) -> HttpResponse:
    """The findings about the newest draft of one page, as a fragment."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        return HttpResponse(status=403)
    draft = page.get_latest_revision_as_object()
    context = {"stops": stops(draft), "broken": broken_links(draft), "reading": read(draft)}
    return render(request, "firm/cms/how_it_reads.html", context)
