"""For attorneys alone, at /staff/approvals/: whether every update needs a signature, and taking one back."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from blog import substance
from blog.ledger import Kind
from blog.models import LedgerEntry, SignOff, UpdatePage
from blog.sign_off.diff import passages
from blog.sign_off.rule import NotChanged, change_rule, changes
from blog.sign_off.signing import NotSigned, withdraw
from firm.facts import time_zone
from firm.models import FirmProfile, StaffMember
from firm.roles import Role

PAGE_SIZE = 30


def attorney_of(request: HttpRequest) -> StaffMember:
    """Who asks.

    Raises:
        PermissionDenied: not an attorney.
    """
    member = cast(StaffMember, request.user)
    if not member.has_role(Role.ATTORNEY):
        raise PermissionDenied
    return member


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest) -> HttpResponse:
    """The rule as it is, how it came to be so, and the button that changes it."""
    attorney = attorney_of(request)
    if request.method == "POST":
        try:
            change_rule(attorney, request.POST.get("reason", "")[:2000], required=request.POST.get("required") == "yes")
        except NotChanged as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Changed, from this moment on. Every attorney was told."))
        return redirect("sign_off_rule")
    context = {"required": FirmProfile.load().sign_off_required, "changes": changes(), "zone": time_zone()}
    return render(request, "blog/approvals/rule.html", context)


@require_safe
def signatures(request: HttpRequest) -> HttpResponse:
    """Every signature that stands, newest first; `?q=` looks for words of the title."""
    attorney_of(request)
    query = request.GET.get("q", "").strip()[:100]
    found = SignOff.objects.filter(withdrawn_at=None, page_title__icontains=query).select_related("signed_by")
    page = Paginator(found.defer("content", "statement"), PAGE_SIZE).get_page(request.GET.get("p"))
    context = {"signatures": page, "query": query, "zone": time_zone()}
    return render(request, "blog/approvals/signatures.html", context)


@require_http_methods(["GET", "POST"])
def signature(request: HttpRequest, signature_id: int) -> HttpResponse:
    """One signature: what it covers, what becomes of it, and taking it back."""
    attorney = attorney_of(request)
    found = get_object_or_404(SignOff.objects.select_related("signed_by"), pk=signature_id)
    if request.method == "POST":
        try:
            called_off = withdraw(found, attorney, request.POST.get("reason", "")[:2000])
        except NotSigned as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Withdrawn. The record keeps your reason."))
            if called_off:
                messages.success(request, _("It will not be published on its date: it waits for a new signature."))
        return redirect("signature", signature_id)
    return render(request, "blog/approvals/signature.html", context_of(found))


def context_of(found: SignOff) -> dict[str, Any]:
    page = UpdatePage.objects.filter(pk=found.page_id).first()
    scheduled = page.scheduled_revision if page else None
    taken_back = LedgerEntry.objects.filter(kind=Kind.WITHDRAWN, facts__signature=found.pk).select_related("actor")
    return {
        "signature": found,
        "passages": passages(page or UpdatePage(), substance.read(found.statement), None),
        "page": page,
        "public": page is not None and page.live and substance.digest(page) == found.substance,
        "scheduled": scheduled if scheduled and scheduled.pk == found.revision_id else None,
        "withdrawal": taken_back.first() if found.withdrawn_at else None,
        "zone": time_zone(),
    }
