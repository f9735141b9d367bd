"""The demo firm's people: the same ones every time, with this installation's own passwords."""

import stat
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from firm.demo import people
from firm.demo.logins import all_logins
from firm.models import StaffMember
from firm.roles import Role


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DEMO_DIR = tmp_path / "demo"
    return settings.DEMO_DIR


@pytest.mark.django_db
def test_seeding_twice_makes_six_people_once_and_keeps_their_passwords() -> None:
    people.seed()
    first = all_logins()
    people.seed()
    assert StaffMember.objects.count() == 6
    assert all_logins() == first
    for email, secrets in first.items():
        assert StaffMember.objects.get(email=email).check_password(secrets["password"])


@pytest.mark.django_db
def test_a_lost_password_file_gets_new_passwords_that_work(own_folder: Path) -> None:
    people.seed()
    before = all_logins()["mei@alvaradofinch.example"]["password"]
    (own_folder / "logins.json").unlink()
    people.seed()
    after = all_logins()["mei@alvaradofinch.example"]["password"]
    assert after != before
    assert StaffMember.objects.get(email="mei@alvaradofinch.example").check_password(after)


@pytest.mark.django_db
def test_only_the_owner_may_read_the_passwords(own_folder: Path) -> None:
    people.seed()
    assert stat.S_IMODE((own_folder / "logins.json").stat().st_mode) == 0o600


@pytest.mark.django_db
def test_two_people_can_confirm_a_number() -> None:
    people.seed()
    administrators = StaffMember.objects.filter(groups__name=Role.ADMINISTRATOR.value)
    assert {person.name for person in administrators} == {"Ruth Adeyemi", "Daniel Finch"}
