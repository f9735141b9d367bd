"""`/desk/settings/staff/`: who works here, as what, and how they are invited and switched off."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from firm.models import StaffMember
from firm.roles import Role
from firm.staff.invitations import send_invitation
from firm.staff.second_factor import FACTORS
from firm.staff.sessions import sign_ins
from intake.desk import audit
from intake.desk.door import DeskRequest, desk_page
from intake.desk.settings import staff_actions
from intake.desk.settings.forms import InviteForm, RolesForm
from intake.desk.settings.numbers import Refused
from intake.desk.settings.pages import page, proven_lately


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    people = StaffMember.objects.prefetch_related("groups").order_by("-is_active", "name")
    return page(request, "staff", {"people": people, "roles": dict(Role.choices)})


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_http_methods(["GET", "POST"])
@proven_lately
def invite(request: DeskRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if not form.is_valid():
        return page(request, "invite", {"form": form}, status=422 if form.errors else 200)
    given = form.cleaned_data
    member = staff_actions.invite(request.user, given["email"], given["name"], given["roles"])
    say_sent(request, member, sent=send_invitation(member))
    return redirect("desk:staff-member", member.pk)


def say_sent(request: DeskRequest, member: StaffMember, *, sent: bool) -> None:
    if not sent:
        messages.error(request, _("The mail server did not take the invitation. Try again in a few minutes."))
    elif settings.DEMO and not settings.EMAIL_HOST:
        messages.success(request, _("Invited. In this demo, mail lies in the folder outgoing-mail."))
    else:
        messages.success(request, _("Invited. The link works for three days, once."))


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_http_methods(["GET", "POST"])
@proven_lately
def member(request: DeskRequest, staff_id: int) -> HttpResponse:
    """One person: their roles, and what an administrator may do for them."""
    person = get_object_or_404(StaffMember, pk=staff_id)
    form = RolesForm(request.POST or None, initial={"roles": list(person.roles)})
    if form.is_valid() and acted(
        request, lambda: staff_actions.set_roles(request.user, person, form.cleaned_data["roles"])
    ):
        messages.success(request, _("Roles saved. A desk they had open is locked."))
        return redirect("desk:staff-member", person.pk)
    context = {
        "person": person,
        "form": form,
        "invited": not person.has_usable_password(),
        "second_factor": is_mfa_enabled(person, FACTORS),
        "sign_ins": sign_ins(person),
    }
    return page(request, "member", context)


def acted(request: DeskRequest, action: Callable[[], object]) -> bool:
    """Does it, or says why not."""
    try:
        action()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def step(action: Callable[[StaffMember, StaffMember], None], done: Callable[[], str]) -> Callable[..., HttpResponse]:
    """A view that does one thing to one person and returns to their page."""

    @desk_page(Role.ADMINISTRATOR, opened=False)
    @require_POST
    @proven_lately
    def view(request: DeskRequest, staff_id: int) -> HttpResponse:
        person = get_object_or_404(StaffMember, pk=staff_id)
        if acted(request, lambda: action(request.user, person)):
            messages.success(request, done())
        return redirect("desk:staff-member", person.pk)

    return view


disable = step(
    staff_actions.disable, lambda: _("Switched off, signed out everywhere, and the key to the desk is gone.")
)
enable = step(staff_actions.enable, lambda: _("Switched on. A colleague admits them to the desk again."))
reset_second_factor = step(
    staff_actions.reset_second_factor, lambda: _("Reset. Their next sign-in sets up a new one, and they were told.")
)


@desk_page(Role.ADMINISTRATOR, opened=False)
@require_POST
@proven_lately
def invite_again(request: DeskRequest, staff_id: int) -> HttpResponse:
    """A fresh link for somebody who has not yet chosen a password."""
    person = get_object_or_404(StaffMember, pk=staff_id, is_active=True)
    if person.has_usable_password():
        messages.error(request, _("They have a password already. “I forgot my password” sends a new link."))
    else:
        audit.record(request.user, "staff.invite-again", person.pk)
        say_sent(request, person, sent=send_invitation(person))
    return redirect("desk:staff-member", person.pk)
