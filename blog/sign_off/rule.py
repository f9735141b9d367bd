"""Does every update need an attorney's signature? The attorneys decide, and the record keeps who and why."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from blog import letters
from blog.ledger import Kind, note
from blog.models import AttorneySignOffTask, LedgerEntry
from firm.models import FirmProfile, StaffMember
from firm.roles import Role


class NotChanged(Exception):
    """The rule stays as it is; the text says why, for the person who tried."""


@transaction.atomic
def change_rule(attorney: StaffMember, reason: str, *, required: bool) -> None:
    """From now on every update needs a signature, or only those that ask for one. Every attorney is told.

    Raises:
        PermissionDenied: not an attorney; whom the rule binds cannot switch it off.
        NotChanged: no reason given, or it is so already.
    """
    if not attorney.has_role(*AttorneySignOffTask.roles):
        raise PermissionDenied
    if not reason.strip():
        raise NotChanged(_("Give the reason; it goes into the record."))
    FirmProfile.load()
    profile = FirmProfile.objects.select_for_update().get()
    if profile.sign_off_required == required:
        raise NotChanged(_("Somebody was faster: it is so already."))
    profile.sign_off_required = required
    profile.save(update_fields=["sign_off_required"])
    note(Kind.RULE, actor=attorney, facts={"required": required, "reason": reason.strip()})
    letters.send(
        "sign_off_rule", letters.in_roles(Role.ATTORNEY), reverse("sign_off_rule"), attorney=attorney, required=required
    )


def changes() -> list[LedgerEntry]:
    """How the rule came to be as it is, newest first."""
    return list(LedgerEntry.objects.filter(kind=Kind.RULE).select_related("actor").order_by("-id"))
