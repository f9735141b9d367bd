"""One way in: e-mail and password, then a second factor, then the door of one's role."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail as outbox
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from firm.models import StaffMember
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()  # the rate limits count there


@pytest.fixture(autouse=True)
def mail_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from firm.staff import mail

    monkeypatch.setattr(mail, "post_later", mail.post)


@pytest.fixture
def strict(settings: Settings) -> Settings:
    """The firm as it runs in earnest: a second factor is required."""
    settings.MFA_REQUIRED = True
    return settings


def sign_in(client: Client, member: StaffMember, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": member.email, "password": password})


def enrol(member: StaffMember) -> str:
    secret = generate_totp_secret()
    TOTP.activate(member, secret)
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize(
    ("who", "door"),
    [
        ("paralegal", "/desk/"),
        ("attorney", "/desk/"),
        ("administrator", "/desk/settings/"),
        ("editor", "/cms/"),
        ("stranger", "/accounts/"),
    ],
)
def test_everybody_lands_at_their_own_door(who: str, door: str, request: pytest.FixtureRequest, client: Client) -> None:
    assert sign_in(client, request.getfixturevalue(who)).headers["Location"] == door


def test_a_password_alone_reaches_nothing_but_enrolment(
    strict: Settings, paralegal: StaffMember, client: Client
) -> None:
    sign_in(client, paralegal)
    for address in ("/desk/", "/desk/settings/", "/cms/", "/accounts/", "/accounts/password/change/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/2fa/totp/activate/"), address
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_enrolling_opens_the_door_and_gives_recovery_codes(
    strict: Settings, editor: StaffMember, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The test's own transaction never commits; in earnest this runs before the answer leaves.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda job, **kwargs: job())
    sign_in(client, editor)
    page = client.get("/accounts/2fa/totp/activate/")
    code = code_of(page.context["form"].secret)
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert len(client.get(answer.headers["Location"]).context["unused_codes"]) == 10
    assert client.get("/cms/").status_code == 200


def test_an_enrolled_person_is_asked_for_the_code_before_being_signed_in(
    strict: Settings, editor: StaffMember, client: Client
) -> None:
    secret = enrol(editor)
    assert sign_in(client, editor).headers["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/cms/").headers["Location"].startswith("/accounts/login/")
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).headers["Location"] == "/cms/"
    assert client.get("/cms/").status_code == 200


def test_enrolment_alone_is_not_enough_the_session_must_have_shown_it(
    strict: Settings, editor: StaffMember, client_for: ClientFor
) -> None:
    enrol(editor)
    client = client_for(editor, mfa=False)
    assert client.get("/cms/").headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert client.get("/accounts/2fa/webauthn/add/").headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_the_records_of_another_person_do_not_count(
    strict: Settings, editor: StaffMember, paralegal: StaffMember, client_for: ClientFor
) -> None:
    client = client_for(editor)
    session = client.session
    session["account_authentication_methods_user"] = str(paralegal.pk)
    session.save()
    assert client.get("/cms/").status_code == 302


def test_the_last_factor_cannot_be_taken_away(strict: Settings, editor: StaffMember, client_for: ClientFor) -> None:
    enrol(editor)
    client_for(editor).post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=editor, type="totp").exists()


def test_the_qr_code_is_markup_of_the_page(strict: Settings, editor: StaffMember, client: Client) -> None:
    sign_in(client, editor)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert '<div class="qr"' in page
    assert "<path" in page
    assert "data:" not in page
    assert "<?xml" not in page


def test_the_cms_has_no_sign_in_of_its_own(client: Client) -> None:
    answer = client.get("/cms/login/?next=/cms/pages/")
    assert answer.headers["Location"] == "/accounts/login/?next=/cms/pages/"
    assert client.post("/cms/login/", {"username": "x", "password": "y"}).status_code == 302


def test_nobody_signs_up(client: Client) -> None:
    given = {"email": "new@firm.example", "password1": PASSWORD, "password2": PASSWORD}
    assert "form" not in (client.get("/accounts/signup/").context or {})
    client.post("/accounts/signup/", given)
    assert not StaffMember.objects.exists()


@pytest.mark.parametrize("address", ["email/", "password/set/", "confirm-email/", "social/signup/", "3rdparty/"])
def test_what_allauth_offers_beyond_our_pages_does_not_exist(
    address: str, stranger: StaffMember, client_for: ClientFor
) -> None:
    assert client_for(stranger).get(f"/accounts/{address}").status_code == 404


def test_a_wrong_password_and_an_unknown_address_look_alike(paralegal: StaffMember, client: Client) -> None:
    wrong = sign_in(client, paralegal, "not-the-password").content.decode()
    unknown = client.post(reverse("account_login"), {"login": "nobody@firm.example", "password": "not-the-password"})
    assert strip(wrong) == strip(unknown.content.decode())


def strip(page: str) -> str:
    """The page without its token and the address typed back."""
    return re.sub(r'value="[^"]*"', "", page)


def test_forgotten_password_says_the_same_to_everyone_and_mails_only_the_owner(
    paralegal: StaffMember, client: Client
) -> None:
    known = client.post(reverse("account_reset_password"), {"email": paralegal.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@firm.example"})
    assert known.headers["Location"] == unknown.headers["Location"]
    assert [message.to for message in outbox.outbox] == [[paralegal.email]]


def test_a_new_password_by_mail_still_needs_the_second_factor(
    strict: Settings, paralegal: StaffMember, client: Client
) -> None:
    enrol(paralegal)
    client.post(reverse("account_reset_password"), {"email": paralegal.email})
    link = next(word for word in outbox.outbox[0].body.split() if "/password/reset/key/" in word)
    form = client.get(link.split("8000", 1)[-1] if "8000" in link else "/" + link.split("/", 3)[3], follow=True)
    new = "a-wholly-new-password"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert client.get("/desk/").headers["Location"].startswith("/accounts/login/")
    assert sign_in(client, paralegal, new).headers["Location"].startswith(reverse("mfa_authenticate"))


def test_many_wrong_passwords_are_slowed(paralegal: StaffMember, client: Client) -> None:
    for _try in range(11):
        answer = sign_in(client, paralegal, "not-the-password")
    assert answer.status_code == 429 or "Too many" in answer.content.decode()


def test_signing_out_takes_a_post(paralegal: StaffMember, client_for: ClientFor) -> None:
    client = client_for(paralegal)
    client.get("/accounts/logout/")
    client.get("/cms/logout/")
    assert client.session.get("_auth_user_id")
    client.post("/accounts/logout/")
    assert not client.session.get("_auth_user_id")


def test_another_site_cannot_sign_anybody_out(paralegal: StaffMember, client_for: ClientFor) -> None:
    client = client_for(paralegal)
    answer = client.post("/accounts/logout/", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert client.session.get("_auth_user_id")


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/", "/cms/", "/accounts/password/reset/"])
def test_staff_pages_are_never_kept_and_never_framed(address: str, editor: StaffMember, client_for: ClientFor) -> None:
    answer = client_for(editor).get(address)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Frame-Options"] == ("SAMEORIGIN" if address == "/cms/" else "DENY")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_session_cookie_is_hidden_from_scripts_and_other_sites(paralegal: StaffMember, client: Client) -> None:
    sign_in(client, paralegal)
    cookie = client.cookies["amparo-session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(("who", "needs"), [("paralegal", "Editor"), ("editor", "Paralegal"), ("stranger", "Editor")])
def test_a_wrong_door_names_the_missing_role(
    who: str, needs: str, request: pytest.FixtureRequest, client_for: ClientFor
) -> None:
    door = "/desk/" if who == "editor" else "/cms/"
    answer = client_for(request.getfixturevalue(who)).get(door)
    assert answer.status_code == 403
    assert needs in answer.content.decode()


def test_htmx_is_sent_to_sign_in_with_the_whole_page(client: Client) -> None:
    answer = client.get("/desk/anything/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/accounts/login/?next=/desk/")


def test_the_account_page_lists_sign_ins_and_ends_the_others(paralegal: StaffMember, client_for: ClientFor) -> None:
    here, there = client_for(paralegal), client_for(paralegal)
    assert len(here.get("/accounts/").context["sign_ins"]) == 2
    here.post("/accounts/sessions/end/")
    assert there.get("/accounts/").status_code == 302
    assert here.get("/accounts/").status_code == 200


def test_people_give_the_phone_their_bell_rings_on(paralegal: StaffMember, client_for: ClientFor) -> None:
    client = client_for(paralegal)
    assert client.post("/accounts/", {"notice_phone": "202 555 01"}).context["form"].errors
    client.post("/accounts/", {"notice_phone": "(202) 555-0111"})
    paralegal.refresh_from_db()
    assert paralegal.notice_phone == "+12025550111"


def test_only_who_takes_bells_is_asked_for_a_phone(editor: StaffMember, client_for: ClientFor) -> None:
    assert "notice_phone" not in client_for(editor).get("/accounts/").content.decode()


def test_a_page_from_before_the_sign_in_is_refused_in_plain_words(paralegal: StaffMember) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = sign_in(client, paralegal)
    assert answer.status_code == 403
    assert "This page is too old" in answer.content.decode()
    assert "css/account.css" in answer.content.decode()


def test_behind_a_proxy_each_address_is_counted_by_itself(
    paralegal: StaffMember, client: Client, settings: Settings
) -> None:
    settings.TRUSTED_PROXY_ADDRESS_HEADER = "X-Forwarded-For"
    wrong = {"login": "somebody@firm.example", "password": "not-the-password"}
    for number in range(12):
        wrong["login"] = f"somebody{number}@firm.example"
        client.post(reverse("account_login"), wrong, headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.7"})
    right = {"login": paralegal.email, "password": PASSWORD}
    held = client.post(reverse("account_login"), right, headers={"X-Forwarded-For": "192.0.2.7"})
    free = client.post(reverse("account_login"), right, headers={"X-Forwarded-For": "192.0.2.7, 192.0.2.8"})
    assert held.status_code != 302
    assert free.status_code == 302


def test_an_unknown_address_costs_a_password_check_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the answering time would tell who works here."""
    hashed: list[str] = []
    monkeypatch.setattr(StaffMember, "set_password", lambda self, raw: hashed.append(raw))
    client.post(reverse("account_login"), {"login": "nobody@firm.example", "password": "not-the-password"})
    assert hashed == ["not-the-password"]


def test_a_stolen_database_tells_no_second_factor(paralegal: StaffMember, strict: Settings) -> None:
    secret = enrol(paralegal)
    stored = Authenticator.objects.get(user=paralegal).data["secret"]
    assert secret not in stored
    assert TOTP(Authenticator.objects.get(user=paralegal)).validate_code(code_of(secret))


def test_a_second_factor_outlives_a_new_secret_key_while_the_old_one_is_named(
    paralegal: StaffMember, settings: Settings
) -> None:
    secret = enrol(paralegal)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert TOTP(Authenticator.objects.get(user=paralegal)).validate_code(code_of(secret))
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(ValidationError):
        TOTP(Authenticator.objects.get(user=paralegal)).validate_code(code_of(secret))


def test_a_secret_somebody_wrote_into_the_database_opens_nothing(client: Client, paralegal: StaffMember) -> None:
    secret = enrol(paralegal)
    Authenticator.objects.filter(user=paralegal).update(data={"secret": generate_totp_secret()})
    sign_in(client, paralegal)
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert answer.status_code == 200
    assert not client.session.get("_auth_user_id")
