"""Passkeys that ask for a finger, a face or their own PIN: they prove the person, not merely the device.

Source: Web Authentication Level 3, §6.1 (user verification), through python-fido2 as allauth sets it up.
"""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django import forms
from fido2.webauthn import UserVerificationRequirement

from firm.models import StaffMember


def verifying(member: StaffMember, *, before: datetime | None = None) -> list[Authenticator]:
    """The passkeys of `member` that verified their owner when they were added.

    Args:
        before: only those that already existed then. Whoever finds a covered desk and knows the password must not
            uncover it with a passkey added a moment ago.
    """
    keys = Authenticator.objects.filter(user=member, type=Authenticator.Type.WEBAUTHN)
    if before:
        keys = keys.filter(created_at__lt=before)
    return [key for key in keys if key.wrap().authenticator_data.is_user_verified()]


def challenge(keys: list[Authenticator]) -> dict[str, Any]:
    """What the browser is to sign: JSON for `navigator.credentials.get`. The session remembers it for one answer."""
    options, state = auth.get_server().authenticate_begin(
        credentials=[key.wrap().authenticator_data.credential_data for key in keys],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    auth.set_state(state)
    return dict(options)


class AnswerForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """Valid when one of `keys` signed the challenge; an answer, right or wrong, uses the challenge up."""

    def __init__(self, *args: Any, member: StaffMember, keys: list[Authenticator], **kwargs: Any) -> None:
        super().__init__(*args, user=member, **kwargs)
        self.keys = keys

    def clean_credential(self) -> Authenticator:
        try:
            authenticator = super().clean_credential()
        except (AttributeError, KeyError):  # JSON of another shape than a browser's
            raise forms.ValidationError("", code="incorrect_code") from None
        finally:
            auth.clear_state()
        if authenticator not in self.keys:
            raise forms.ValidationError("", code="incorrect_code")
        return authenticator
