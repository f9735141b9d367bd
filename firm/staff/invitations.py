"""One-time links by which an invited person chooses a password."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from firm.models import StaffMember
from firm.roles import Role
from firm.staff import mail


class InvitationTokens(PasswordResetTokenGenerator):
    """Good for three days (`PASSWORD_RESET_TIMEOUT`) and once: choosing a password spends it."""

    key_salt = "firm.staff.invitations"


tokens = InvitationTokens()


@transaction.atomic
def add_member(email: str, name: str, roles: list[str]) -> StaffMember:
    """An account with no password, in the groups of `roles`."""
    member = StaffMember.objects.create_user(email, None, name=name)
    member.groups.set(Group.objects.filter(name__in=set(roles) & set(Role.values)))
    return member


def link_for(member: StaffMember) -> str:
    """The address that lets `member` choose a password. It is a secret: mail it, never log it."""
    path = reverse("staff_invitation", args=[int_to_base36(member.pk), tokens.make_token(member)])
    return f"{settings.PUBLIC_BASE_URL}{path}"


def invited(member_id: str, token: str) -> StaffMember | None:
    """The person this link belongs to; None when it is spent, expired or made up."""
    try:
        member = StaffMember.objects.get(pk=base36_to_int(member_id), is_active=True)
    except (StaffMember.DoesNotExist, ValueError, OverflowError):
        return None
    return member if tokens.check_token(member, token) else None


def send_invitation(member: StaffMember) -> bool:
    """Mails the link; False when the mail could not be sent."""
    words = {
        "name": member.get_short_name(),
        "link": link_for(member),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
    }
    subject = render_to_string("firm/staff/invitation_subject.txt", words).strip()
    body = render_to_string("firm/staff/invitation_message.txt", words)
    return mail.post(EmailMessage(subject, body, to=[member.email]))
