"""A person's own account: the way in, the password, the open sign-ins."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from firm.models import StaffMember
from firm.opening_hours import zone
from firm.roles import APPROVAL_ROLES, LEAD_ROLES
from firm.staff import invitations
from firm.staff.doors import home_of
from firm.staff.forms import BellForm, ChoosePasswordForm
from firm.staff.sessions import end_sign_ins, sign_ins
from firm.staff.signals import account_event


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """The signed-in person's own page; a post changes the phone their bell rings on."""
    member = cast(StaffMember, request.user)
    form = BellForm(request.POST or None, initial={"notice_phone": member.notice_phone})
    if form.is_valid():
        member.notice_phone = form.cleaned_data["notice_phone"]
        member.save(update_fields=["notice_phone"])
        messages.success(request, _("Saved."))
        return redirect("staff_account")
    context = {
        "form": form,
        "sign_ins": sign_ins(member),
        "this": request.session.session_key,
        "home": home_of(member),
        "zone": zone(),
        "approves": member.has_role(*APPROVAL_ROLES),
        "bells": member.has_role(*LEAD_ROLES),
    }
    return render(request, "firm/staff/account.html", context)


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Signs this person out in every other browser."""
    ended = end_sign_ins(cast(StaffMember, request.user), but=request.session.session_key)
    messages.success(request, ngettext("%d other sign-in ended.", "%d other sign-ins ended.", ended) % ended)
    return redirect("staff_account")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, member_id: str, token: str) -> HttpResponse:
    """An invited person chooses a password, then signs in with it like everybody else."""
    member = invitations.invited(member_id, token)
    if member is None:
        return render(request, "firm/staff/invitation_spent.html", status=410)
    form = ChoosePasswordForm(request.POST or None, member=member)
    if not form.is_valid():
        return render(request, "firm/staff/invitation.html", {"form": form, "member": member})
    member.set_password(form.cleaned_data["password"])
    member.save(update_fields=["password"])
    account_event.send(StaffMember, actor=member, action="staff.accept-invitation", member=member)
    messages.success(request, _("Your password is set. Sign in with it now."))
    return redirect("account_login")
