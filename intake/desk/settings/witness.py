"""Writes into the record what happens to accounts outside the desk: `firm` may not import it."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from firm.models import StaffMember
from firm.staff.signals import account_event
from intake.desk import audit


@receiver(user_logged_in, dispatch_uid="audit.sign-in")
def signed_in(user: StaffMember, **kwargs: Any) -> None:
    audit.record(user, "staff.sign-in", user.pk)


@receiver(user_logged_out, dispatch_uid="audit.sign-out")
def signed_out(user: StaffMember | None, **kwargs: Any) -> None:
    if user is not None:
        audit.record(user, "staff.sign-out", user.pk)


@receiver([password_changed, password_reset], dispatch_uid="audit.password")
def chose_password(user: StaffMember, **kwargs: Any) -> None:
    audit.record(user, "staff.password", user.pk)


@receiver(authenticator_added, dispatch_uid="audit.factor-added")
def added_factor(user: StaffMember, authenticator: Any, **kwargs: Any) -> None:
    audit.record(user, "staff.factor-added", user.pk, type=str(authenticator.type))


@receiver(authenticator_removed, dispatch_uid="audit.factor-removed")
def removed_factor(user: StaffMember, authenticator: Any, **kwargs: Any) -> None:
    audit.record(user, "staff.factor-removed", user.pk, type=str(authenticator.type))


@receiver(account_event, dispatch_uid="audit.account")
def account_changed(actor: StaffMember | None, action: str, member: StaffMember, **kwargs: Any) -> None:
    audit.record(actor, action, member.pk)
