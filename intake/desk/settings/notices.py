"""Mail to the attorneys when a published line changes: which one and who, never a visitor's word."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from firm.models import NumberChange, StaffMember
from firm.roles import Role
from firm.staff import mail


def tell_attorneys(change: NumberChange, action: str) -> None:
    """One mail to each active attorney."""
    words = {
        "change": change,
        "action": action,
        "link": f"{settings.PUBLIC_BASE_URL}{reverse('desk:numbers')}",
    }
    subject = render_to_string("intake/desk/settings/number_subject.txt", words).strip()
    body = render_to_string("intake/desk/settings/number_message.txt", words)
    for attorney in StaffMember.objects.filter(groups__name=Role.ATTORNEY.value, is_active=True):
        mail.post_later(EmailMessage(subject, body, to=[attorney.email]))


def tell_of_roles(member: StaffMember, actor: StaffMember, gained: set[str]) -> None:
    """To every attorney, when somebody gains a role that can confirm a number: a made-up colleague is no second person."""
    weighty = {Role.ATTORNEY.value, Role.ADMINISTRATOR.value} & gained
    if not weighty:
        return
    words = {
        "name": member.name,
        "actor": actor.name,
        "roles": [role.label for role in Role if role.value in weighty],
        "link": f"{settings.PUBLIC_BASE_URL}{reverse('desk:audit')}",
    }
    subject = render_to_string("intake/desk/settings/roles_subject.txt", words).strip()
    body = render_to_string("intake/desk/settings/roles_message.txt", words)
    for attorney in StaffMember.objects.filter(groups__name=Role.ATTORNEY.value, is_active=True).exclude(pk=member.pk):
        mail.post_later(EmailMessage(subject, body, to=[attorney.email]))


def tell_member(member: StaffMember, actor: StaffMember) -> None:
    """Their second factor was reset: if they did not ask for it, somebody is at their account."""
    words = {"name": member.get_short_name(), "actor": actor.name}
    subject = render_to_string("intake/desk/settings/factor_subject.txt", words).strip()
    body = render_to_string("intake/desk/settings/factor_message.txt", words)
    mail.post_later(EmailMessage(subject, body, to=[member.email]))
