"""Mail to staff about what is published: where to look, and never what a draft says."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from firm.addresses import absolute
from firm.models import StaffMember
from firm.roles import Role
from firm.staff import mail


def send(name: str, members: Iterable[StaffMember], path: str, **words: Any) -> None:
    """One mail each, so that nobody's address shows in another's; after the commit, and not without it.

    Args:
        name: of the two templates in templates/blog/mail/, `…_subject.txt` and `…_message.txt`.
        path: of the page to look at; the templates call its address `link`.
    """
    words = {**words, "link": absolute(path)}
    subject = render_to_string(f"blog/mail/{name}_subject.txt", words).strip()
    body = render_to_string(f"blog/mail/{name}_message.txt", words)
    for address in sorted({member.email for member in members if member.is_active}):
        transaction.on_commit(partial(mail.post_later, EmailMessage(subject, body, to=[address])))


def in_roles(*roles: Role) -> Iterable[StaffMember]:
    """Everybody who holds one of the roles now."""
    return StaffMember.objects.filter(groups__name__in=[role.value for role in roles], is_active=True)
