"""Deleting a lead for good: by an attorney, or by its date. Rows, blobs and files go, and the disk forgets them."""

import logging
import uuid
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firm.facts import today
from firm.models import StaffMember
from firm.roles import Role
from intake.desk.actions.change import Stale, allow, changing
from intake.desk.audit import record
from intake.desk.keeping import GRACE, PAGE_SAYS
from intake.models import Draft, Entry, Envelope, Lead, PageMessage, PrivatePage, SealedFile
from intake.phone.forgetting import let_go, taken_back

logger = logging.getLogger(__name__)
WHY: dict[str, str | Promise] = {
    "asked": _("They asked for it"),
    "over": _("Nothing more is to be done for them"),
    "mistake": _("It reached us by mistake"),
    "spam": _("It is spam"),
}
# What waits for us is never taken away unanswered, however old.
OVER = (Lead.Status.DONE, Lead.Status.WAITING, Lead.Status.QUARANTINED)
A_SWEEP = 20
REPLAYED = timedelta(days=30)  # an emptied envelope refuses a repeated arrival that long
# What PostgreSQL leaves of a deleted row stays in its page until a vacuum; SQLite overwrites it (secure_delete).
EMPTIED = (Lead, Entry, Draft, Envelope, SealedFile, PrivatePage, PageMessage)


class CannotDelete(Exception):
    """What keeps a lead from being deleted, in words for the person at the desk."""


def attorneys_only(actor: StaffMember) -> None:
    """Raises: PermissionDenied. What the firm must keep is a question of law."""
    allow(actor)
    if not actor.has_role(Role.ATTORNEY):
        raise PermissionDenied


def keep(actor: StaffMember, lead_id: uuid.UUID, why: str, *, version: int | None = None) -> Lead:
    """Keeps a lead beyond its date (`Lead.Kept`), or ("") lets it go again, in two weeks at the earliest.

    Raises: PermissionDenied, Stale, Lead.DoesNotExist; ValueError for another word.
    """
    attorneys_only(actor)
    if why and why not in Lead.Kept.values:
        raise ValueError
    with changing(actor, lead_id, "lead.keep", version=version, kept=why) as lead:
        lead.kept = why
        if not why:
            lead.purge_on = max(lead.purge_on, today() + GRACE)
    return lead


def delete(actor: StaffMember, lead_id: uuid.UUID, why: str, *, version: int) -> None:
    """Deletes a lead for good. File what has arrived first, so that no word of theirs waits elsewhere.

    Args:
        why: one of `WHY`; it is recorded.

    Raises:
        CannotDelete: it is kept, or a text of it may still leave.
        PermissionDenied, Lead.DoesNotExist; Stale, when something was added since it was looked at.
    """
    attorneys_only(actor)
    if why not in WHY:
        raise ValueError
    refuse_kept(Lead.objects.get(pk=lead_id))  # before anything is cancelled
    if not taken_back(lead_id):
        raise CannotDelete(_("A text of it is on its way, or Twilio has not yet cancelled one. Try again in a minute."))
    with transaction.atomic():
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        refuse_kept(lead)
        if lead.row_version != version:
            raise Stale
        gone = erase(lead)
        record(actor, "lead.delete", lead_id, why=why, **gone)
        transaction.on_commit(overwrite)


def refuse_kept(lead: Lead) -> None:
    if lead.kept == Lead.Kept.HOLD:
        raise CannotDelete(_("A legal hold keeps it. Lift the hold first."))
    if lead.kept == Lead.Kept.CLIENT:
        raise CannotDelete(_("They became a client, so it is kept. Take that back first."))


def erase(lead: Lead) -> dict[str, int]:
    """Everything said, and every file of it, in the caller's transaction; returns how much there was.

    What stays names nobody: envelopes emptied of their words, which refuse a replay for a month, the audit
    rows (ids and times), and a private page that says that it was deleted.
    """
    envelopes = list(Envelope.objects.filter(entry__lead=lead).values_list("pk", flat=True))
    pages = PrivatePage.objects.filter(lead=lead)
    files = SealedFile.objects.filter(envelope__in=envelopes)
    gone = {"entries": lead.entries.count(), "files": files.count()}
    let_go(lead.pk, envelopes)
    files.delete()
    PageMessage.objects.filter(page__in=pages).delete()
    pages.update(lead=None, sealed=b"", seen_at=None, deleted_on=today())
    Envelope.objects.filter(pk__in=envelopes).update(sealed=b"", bucket=0, spoiled=False)
    lead.delete()
    return gone


def purge_due() -> int:
    """Deletes the leads that are over and whose date has come; returns how many. One that cannot go yet is tried again."""
    due = Lead.objects.filter(kept="", status__in=OVER, purge_on__lte=today())
    purged = 0
    for lead_id in list(due.order_by("purge_on").values_list("pk", flat=True)[:A_SWEEP]):
        if not taken_back(lead_id):
            continue
        with transaction.atomic():
            lead = due.select_for_update().filter(pk=lead_id).first()
            if lead is None:  # somebody kept it, or they wrote again
                continue
            record(None, "lead.purge", lead_id, **erase(lead))
        purged += 1
    if purged:
        overwrite()
    return purged


def sweep_up() -> None:
    """What a deleted lead left behind, once nobody can need it: emptied envelopes, and pages that say so."""
    says = PrivatePage.objects.filter(deleted_on__gt=today() - PAGE_SAYS).values("envelope")
    over = Envelope.objects.filter(entry=None, filed_at__lt=timezone.now() - REPLAYED, bucket=0).exclude(pk__in=says)
    Envelope.objects.filter(pk__in=list(over.values_list("pk", flat=True)[: 10 * A_SWEEP])).delete()  # and their pages


def overwrite() -> None:
    """Has the database let go of the bytes as well: of its log (SQLite), of dead rows (PostgreSQL).

    Without it, words stay readable in the files for as long as nothing else is written there. A database
    that is busy does it at its next checkpoint or vacuum; the deletion stands either way.
    """
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            elif not connection.in_atomic_block:  # PostgreSQL vacuums outside transactions only
                cursor.execute(f"VACUUM {', '.join(model._meta.db_table for model in EMPTIED)}")
    except DatabaseError as error:
        logger.warning("what was deleted is not overwritten yet (%s)", type(error).__name__)
