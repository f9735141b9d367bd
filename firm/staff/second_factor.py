"""Whether this sign-in, and not merely this account, showed a second factor."""

import time
from typing import Any

from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse

from firm.models import StaffMember

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def shown(request: HttpRequest) -> bool:
    """True when this session was opened with a second factor, or the firm does not ask for one."""
    if not settings.MFA_REQUIRED:
        return True
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def address_to_show_it(member: StaffMember) -> str:
    """Where a person without it goes: to enter it, or to set it up."""
    if is_mfa_enabled(member, [Authenticator.Type.TOTP]):
        return reverse("mfa_reauthenticate")
    if is_mfa_enabled(member, [Authenticator.Type.WEBAUTHN]):
        return reverse("mfa_reauthenticate_webauthn")
    return reverse("mfa_activate_totp")


def signed_in_lately(request: HttpRequest) -> bool:
    """True within five minutes of the last password, code or key this session showed."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < REAUTHENTICATION_TIMEOUT for record in records)


def last_of(authenticator: Authenticator) -> bool:
    """True when without this one the account would have no second factor left."""
    others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
    return authenticator.type in FACTORS and not others.exists()


@receiver(authenticator_added, dispatch_uid="firm.staff.second_factor")
def count_enrolment(request: HttpRequest, user: StaffMember, authenticator: Authenticator, **kwargs: Any) -> None:
    """Setting it up proved it: the code was right, or the key answered, a second ago."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
