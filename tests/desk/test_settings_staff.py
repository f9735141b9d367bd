"""Administrators say who works here and as what; nobody does it alone to themself, and each step is recorded."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from firm.models import StaffMember
from firm.roles import Role
from firm.staff.invitations import link_for
from intake.desk.settings import staff_actions
from intake.desk.settings.numbers import Refused
from intake.models import AuditEvent, Duty, OpenDesk, StaffKey
from tests.conftest import PASSWORD, join_firm

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
PEOPLE = "/desk/settings/staff/"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from firm.staff import mail

    monkeypatch.setattr(mail, "post_later", mail.post)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda job, **kwargs: job())


@pytest.fixture
def second(db: None) -> StaffMember:
    return join_firm("Zoe Second", Role.ADMINISTRATOR)


def path_in(text: str) -> str:
    """The path of the link a mail or a command carries."""
    link = next(word for word in text.split() if word.startswith("http"))
    return "/" + link.split("/", 3)[3]


def actions() -> list[str]:
    return list(AuditEvent.objects.filter(action__startswith="staff.").values_list("action", flat=True))


def test_an_invited_person_chooses_a_password_and_signs_in(administrator: StaffMember, client_for: ClientFor) -> None:
    given = {"name": "Nia New", "email": "Nia@firm.example", "roles": [Role.PARALEGAL.value]}
    client_for(administrator).post(f"{PEOPLE}invite/", given)
    member = StaffMember.objects.get(email="nia@firm.example")
    assert member.roles == {"Paralegals"}
    (message,) = outbox.outbox
    assert message.to == ["nia@firm.example"]
    visitor = Client()
    path = path_in(message.body)
    assert visitor.get(path).status_code == 200
    visitor.post(path, {"password": "quiet-harbour-lamp", "again": "quiet-harbour-lamp"})
    member.refresh_from_db()
    assert member.check_password("quiet-harbour-lamp")
    assert visitor.get(path).status_code == 410
    assert actions() == ["staff.invite", "staff.accept-invitation"]


def test_an_invitation_says_nothing_about_the_firms_work(administrator: StaffMember, client_for: ClientFor) -> None:
    given = {"name": "Nia New", "email": "nia@firm.example", "roles": [Role.PARALEGAL.value]}
    client_for(administrator).post(f"{PEOPLE}invite/", given)
    said = (outbox.outbox[0].subject + outbox.outbox[0].body).lower()
    assert not any(word in said for word in ("immigration", "law", "paralegal", "desk"))


def test_an_invitation_runs_out(paralegal: StaffMember, settings: Settings, client: Client) -> None:
    path = path_in(link_for(paralegal))
    assert client.get(path).status_code == 200
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert client.get(path).status_code == 410


def test_an_invitation_of_somebody_switched_off_is_dead(paralegal: StaffMember, client: Client) -> None:
    path = path_in(link_for(paralegal))
    StaffMember.objects.update(is_active=False)
    assert client.get(path).status_code == 410


@pytest.mark.parametrize("password", ["short", "password1234", "paralegal-pia"])
def test_a_weak_password_is_refused_with_the_reason(password: str, paralegal: StaffMember, client: Client) -> None:
    answer = client.post(path_in(link_for(paralegal)), {"password": password, "again": password})
    assert answer.context["form"].errors["password"]
    paralegal.refresh_from_db()
    assert paralegal.check_password(PASSWORD)


def test_the_first_administrator_comes_from_the_command_line(
    capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    call_command("first_administrator", "Ruth@firm.example", "Ruth Adeyemi")
    path = path_in(capsys.readouterr().out)
    client.post(path, {"password": "quiet-harbour-lamp", "again": "quiet-harbour-lamp"})
    member = StaffMember.objects.get(email="ruth@firm.example")
    assert member.roles == {"Administrators"}
    assert member.check_password("quiet-harbour-lamp")
    with pytest.raises(CommandError):
        call_command("first_administrator", "other@firm.example", "Somebody Else")


def test_switching_off_ends_everything_at_once(
    administrator: StaffMember, paralegal: StaffMember, client_for: ClientFor
) -> None:
    theirs = client_for(paralegal)
    Duty.objects.create(staff=paralegal)
    OpenDesk.objects.create(
        staff=paralegal,
        session_hash="x",
        sealed_secret=b"",
        active_minute="2026-11-22T00:00Z",
        opened_at="2026-11-22T00:00Z",
    )
    StaffKey.objects.create(staff=paralegal, public_key="age1x", salt=b"", sealed_private=b"", parameters={})
    client_for(administrator).post(f"{PEOPLE}{paralegal.pk}/disable/")
    paralegal.refresh_from_db()
    assert not paralegal.is_active
    assert theirs.get("/accounts/").status_code == 302
    for model in (Duty, OpenDesk, StaffKey):
        assert not model.objects.filter(staff=paralegal).exists(), model
    assert "staff.disable" in actions()


def test_switched_off_means_no_way_in_until_switched_on(
    administrator: StaffMember, paralegal: StaffMember, client: Client
) -> None:
    staff_actions.disable(administrator, paralegal)
    client.post("/accounts/login/", {"login": paralegal.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    staff_actions.enable(administrator, paralegal)
    client.post("/accounts/login/", {"login": paralegal.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(paralegal.pk)


def test_the_last_administrator_stays(administrator: StaffMember, second: StaffMember) -> None:
    staff_actions.disable(second, administrator)
    StaffMember.objects.filter(pk=administrator.pk).update(is_active=True)
    administrator.groups.clear()
    administrator.__dict__.pop("roles", None)
    helper = join_firm("Hal Helper", Role.ADMINISTRATOR)
    helper.set_unusable_password()
    helper.save()
    with pytest.raises(Refused):
        staff_actions.disable(helper, second)
    with pytest.raises(Refused):
        staff_actions.set_roles(helper, second, [])


def test_nobody_changes_or_disables_themself(administrator: StaffMember, second: StaffMember) -> None:
    for act in (staff_actions.disable, staff_actions.enable, staff_actions.reset_second_factor):
        with pytest.raises(Refused):
            act(administrator, administrator)
    with pytest.raises(Refused):
        staff_actions.set_roles(administrator, administrator, list(Role.values))


def test_changed_roles_lock_the_desk_and_count_at_once(
    administrator: StaffMember, attorney: StaffMember, client_for: ClientFor
) -> None:
    OpenDesk.objects.create(
        staff=attorney,
        session_hash="x",
        sealed_secret=b"",
        active_minute="2026-11-22T00:00Z",
        opened_at="2026-11-22T00:00Z",
    )
    StaffKey.objects.create(staff=attorney, public_key="age1x", salt=b"", sealed_private=b"", parameters={})
    theirs = client_for(attorney)
    client_for(administrator).post(f"{PEOPLE}{attorney.pk}/", {"roles": [Role.EDITOR.value]})
    assert not OpenDesk.objects.exists()
    assert not StaffKey.objects.exists(), "an editor holds no key"
    assert theirs.get("/desk/settings/duty/").status_code == 403
    event = AuditEvent.objects.get(action="staff.roles")
    assert (event.facts["before"], event.facts["after"]) == (["Attorneys"], ["Editors"])


def test_a_lost_phone_is_an_administrators_matter(
    administrator: StaffMember, paralegal: StaffMember, client_for: ClientFor
) -> None:
    TOTP.activate(paralegal, generate_totp_secret())
    theirs = client_for(paralegal)
    client_for(administrator).post(f"{PEOPLE}{paralegal.pk}/second-factor/")
    assert not Authenticator.objects.filter(user=paralegal).exists()
    assert theirs.get("/accounts/").status_code == 302
    assert [message.to for message in outbox.outbox] == [[paralegal.email]]
    assert "staff.reset-second-factor" in actions()


@pytest.mark.parametrize("step", ["", "invite/", "disable/", "enable/", "second-factor/"])
@pytest.mark.parametrize("who", ["paralegal", "attorney", "editor", "stranger"])
def test_only_administrators(
    who: str, step: str, second: StaffMember, client_for: ClientFor, request: pytest.FixtureRequest
) -> None:
    client = client_for(request.getfixturevalue(who))
    assert client.post(f"{PEOPLE}{second.pk}/{step}").status_code == 403
    second.refresh_from_db()
    assert second.is_active
    assert second.has_role(Role.ADMINISTRATOR)


def test_an_old_sign_in_must_prove_itself_again_and_the_post_is_not_kept(
    administrator: StaffMember, paralegal: StaffMember, client_for: ClientFor
) -> None:
    client = client_for(administrator)
    session = client.session
    for record in (records := session["account_authentication_methods"]):
        record["at"] = time.time() - 3600
    session["account_authentication_methods"] = records
    session.save()
    client.cookies["amparo-desk"] = "half-a-key"
    answer = client.post(
        f"{PEOPLE}{paralegal.pk}/disable/", headers={"Referer": f"http://testserver{PEOPLE}{paralegal.pk}/"}
    )
    assert (
        answer.headers["Location"] == f"/accounts/reauthenticate/?next=%2Fdesk%2Fsettings%2Fstaff%2F{paralegal.pk}%2F"
    )
    paralegal.refresh_from_db()
    assert paralegal.is_active
    kept = str([each.get_decoded() for each in Session.objects.all()])
    assert "half-a-key" not in kept
    answer = client.post(answer.headers["Location"], {"password": PASSWORD, "next": f"{PEOPLE}{paralegal.pk}/"})
    assert client.get(f"{PEOPLE}{paralegal.pk}/").status_code == 200


def test_signing_in_and_out_is_recorded(paralegal: StaffMember, client: Client) -> None:
    client.post("/accounts/login/", {"login": paralegal.email, "password": PASSWORD})
    client.post("/accounts/logout/")
    assert actions() == ["staff.sign-in", "staff.sign-out"]


def test_attorneys_hear_of_everybody_who_can_confirm_a_number(
    administrator: StaffMember, attorney: StaffMember, editor: StaffMember
) -> None:
    """Or an administrator could make up the second person."""
    staff_actions.set_roles(administrator, editor, [Role.EDITOR.value, Role.ADMINISTRATOR.value])
    staff_actions.invite(administrator, "made-up@firm.example", "Made Up", [Role.ATTORNEY.value])
    staff_actions.invite(administrator, "pat@firm.example", "Pat Para", [Role.PARALEGAL.value])
    assert [message.to for message in outbox.outbox] == [[attorney.email]] * 2
    assert editor.name in outbox.outbox[0].body
    assert "Made Up" in outbox.outbox[1].body
