"""The bell: a notice without content that something arrived, whether the desk is locked or not.

It says "something arrived" and where the desk is. Never who, never what, never how urgent (`notices`).
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from firm.models import StaffMember
from intake.models import Bell, Envelope
from intake.phone.duty import attorneys, on_duty
from intake.phone.notices import mail, tell

# At once when it was quiet; arrivals close together share a notice. Together with the sweep's five seconds
# every arrival is told within a minute.
TOGETHER = timedelta(seconds=40)
AGAIN = timedelta(minutes=3)  # an urgent one rings until somebody acknowledges it
RECENT = timedelta(hours=2)  # filing coarsens the time of arrival to the hour

logger = logging.getLogger(__name__)


def ring_what_arrived() -> int:
    """Notes new arrivals and rings for those that are due; returns how many notices left."""
    _note_arrivals()
    due = _due_urgent()
    fresh = Bell.objects.filter(acknowledged_at=None, rung_at=None, urgent=False)
    if not _rung_lately() and fresh.exists():
        due += list(fresh)
    if not due:
        return 0
    claimed = [bell for bell in due if _claim(bell)]
    told = _tell_everybody(claimed[0]) if claimed else 0
    if claimed and not told:
        # Nothing left the house: the next sweep tries again.
        Bell.objects.filter(pk__in=[bell.pk for bell in claimed]).update(rung_at=None)
        logger.error("bell: no notice could leave")
    return told


def acknowledge(envelope_ids: Iterable[UUID], staff: StaffMember) -> int:
    """Somebody has seen these arrivals: their bells fall silent. Returns how many did.

    Opening the lead acknowledges; an arrival opened before its bell rang never rings.
    """
    ids = list(envelope_ids)
    now = timezone.now()
    known = set(Bell.objects.filter(envelope__in=ids).values_list("envelope_id", flat=True))
    unheard = Envelope.objects.filter(pk__in=[wanted for wanted in ids if wanted not in known])
    for envelope in unheard.filter(received_at__gte=now - RECENT):
        Bell.objects.get_or_create(envelope=envelope, defaults={"urgent": envelope.urgent, "arrived_at": now})
    return Bell.objects.filter(envelope__in=ids, acknowledged_at=None).update(
        acknowledged_at=now, acknowledged_by=staff
    )


def waiting() -> int:
    """Urgent arrivals nobody has acknowledged."""
    return Bell.objects.filter(urgent=True, acknowledged_at=None).count()


def _note_arrivals() -> None:
    """Two questions rather than one with OR, so that each walks its own index however many were ever filed."""
    now = timezone.now()
    unheard = Envelope.objects.filter(bell=None, suspect=False).exclude(kind=Envelope.Kind.OPT_OUT).order_by()
    for arrived in (unheard.filter(filed_at=None), unheard.filter(received_at__gte=now - RECENT)):
        Bell.objects.bulk_create(
            [Bell(envelope_id=pk, urgent=urgent, arrived_at=now) for pk, urgent in arrived.values_list("pk", "urgent")],
            ignore_conflicts=True,
        )


def _rung_lately() -> bool:
    return Bell.objects.filter(rung_at__gt=timezone.now() - TOGETHER).exists()


def _due_urgent() -> list[Bell]:
    again = timezone.now() - AGAIN
    unheard = Bell.objects.filter(urgent=True, acknowledged_at=None)
    return list(unheard.filter(Q(rung_at=None) | Q(rung_at__lte=again)))


def _claim(bell: Bell) -> bool:
    """One round is rung by one worker, and the mark is on disk before the first notice leaves."""
    return bool(
        Bell.objects.filter(pk=bell.pk, rounds=bell.rounds, acknowledged_at=None).update(
            rounds=bell.rounds + 1, rung_at=timezone.now()
        )
    )


def _tell_everybody(bell: Bell) -> int:
    """One notice to each member on duty; to all attorneys by e-mail when nobody is, or nobody was reached."""
    words, key = _("Something arrived at the desk."), f"bell:{bell.pk}:{bell.rounds + 1}"
    told = sum(tell(member, words, key, twice=bell.urgent) for member in on_duty())
    return told or sum(mail(member, words) for member in attorneys())
