"""Who works here and as what: each change checks the right, does it and leaves its audit row at once."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from firm.models import StaffMember
from firm.page_cache import bump
from firm.roles import LEAD_ROLES, Role
from firm.staff import invitations
from firm.staff.sessions import end_sign_ins
from intake.desk import audit
from intake.desk.settings import notices
from intake.desk.settings.numbers import Refused
from intake.models import Duty
from intake.vault import open_desks
from intake.vault.key_holders import revoke


def allow(actor: StaffMember, member: StaffMember | None = None) -> None:
    """Administrators only, and not upon themselves: an open session must not be enough to stay for ever."""
    if not actor.is_active or not actor.has_role(Role.ADMINISTRATOR):
        raise Refused(_("Only an administrator may do this."))
    if member is not None and member.pk == actor.pk:
        raise Refused(_("Another administrator must do this for you."))


def keep_an_administrator(member: StaffMember) -> None:
    """Refuses what would leave the firm without an administrator who can sign in.

    Locks the administrators' rows, so that two of them cannot remove each other at the same moment.
    """
    held = StaffMember.objects.filter(groups__name=Role.ADMINISTRATOR.value, is_active=True)
    list(held.select_for_update().order_by("pk"))
    # Asked again: who waited for the lock was given the groups as they were before (PostgreSQL manual, 13.2.1).
    others = [other for other in held.all() if other.pk != member.pk and other.has_usable_password()]
    if not others:
        raise Refused(_("This is the last administrator. Make somebody else one first."))


@transaction.atomic
def invite(actor: StaffMember, email: str, name: str, roles: list[str]) -> StaffMember:
    """A new account, and its audit row. The caller mails the link once this is committed."""
    allow(actor)
    member = invitations.add_member(email, name, roles)
    audit.record(actor, "staff.invite", member.pk, roles=sorted(roles))
    transaction.on_commit(lambda: notices.tell_of_roles(member, actor, set(roles)))
    return member


@transaction.atomic
def set_roles(actor: StaffMember, member: StaffMember, roles: list[str]) -> None:
    """Gives exactly these roles; the desk they have open is locked, and without a lead role their key goes."""
    allow(actor, member)
    before, after = set(member.roles), set(roles) & set(Role.values)
    if before == after:
        return
    if Role.ADMINISTRATOR.value in before - after:
        keep_an_administrator(member)
    bump()  # the rota is read anew; before the record is held, as everybody else does it
    member.groups.set(Group.objects.filter(name__in=after))
    member.__dict__.pop("roles", None)
    open_desks.lock_all(member, reason="roles changed")
    if not member.has_role(*LEAD_ROLES):
        revoke(member, actor)
        Duty.objects.filter(staff=member).delete()
    audit.record(actor, "staff.roles", member.pk, before=sorted(before), after=sorted(after))
    transaction.on_commit(lambda: notices.tell_of_roles(member, actor, after - before))


@transaction.atomic
def disable(actor: StaffMember, member: StaffMember) -> None:
    """Signs out everywhere, takes the key and the bells, and lets nobody in again under this account."""
    allow(actor, member)
    if not member.is_active:
        return
    if member.has_role(Role.ADMINISTRATOR):
        keep_an_administrator(member)
    bump()  # the rota is read anew; before the record is held, as everybody else does it
    member.is_active = False
    member.save(update_fields=["is_active"])
    end_sign_ins(member)
    revoke(member, actor)
    Duty.objects.filter(staff=member).delete()
    audit.record(actor, "staff.disable", member.pk)


@transaction.atomic
def enable(actor: StaffMember, member: StaffMember) -> None:
    """Lets somebody sign in again; a colleague must admit them to the desk anew."""
    allow(actor, member)
    member.is_active = True
    member.save(update_fields=["is_active"])
    bump()  # the rota is read anew
    audit.record(actor, "staff.enable", member.pk)


@transaction.atomic
def reset_second_factor(actor: StaffMember, member: StaffMember) -> None:
    """For a lost phone: the next sign-in sets up a new one. The person is told."""
    allow(actor, member)
    Authenticator.objects.filter(user=member).delete()
    end_sign_ins(member)
    open_desks.lock_all(member, reason="second factor reset")
    audit.record(actor, "staff.reset-second-factor", member.pk)
    transaction.on_commit(lambda: notices.tell_member(member, actor))
