"""Taking down and bringing back: for editors in the CMS, for attorneys on any phone."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from blog.models import TakeDown, UpdatePage
from blog.sign_off.gate import MayNotPublish
from blog.take_down import MAY, CannotTakeDown, bring_back, take_down
from firm.editing.findings import Stopped
from firm.facts import time_zone
from firm.models import StaffMember
from firm.roles import Role


def context_of(request: HttpRequest) -> dict[str, Any]:
    member = cast(StaffMember, request.user)
    live = UpdatePage.objects.live().select_related("locale").order_by("-checked_on").defer_streamfields()
    titles: dict[Any, str] = {}
    for page in sorted(live, key=lambda page: page.locale_id):
        titles.setdefault(page.translation_key, page.title)
    chosen = request.GET.get("page", "")
    return {
        "page_title": _("Take down"),
        "header_icon": "warning",
        "updates": [(str(key), title) for key, title in titles.items()],
        "chosen": chosen,
        "down": TakeDown.objects.filter(back_at=None).select_related("taken_by"),
        "may_bring_back": member.has_role(Role.ATTORNEY),
        "zone": time_zone(),
    }


def act(request: HttpRequest) -> None:
    """Takes down or brings back, and says what happened."""
    member = cast(StaffMember, request.user)
    reason = request.POST.get("reason", "")[:2000]
    try:
        if row_id := request.POST.get("back", ""):
            bring_back(get_object_or_404(TakeDown, pk=row_id if row_id.isdecimal() else 0), member, reason)
            messages.success(request, _("It is public again. Every attorney was told."))
        elif request.POST.get("sure") != "yes":
            messages.error(request, _("Tick that you are sure; nothing was taken down."))
        else:
            take_down(member, reason, chosen_page(request.POST.get("what", "")))
            messages.success(request, _("Taken down. Every attorney was told."))
    except CannotTakeDown as why:
        said = {
            "what": _("Choose what to take down; nothing was."),
            "reason": _("Give the reason; it goes into the record."),
            "already": _("Somebody was faster."),
        }
        messages.error(request, said[str(why)])
    except (MayNotPublish, Stopped) as why:
        messages.error(request, " ".join(getattr(why, "messages", [str(why)])))


def chosen_page(what: str) -> UpdatePage | None:
    """The update of this translation key; None for "everything"."""
    if what == "everything":
        return None
    if not what:
        raise CannotTakeDown("what")
    found = next((page for page in UpdatePage.objects.live() if str(page.translation_key) == what), None)
    if found is None:
        raise CannotTakeDown("already")
    return found


@require_admin_access
@require_http_methods(["GET", "POST"])
def in_cms(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        act(request)
        return redirect("take_down")
    return render(request, "blog/cms/take_down.html", context_of(request))


@require_http_methods(["GET", "POST"])
def for_attorneys(request: HttpRequest) -> HttpResponse:
    if not cast(StaffMember, request.user).has_role(*MAY):
        raise PermissionDenied
    if request.method == "POST":
        act(request)
        return redirect("attorneys_take_down")
    return render(request, "blog/approvals/take_down.html", context_of(request))
