"""The people of the demo firm, each in the role a real firm would give them."""

from django.contrib.auth.models import Group

from firm.demo.logins import new_password, remembered
from firm.models import StaffMember
from firm.roles import Role

DOMAIN = "alvaradofinch.example"
PHONES = {"mei": "+12025550155", "ines": "+12025550156"}  # their own, for the bell
PEOPLE: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("mei", "Mei Kwan", (Role.PARALEGAL,)),
    ("tomas", "Tomás Rivera", (Role.PARALEGAL,)),
    ("ines", "Inés Alvarado", (Role.ATTORNEY,)),
    ("daniel", "Daniel Finch", (Role.ATTORNEY, Role.ADMINISTRATOR)),
    ("ruth", "Ruth Adeyemi", (Role.ADMINISTRATOR,)),
    ("noor", "Noor Haddad", (Role.EDITOR,)),
)


def seed() -> None:
    """Makes who is missing; whoever is there keeps their roles and password."""
    for account, name, roles in PEOPLE:
        email = f"{account}@{DOMAIN}"
        password, fresh = remembered("password", email, new_password)
        member, created = StaffMember.objects.get_or_create(
            email=email, defaults={"name": name, "notice_phone": PHONES.get(account, "")}
        )
        if created:
            member.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
        if created or fresh:
            member.set_password(password)
            member.save()
