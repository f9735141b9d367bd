"""Wagtail's home: what is due, what waits for an approval, what is scheduled, and one's own drafts."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from blog.cms.calendar import scheduled
from blog.due import due
from blog.models import Ruling

SHOWN = 8


class ToDo(Component):  # type: ignore[misc]
    """Four short lists, each with a way to the whole of it."""

    name = "to_do"
    template_name = "blog/cms/home.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        member = parent_context["request"].user
        lines = due()
        drafts = Page.objects.filter(latest_revision__user=member).filter(
            Q(live=False) | Q(has_unpublished_changes=True)
        )
        return {
            "due": lines[:SHOWN],
            "due_more": max(0, len(lines) - SHOWN),
            "rulings": list(Ruling.objects.filter(state=Ruling.State.PROPOSED).select_related("story")[:SHOWN]),
            "in_workflow": list(Page.objects.filter(_workflow_states__status="in_progress").distinct()[:SHOWN]),
            "scheduled": sorted(scheduled(), key=lambda entry: entry.day)[:SHOWN],
            "drafts": list(drafts.order_by("-latest_revision_created_at")[:SHOWN]),
            "heading": _("To do"),
        }
