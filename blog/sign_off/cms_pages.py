"""Sign-off in the editors' room: what is signed, what changed since, and what to do next."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from blog import substance
from blog.models import UpdatePage
from blog.sign_off.diff import passages
from blog.sign_off.gate import MayNotPublish, verdict, what_next
from blog.sign_off.signing import publish_signed
from firm.editing.findings import Stopped, not_published
from firm.models import StaffMember
from firm.roles import Role


@require_admin_access
@require_http_methods(["GET", "POST"])
def sign_off(request: HttpRequest, page_id: int) -> HttpResponse:
    """One update's way to its signature; a post sends it, or publishes what was signed."""
    page = get_object_or_404(UpdatePage, pk=page_id)
    rights = page.permissions_for_user(request.user)
    if not rights.can_edit():
        raise PermissionDenied
    if request.method == "POST":
        act(request, page, rights)
        return redirect("sign_off", page_id)
    may_withdraw = cast(StaffMember, request.user).has_role(Role.ATTORNEY)
    return render(request, "blog/cms/sign_off.html", {**context_of(page), "may_withdraw": may_withdraw})


def act(request: HttpRequest, page: UpdatePage, rights: Any) -> None:
    if "send" in request.POST and rights.can_submit_for_moderation():
        send(request, page)
    elif "publish" in request.POST and rights.can_publish():
        try:
            publish_signed(page, request.user)
        except MayNotPublish as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("What was signed is published."))


def send(request: HttpRequest, page: UpdatePage) -> None:
    path = page.current_workflow_state
    if path and path.status == path.STATUS_NEEDS_CHANGES:
        path.resume(user=request.user)
    elif path is None:
        page.get_workflow().start(page, request.user)
    messages.success(request, _("Sent. Whoever is next was told by mail."))


def context_of(page: UpdatePage) -> dict[str, Any]:
    draft = page.get_latest_revision_as_object()
    found = verdict(draft, page)
    said = substance.statements(draft)
    before = substance.read(found.signature.statement) if found.signature else None
    return {
        "page": draft,
        "page_title": _("Sign-off"),
        "page_subtitle": draft.title,
        "header_icon": "check",
        "verdict": found,
        "path": page.current_workflow_state,
        "step": page.current_workflow_task_state,
        "last": page.workflow_states.order_by("-created_at").first(),
        "can_send": page.get_workflow() is not None,
        "changed": [each for each in passages(draft, said, before) if each.changed] if before else [],
        "edit": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }


def before_publish(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Wagtail's hook before an editor publishes: says what is missing instead of failing. The draft is saved."""
    if not isinstance(page, UpdatePage):
        return None
    found = verdict(page, UpdatePage.objects.filter(pk=page.pk).first())
    if found.may_publish:
        if found.required and found.fixes:
            words = ", ".join(f"“{fix.signed}” → “{fix.now}”" for fix in found.fixes)
            messages.info(request, _("Published as a minor fix, which the record shows: %(words)s.") % {"words": words})
        return None
    kept = _("Kept as a draft, not published.")
    messages.warning(request, f"{kept} {found.why_not} {what_next()}")
    return redirect("sign_off", page.pk)


class RefusalMiddleware:
    """A refused publication, whatever page of the CMS asked for it, ends at the update's sign-off page, or in its form."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Stopped) and request.path.startswith("/cms/"):
            messages.error(request, not_published(exception.page, exception.messages))
            return redirect("wagtailadmin_pages:edit", exception.page.pk)
        if not isinstance(exception, MayNotPublish) or not request.path.startswith("/cms/"):
            return None
        messages.error(request, str(exception))
        if exception.page.pk and UpdatePage.objects.filter(pk=exception.page.pk).exists():
            return redirect("sign_off", exception.page.pk)
        return redirect("wagtailadmin_explore_root")
