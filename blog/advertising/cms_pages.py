"""What the advertising rules say of an update, and the editor's answer to each warning."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from blog.advertising import findings, open_findings
from blog.ledger import Kind, note
from blog.models import UpdatePage


@require_admin_access
@require_http_methods(["GET", "POST"])
def advertising(request: HttpRequest, page_id: int) -> HttpResponse:
    """The findings of the latest draft; a post acknowledges one with a reason, which the record keeps."""
    page = get_object_or_404(UpdatePage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    found = findings(draft)
    if request.method == "POST":
        acknowledge(request, page, found)
        return redirect("advertising", page_id)
    context = {
        "page_title": _("Advertising rules"),
        "page_subtitle": draft.title,
        "header_icon": "warning",
        "page": page,
        "findings": found,
    }
    return render(request, "blog/cms/advertising.html", context)


def acknowledge(request: HttpRequest, page: UpdatePage, found: list[Any]) -> None:
    reason = request.POST.get("reason", "").strip()[:1000]
    finding = next((each for each in found if each.key == request.POST.get("finding")), None)
    if finding is None or finding.blocks:
        messages.error(request, _("This cannot be acknowledged: change the words."))
    elif not reason:
        messages.error(request, _("Give the reason; it goes into the record."))
    else:
        note(
            Kind.ACKNOWLEDGED,
            page,
            request.user,
            facts={"finding": finding.key, "citation": finding.citation, "reason": reason},
        )
        messages.success(request, _("Acknowledged; your reason is in the record."))


def before_publish(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Wagtail's hook before an editor publishes: unanswered findings first. The draft is saved."""
    if not isinstance(page, UpdatePage) or not open_findings(page):
        return None
    messages.warning(request, _("Kept as a draft: the advertising rules have something to say first."))
    return redirect("advertising", page.pk)
