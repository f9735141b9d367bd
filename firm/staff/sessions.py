"""The sign-ins a person has open, and ending them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from firm.models import StaffMember


@dataclass(frozen=True)
class SignIn:
    """One browser that is signed in. No address and no browser name: neither is kept."""

    key: str
    since: datetime | None
    second_factor: bool


def sign_ins(member: StaffMember) -> list[SignIn]:
    """Every open sign-in of `member`, newest first.

    Reads every staff session: only staff have one, so there are dozens, not thousands.
    """
    found = [
        sign_in_of(session.session_key, data)
        for session in Session.objects.filter(expire_date__gt=timezone.now())
        if (data := session.get_decoded()).get(SESSION_KEY) == str(member.pk)
    ]
    return sorted(found, key=lambda each: each.since.timestamp() if each.since else 0, reverse=True)


def sign_in_of(key: str, data: dict[str, object]) -> SignIn:
    records = data.get("account_authentication_methods")
    records = records if isinstance(records, list) else []
    since = datetime.fromtimestamp(records[0]["at"], UTC) if records else None
    return SignIn(key, since, any(record["method"] == "mfa" for record in records))


def end_sign_ins(member: StaffMember, *, but: str | None = None) -> int:
    """Signs `member` out everywhere, except in the session with the key `but`."""
    keys = [each.key for each in sign_ins(member) if each.key != but]
    return Session.objects.filter(session_key__in=keys).delete()[0]
