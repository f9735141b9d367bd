"""The sign-in forms: allauth's, with our words and without placeholders."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from firm.models import StaffMember
from firm.models.contact_number import read_number


class Spoken:
    """Labels in our words; a placeholder that repeats the label is read twice and vanishes on typing."""

    words: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)


class SignInForm(Spoken, account.LoginForm):
    words = {"login": _("E-mail"), "password": _("Password")}


class ReauthenticateForm(Spoken, account.ReauthenticateForm):
    words = {"password": _("Your password")}


class ResetPasswordForm(Spoken, account.ResetPasswordForm):
    words = {"email": _("E-mail")}


class ChangePasswordForm(Spoken, account.ChangePasswordForm):
    words = {"oldpassword": _("Password now"), "password1": _("New password"), "password2": _("New password again")}


class ResetPasswordKeyForm(Spoken, account.ResetPasswordKeyForm):
    words = {"password1": _("New password"), "password2": _("New password again")}


class CodeForm(Spoken, mfa.AuthenticateForm):
    words = {"code": _("Code from your app, or a recovery code")}


class CodeAgainForm(Spoken, mfa.ReauthenticateForm):
    words = {"code": _("Code from your app, or a recovery code")}


class ActivateForm(Spoken, totp.ActivateTOTPForm):
    words = {"code": _("The six digits the app shows")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class AddKeyForm(Spoken, webauthn.AddWebAuthnForm):
    words = {"name": _("What you call it"), "passwordless": _("Let it sign me in alone, without the password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].help_text = _(
            "A passkey that asks for your finger, face or PIN is two factors in one."
        )


class RenameKeyForm(Spoken, webauthn.EditWebAuthnForm):
    words = {"name": _("What you call it")}


class ChoosePasswordForm(forms.Form):
    """What an invited person fills in."""

    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Four words you can picture are better than symbols you cannot remember."),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, member: StaffMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.member)
        return password

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("password") and given.get("password") != given.get("again"):
            self.add_error("again", _("This is not the same password as above."))
        return given


class BellForm(forms.Form):
    """Where somebody on duty is told that something arrived."""

    notice_phone = forms.CharField(
        label=_("Phone for the bell"),
        required=False,
        max_length=40,
        help_text=_("While you are on duty, it gets a text without content, and a call when it is urgent."),
        widget=forms.TelInput(attrs={"autocomplete": "tel"}),
    )

    def clean_notice_phone(self) -> str:
        typed: str = self.cleaned_data["notice_phone"].strip()
        return read_number(typed) if typed else ""
