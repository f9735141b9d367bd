"""Access as a table: every address of the house, who may pass, and what the others are told.

An address that is in no row fails `test_every_address_is_in_the_table`, so nobody adds a page
without deciding who may see it.
"""

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from firm.models import StaffMember
from intake.models import OpenDesk

ClientFor = Callable[..., Client]
Unlock = Callable[[Client, StaffMember], Client]

# What somebody meets.
IN = "in"  # the page itself, whatever it says: 200, a redirect of its own, 404, 405, 422
LOGIN = "login"
NO = "403"
PHRASE = "unlock"
PIN = "cover"

# Who asks, with the desk in which state. Administrators and editors hold no key, so theirs is locked.
WHO = (
    "visitor",
    "stranger",
    "editor",
    "administrator",
    "paralegal locked",
    "paralegal covered",
    "paralegal open",
    "attorney locked",
    "attorney covered",
    "attorney open",
)

EVERYBODY = dict.fromkeys(WHO, IN)
STAFF = {**EVERYBODY, "visitor": LOGIN}
NOBODY_ELSE = {**dict.fromkeys(WHO, NO), "visitor": LOGIN}
EDITORS = {**NOBODY_ELSE, "editor": IN}
# Who checks or signs what is published; nothing sealed is shown, so the desk may be locked.
APPROVERS = {**STAFF, "stranger": NO, "administrator": NO}


def desk(*roles: str, locked: str = IN, covered: str = PIN) -> dict[str, str]:
    """A page of the desk for `roles`; `locked` and `covered` say what they meet then."""
    row = dict(NOBODY_ELSE)
    for who in WHO:
        role, _space, state = who.partition(" ")
        if role in roles:
            row[who] = {"locked": locked, "covered": covered}.get(state, IN)
    return row


HOLDERS = ("paralegal", "attorney")
ANY_ROLE = (*HOLDERS, "administrator")
ENTRANCE = desk(*HOLDERS, covered=IN)  # the doors themselves
LEADS = desk(*HOLDERS, locked=PHRASE)
KEYS = desk(*HOLDERS)  # shows nothing sealed, so a locked desk may; a covered one may not
ADMINISTRATORS = desk("administrator")
OVERSEERS = desk("administrator", "attorney")

# The simulator and the CMS are many pages of one kind; every other address has its own row.
WHOLE = {
    "cms/": EDITORS,
    "simulator/": EVERYBODY,  # demo only; beside real credentials it answers 404
    "twilio/": EVERYBODY,  # its own signature decides, not a role: see tests/phone
}
TABLE: dict[str, dict[str, str]] = {
    # ---- public
    "health": EVERYBODY,
    "sitemap.xml": EVERYBODY,
    "news-sitemap.xml": EVERYBODY,
    "robots.txt": EVERYBODY,
    "ask:form": EVERYBODY,
    "ask:stamp": EVERYBODY,
    "ask:status": EVERYBODY,
    "media/<path:path>": EVERYBODY,
    "preview": EVERYBODY,  # 410 to who has no open link
    "home": EVERYBODY,
    "updates": EVERYBODY,
    "update": EVERYBODY,
    "card": EVERYBODY,
    "feed": EVERYBODY,
    "rss": EVERYBODY,
    "people": EVERYBODY,
    "person": EVERYBODY,
    "offices": EVERYBODY,
    "practice_areas": EVERYBODY,
    "practice_area": EVERYBODY,
    "plain_page": EVERYBODY,
    "wagtail_serve": EVERYBODY,
    "wagtailcore_authenticate_with_password": EVERYBODY,
    "wagtaildocs_serve": EVERYBODY,
    "wagtaildocs_authenticate_with_password": EVERYBODY,
    # ---- the way in
    "cms/login/": EVERYBODY,
    "cms/logout/": EVERYBODY,
    "cms/account/": EDITORS,
    "_util/login/": EVERYBODY,
    "wagtailcore_login": EVERYBODY,
    "account_login": EVERYBODY,
    "account_logout": EVERYBODY,
    "account_inactive": EVERYBODY,
    "account_signup": EVERYBODY,
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
    "mfa_authenticate": EVERYBODY,
    "mfa_login_webauthn": EVERYBODY,
    "staff_invitation": EVERYBODY,
    # ---- one's own account
    "staff_account": STAFF,
    "staff_end_others": STAFF,
    "account_reauthenticate": STAFF,
    "account_change_password": STAFF,
    "mfa_index": STAFF,
    "mfa_reauthenticate": STAFF,
    "mfa_activate_totp": STAFF,
    "mfa_deactivate_totp": STAFF,
    "mfa_view_recovery_codes": STAFF,
    "mfa_generate_recovery_codes": STAFF,
    "mfa_download_recovery_codes": STAFF,
    "mfa_list_webauthn": STAFF,
    "mfa_add_webauthn": STAFF,
    "mfa_reauthenticate_webauthn": STAFF,
    "mfa_remove_webauthn": STAFF,
    "mfa_edit_webauthn": STAFF,
    # ---- approvals
    "approvals": APPROVERS,
    "approval": APPROVERS,
    "attorneys_take_down": {**APPROVERS, "paralegal locked": NO, "paralegal covered": NO, "paralegal open": NO},
    "approval_draft": APPROVERS,
    "approve_ruling": desk("attorney", covered=IN),
    "sign_off_rule": desk("attorney", covered=IN),
    "signatures": desk("attorney", covered=IN),
    "signature": desk("attorney", covered=IN),
    # ---- doors of the desk
    "desk:unlock": ENTRANCE,
    "desk:cover": ENTRANCE,
    "desk:cover-passkey": ENTRANCE,
    "desk:lock": ENTRANCE,
    "desk:people": KEYS,
    "desk:people-key": KEYS,
    "desk:people-words": KEYS,
    "desk:people-admit": LEADS,
    "desk:pulse": EVERYBODY,  # says "locked" and nothing else to whoever has no open desk
    # ---- leads
    "desk:queue": LEADS,
    "desk:view": LEADS,
    "desk:poll": LEADS,
    "desk:find": LEADS,
    "desk:undo": LEADS,
    "desk:duty": LEADS,
    "desk:hand-over": LEADS,
    "desk:hand-over-answer": LEADS,
    "desk:outbox": LEADS,
    "desk:file": LEADS,
    "desk:lead": LEADS,
    "desk:say": LEADS,
    "desk:draft": LEADS,
    "desk:assign": LEADS,
    "desk:call": LEADS,
    "desk:snooze": LEADS,
    "desk:done": LEADS,
    "desk:reopen": LEADS,
    "desk:release": LEADS,
    "desk:reveal": LEADS,
    "desk:export": LEADS,
    "desk:keep": desk("attorney", locked=PHRASE),
    "desk:delete": desk("attorney", locked=PHRASE),
    "desk:safety": LEADS,
    "desk:retry": LEADS,
    "desk:prepared": LEADS,
    "desk:reply-insert": LEADS,
    "desk:move": LEADS,
    "desk:texting": LEADS,
    "desk:take-back": LEADS,
    "desk:link": LEADS,
    "desk:dismiss": LEADS,
    # ---- settings
    "desk:settings": desk(*ANY_ROLE),
    "desk:numbers": OVERSEERS,
    "desk:number-new": ADMINISTRATORS,
    "desk:number-edit": ADMINISTRATORS,
    "desk:number-remove": ADMINISTRATORS,
    "desk:number-decide": OVERSEERS,
    "desk:replies": OVERSEERS,
    "desk:reply-new": OVERSEERS,
    "desk:reply-count": OVERSEERS,
    "desk:reply-edit": OVERSEERS,
    "desk:reply-approve": desk("attorney"),
    "desk:reply-remove": OVERSEERS,
    "desk:staff": ADMINISTRATORS,
    "desk:staff-invite": ADMINISTRATORS,
    "desk:staff-member": ADMINISTRATORS,
    "desk:staff-invite-again": ADMINISTRATORS,
    "desk:staff-disable": ADMINISTRATORS,
    "desk:staff-enable": ADMINISTRATORS,
    "desk:staff-second-factor": ADMINISTRATORS,
    "desk:phone": ADMINISTRATORS,
    "desk:phone-check": ADMINISTRATORS,
    "desk:phone-set": ADMINISTRATORS,
    "desk:phone-cap": ADMINISTRATORS,
    "desk:phone-test": ADMINISTRATORS,
    "desk:phone-kept": ADMINISTRATORS,
    "desk:phone-compare": ADMINISTRATORS,
    "desk:phone-erase": ADMINISTRATORS,
    "desk:phone-again": ADMINISTRATORS,
    "desk:rota": desk(*ANY_ROLE),
    "desk:rota-edit": ADMINISTRATORS,
    "desk:on-duty": desk(*ANY_ROLE),
    "desk:duty-mine": KEYS,
    "desk:duty-answer": KEYS,
    "desk:audit": OVERSEERS,
}

# Addresses whose pattern cannot be filled in mechanically.
SAMPLES = {
    "staff_invitation": "/accounts/invitation/a-b0-c/",
    "account_reset_password_from_key": "/accounts/password/reset/key/1-c-d/",
    "wagtaildocs_serve": "/documents/1/x.pdf",
    "wagtail_serve": "/nothing-of-that-name/",
}
FILLERS = {
    "int": "1",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "slug": "x",
    "str": "x",
    "path": "x",
    "yyyy": "2026",
    "mm": "04",
}


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver."""

    key: str  # its name with namespace, or its route when it has none
    route: str

    @property
    def path(self) -> str:
        if self.key in SAMPLES:
            return SAMPLES[self.key]
        return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: FILLERS.get(found[1] or "str", "x"), self.route)

    @property
    def row(self) -> dict[str, str] | None:
        if self.key in TABLE:
            return TABLE[self.key]
        return next((row for prefix, row in WHOLE.items() if self.route.startswith(prefix)), None)


def addresses(resolver: URLResolver | None = None, route: str = "", space: str = "") -> Iterator[Address]:
    """Every address the resolver knows."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, here, inner)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{space}{pattern.name}" if pattern.name else here, here)


OWN = [address for address in addresses() if not address.route.startswith(tuple(WHOLE)) or address.key in TABLE]
# A pattern of the CMS that needs no filling in stands for its whole folder.
CMS = [address for address in addresses() if address.route.startswith("cms/") and not set(address.route) & set("<(^\\")]


def test_every_address_is_in_the_table() -> None:
    missing = sorted({address.key for address in addresses() if address.row is None})
    assert not missing, "decide who may see these, and give each a row in TABLE"


def test_every_row_of_the_table_is_an_address() -> None:
    gone = sorted(set(TABLE) - {address.key for address in addresses()})
    assert not gone, "these addresses are no more; take their rows out"


def met(answer: Any) -> str:
    """What an answer means to who asked."""
    to = answer.headers.get("Location", "")
    if answer.status_code == 302:
        for place, meaning in (("/accounts/login/", LOGIN), ("/desk/unlock/", PHRASE), ("/desk/cover/", PIN)):
            if to.startswith(place):
                return meaning
    if answer.status_code == 403:
        return NO
    return IN


def untouched(client: Client, method: str, path: str) -> Any:
    """One request whose effects are taken back, so that the next meets the same browser and the same desk."""
    cookies = copy.deepcopy(client.cookies)
    cache.clear()  # or the rate limits answer in the end
    with transaction.atomic():
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


# Redirects to the sign-in that are the page's own work, for everybody alike.
LEADS_TO_SIGN_IN = {
    "cms/login/",
    "wagtailadmin_login",
    "cms/logout/",
    "wagtailadmin_logout",
    "_util/login/",
    "wagtailcore_login",
    "account_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
# Each of these sends on to the one that fits the state of the desk.
DOORS = {"desk:unlock", "desk:cover", "desk:cover-passkey", "desk:lock"}


@pytest.fixture
def browser_of(request: pytest.FixtureRequest, client_for: ClientFor, unlock: Unlock) -> Callable[[str], Client]:
    """A signed-in browser in the state that `who` names, fresh each time."""

    def open_one(who: str) -> Client:
        role, _space, state = who.partition(" ")
        if role == "visitor":
            return Client()
        member: StaffMember = request.getfixturevalue(role)
        client = client_for(member)
        if state in {"covered", "open"}:
            unlock(client, member)
        if state == "covered":
            OpenDesk.objects.filter(staff=member).update(covered_at=timezone.now())
        return client

    return open_one


@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("method", ["get", "post"])
def test_everybody_meets_what_the_table_says(who: str, method: str, browser_of: Callable[[str], Client]) -> None:
    client, wrong = browser_of(who), []
    for address in OWN:
        if address.key in LEADS_TO_SIGN_IN or address.row is None:
            continue
        answer = untouched(client, method, address.path)
        found = met(answer)
        if answer.status_code == 405 or (address.key in DOORS and found in {PHRASE, PIN} and address.row[who] == IN):
            continue
        if found != address.row[who]:
            wrong.append(f"{method} {address.key}: {who} met {found}, the table says {address.row[who]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("who", [who for who in WHO if EDITORS[who] != IN])
def test_nobody_but_editors_sees_any_page_of_the_cms(who: str, browser_of: Callable[[str], Client]) -> None:
    client = browser_of(who)
    found = {met(client.get(address.path)) for address in CMS if address.key not in LEADS_TO_SIGN_IN}
    assert found == {EDITORS[who]}


@pytest.mark.django_db
def test_editors_see_the_cms(browser_of: Callable[[str], Client]) -> None:
    assert browser_of("editor").get("/cms/").status_code == 200


@pytest.mark.django_db
def test_no_address_signs_in_by_password_alone(client: Client) -> None:
    """Every view that Django or Wagtail offers for signing in answers with a redirect to ours."""
    for path in ("/cms/login/", "/_util/login/", "/es/_util/login/"):
        for answer in (client.get(path), client.post(path, {"username": "x", "password": "y"})):
            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith("/accounts/login/"), path


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["visitor", "editor", "paralegal locked"])
def test_an_unsigned_call_to_twilios_doors_is_refused(who: str, browser_of: Callable[[str], Client]) -> None:
    client = browser_of(who)
    for address in addresses():
        if address.route.startswith("twilio/"):
            assert client.post(address.path).status_code == 403, address.path
