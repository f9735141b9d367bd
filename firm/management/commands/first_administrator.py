"""`manage.py first_administrator EMAIL NAME`: the one account nobody can invite."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from firm.models import StaffMember
from firm.roles import Role
from firm.staff.invitations import add_member, link_for
from firm.staff.signals import account_event


class Command(BaseCommand):
    help = "Makes the first administrator and prints a one-time link, good for three days, to choose a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError("This is not an e-mail address.") from None
        member = self.waiting(email) or self.new(email, name)
        account_event.send(StaffMember, actor=None, action="staff.first-administrator", member=member)
        self.stdout.write(f"Open this link within three days, once:\n{link_for(member)}")

    def waiting(self, email: str) -> StaffMember | None:
        """The administrator made before whose link ran out unused."""
        member = StaffMember.objects.filter(email=email, is_active=True).first()
        if member and member.has_role(Role.ADMINISTRATOR) and not member.has_usable_password():
            return member
        return None

    def new(self, email: str, name: str) -> StaffMember:
        administrators = StaffMember.objects.filter(groups__name=Role.ADMINISTRATOR.value, is_active=True)
        if any(administrator.has_usable_password() for administrator in administrators):
            raise CommandError("The firm has an administrator, who can invite others at /desk/settings/people/.")
        if StaffMember.objects.filter(email=email).exists():
            raise CommandError("Somebody has this e-mail already.")
        return add_member(email, name, [Role.ADMINISTRATOR.value])
