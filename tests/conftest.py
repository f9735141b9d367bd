"""The cast: one person per role, and a browser signed in as any of them."""

import time
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from pytest_django.plugin import blocking_manager_key

from firm.models import StaffMember
from firm.roles import Role
from tests.browser.site import forget_seeded
from tests.database import django_db_setup  # noqa: F401
from tests.vault.keys import cheap_argon2, desk_keys, opened_desk, unlock  # noqa: F401 -- fixtures

PASSWORD = "correct-horse-battery"
SLOW = {"browser", "ground", "test_access_table.py"}  # folders and files


def join_firm(name: str, *roles: Role) -> StaffMember:
    """A member of staff in the groups of `roles`, signing in as <first name>@firm.example."""
    member = StaffMember.objects.create_user(f"{name.split(maxsplit=1)[0].lower()}@firm.example", PASSWORD, name=name)
    member.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    return member


def pytest_sessionstart() -> None:
    """The texts as they are now: a test must not pass on yesterday's translation."""
    call_command("compiletexts")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest first: a slow file begun last would leave one worker alone with it."""
    items.sort(key=lambda item: not SLOW.intersection(item.path.parts))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        with session.config.stash[blocking_manager_key].unblock():
            forget_seeded()


@pytest.fixture
def paralegal(db: None) -> StaffMember:
    return join_firm("Pia Paralegal", Role.PARALEGAL)


@pytest.fixture
def attorney(db: None) -> StaffMember:
    return join_firm("Ada Attorney", Role.ATTORNEY)


@pytest.fixture
def administrator(db: None) -> StaffMember:
    return join_firm("Ari Administrator", Role.ADMINISTRATOR)


@pytest.fixture
def editor(db: None) -> StaffMember:
    return join_firm("Eda Editor", Role.EDITOR)


@pytest.fixture
def stranger(db: None) -> StaffMember:
    """Signed in, but in no role at all."""
    return join_firm("Sam Stranger")


@pytest.fixture
def client_for(db: None) -> Callable[..., Client]:
    """`client_for(staff)`: a browser signed in with password and second factor a moment ago.

    `client_for(staff, mfa=False)`: with the password alone.
    """

    def sign_in(staff: StaffMember, *, mfa: bool = True) -> Client:
        client = Client()
        client.force_login(staff)
        session = client.session
        now = time.time()
        methods = [{"method": "password", "at": now, "email": staff.email}]
        if mfa:
            methods.append({"method": "mfa", "at": now, "type": "totp"})
        session["account_authentication_methods"] = methods
        session["account_authentication_methods_user"] = str(staff.pk)
        session.save()
        return client

    return sign_in
