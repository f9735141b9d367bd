"""Fact-check and signature at /staff/approvals/: one page each, made for a thumb."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.models import TaskState

from blog import substance
from blog.approvals import Waiting, feed
from blog.models import AttorneySignOffTask, FactCheckTask, UpdatePage
from blog.sign_off.diff import passages
from blog.sign_off.gate import MayNotPublish, signatures_of
from blog.sign_off.signing import NotSigned, check_facts, fact_check_of, page_of, send_back, sign
from blog.views import update_context
from firm.editing.findings import Stopped
from firm.facts import time_zone
from firm.models import StaffMember
from firm.views import render_page

TEMPLATES = {FactCheckTask: "blog/approvals/fact_check.html", AttorneySignOffTask: "blog/approvals/sign.html"}
NAMES = {FactCheckTask: gettext_lazy("Fact-check"), AttorneySignOffTask: gettext_lazy("Signature")}


@feed
def steps_for(member: StaffMember) -> list[Waiting]:
    """The drafts this person may check or sign; nobody checks what they sent."""
    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).select_related(
        "task", "revision", "workflow_state__requested_by"
    )
    found: list[Waiting] = []
    for state in states:
        task = state.task.specific
        own = isinstance(task, FactCheckTask) and state.workflow_state.requested_by_id == member.pk
        if type(task) in TEMPLATES and task.is_for(member) and not own:
            found.append(
                Waiting(
                    kind=str(NAMES[type(task)]),
                    title=state.revision.object_str,
                    asked_by=str(state.workflow_state.requested_by or "?"),
                    since=state.started_at,
                    url=f"/staff/approvals/{state.pk}/",
                )
            )
    return found


def waiting(request: HttpRequest, state_id: int) -> tuple[TaskState, Any]:
    """The step and its task, if it still waits and this person may take it.

    Raises:
        Http404: decided already, or never was.
        PermissionDenied: another role's to do.
    """
    state = TaskState.objects.filter(pk=state_id, status=TaskState.STATUS_IN_PROGRESS).first()
    if state is None or type(state.task.specific) not in TEMPLATES:
        raise Http404
    task = state.task.specific
    if not task.is_for(request.user):
        raise PermissionDenied
    return state, task


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, state_id: int) -> HttpResponse:
    """One fact-check or signature: read, then one tap."""
    member = cast(StaffMember, request.user)
    try:
        state, task = waiting(request, state_id)
    except Http404:
        messages.info(request, _("This is no longer waiting: somebody decided it, or it was taken back."))
        return redirect("approvals")
    if request.method == "POST":
        try:
            said = decide(request, state, task, member)
        except (NotSigned, MayNotPublish, Stopped) as refused:
            messages.error(request, " ".join(getattr(refused, "messages", [str(refused)])))
            return redirect("approval", state_id)
        messages.success(request, said)
        return redirect("approvals")
    return render(request, TEMPLATES[type(task)], context_of(state, member))


def decide(request: HttpRequest, state: TaskState, task: Any, member: StaffMember) -> str:
    comment, seen = request.POST.get("comment", "")[:2000], request.POST.get("seen", "")
    if "back" in request.POST:
        send_back(state.pk, member, comment)
        return _("Sent back, with your reason.")
    if isinstance(task, FactCheckTask):
        ticked = [int(each) for each in request.POST.getlist("source") if each.isdecimal()]
        check_facts(state.pk, member, ticked=ticked, seen=seen, comment=comment)
        return _("Checked. It waits for an attorney now.")
    sign(state.pk, member, seen=seen, comment=comment)
    page = UpdatePage.objects.get(pk=state.workflow_state.object_id)
    if page.scheduled_revision:
        return _("Signed. It is published on its date.")
    return _("Signed and published.")


def context_of(state: TaskState, member: StaffMember) -> dict[str, Any]:
    page = page_of(state)
    said = substance.statements(page)
    newest = signatures_of(page).first()
    live = UpdatePage.objects.filter(pk=page.pk, live=True).first()
    before = substance.read(newest.statement) if newest else substance.statements(live) if live else None
    check = fact_check_of(state.workflow_state)
    return {
        "state": state,
        "page": page,
        "seen": substance.digest_of(said),
        "passages": passages(page, said, before),
        "since": newest,
        "compared": before is not None,
        "check": check,
        "sources": [block.value for block in page.sources],
        "own": state.workflow_state.requested_by_id == member.pk,
        "zone": time_zone(),
    }


@require_GET
def draft(request: HttpRequest, state_id: int) -> HttpResponse:
    """The draft as readers will see it."""
    state, _task = waiting(request, state_id)
    page = page_of(state)
    response = render_page(request, page, update_context(page))
    response.headers["X-Robots-Tag"] = "noindex"
    return response
