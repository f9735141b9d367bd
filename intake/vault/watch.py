"""Locks desks whose ground has gone: the sign-in ended, or the person's roles changed."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import m2m_changed, post_save
from django.http import HttpRequest

from firm.models import StaffMember
from intake.vault import open_desks


def watch() -> None:
    """Connects the watchers; called once, when the app is ready."""
    user_logged_out.connect(on_logout, dispatch_uid="vault logout")
    m2m_changed.connect(on_roles, sender=StaffMember.groups.through, dispatch_uid="vault roles")
    post_save.connect(on_staff, sender=StaffMember, dispatch_uid="vault staff")


def on_logout(request: HttpRequest | None = None, **_: Any) -> None:
    session_key = request.session.session_key if request else None
    if session_key:
        open_desks.lock_session(session_key, reason="logout")


def on_roles(instance: Any, action: str, pk_set: set[int] | None = None, **_: Any) -> None:
    if action not in {"post_add", "post_remove", "pre_clear"}:
        return
    if isinstance(instance, StaffMember):
        open_desks.lock_all(instance, reason="role change")
        return
    changed = instance.user_set.all() if pk_set is None else StaffMember.objects.filter(pk__in=pk_set)
    for staff in changed:
        open_desks.lock_all(staff, reason="role change")


def on_staff(instance: StaffMember, created: bool, **_: Any) -> None:
    if not created and not instance.is_active:
        open_desks.lock_all(instance, reason="disabled")
