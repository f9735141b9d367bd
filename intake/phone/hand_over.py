"""Handing the phones to a colleague: asked by one, taken by the other, and until then nothing has moved.

Whoever does not sit at the desk is told by a notice: who was asked, and who keeps the phones after all.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from firm.models import ContactNumber, StaffMember
from intake.models import Duty, HandOver
from intake.phone import rota
from intake.phone.notices import tell

TOLD = timedelta(minutes=20)  # how long the answer stands in the rail
AT_THE_DESK = timedelta(seconds=30)  # whoever has the desk open has seen it there by then
ON_DUTY = "/desk/settings/duty/"  # answers a hand-over while the desk is locked
logger = logging.getLogger(__name__)


class CannotHandOver(Exception):
    """Nothing changed hands; the message says why, in words for the person who asked."""


def held_by(staff: StaffMember, moment: datetime | None = None) -> dict[str, rota.Holder]:
    """The lines (E.164) that somebody answers now."""
    held = rota.holders(moment)
    return {number: one for number, each in held.items() for one in each if one.staff.pk == staff.pk}


@transaction.atomic
def ask(giver: StaffMember, taker_id: int, line: ContactNumber | None = None) -> HandOver:
    """Asks a colleague to take one line, or all that the giver holds; an earlier question about the same is withdrawn.

    Raises:
        CannotHandOver: nothing to hand over, or nobody who could take it.
    """
    held = held_by(giver)
    if not held or (line and line.number not in held):
        raise CannotHandOver(_("You are not on duty, so there is nothing to hand over."))
    if line and held[line.number].position == rota.UNPLANNED:
        raise CannotHandOver(_("You put yourself on duty for every line, so every line is handed over together."))
    taker = rota.able().filter(pk=taker_id).exclude(pk=giver.pk).distinct().first()
    if taker is None:
        raise CannotHandOver(_("This person cannot take the phones."))
    earlier = HandOver.objects.filter(giver=giver, told=False)
    if line:
        earlier = earlier.filter(Q(line=line) | Q(line=None))
    earlier.filter(answered_at=None).update(answered_at=timezone.now())
    earlier.update(told=True)
    return HandOver.objects.create(giver=giver, taker=taker, line=line)


@transaction.atomic
def answer(taker: StaffMember, hand_over_id: int, *, accepted: bool) -> HandOver:
    """The colleague takes the phones, or does not.

    Raises:
        CannotHandOver: too late, withdrawn, or the giver no longer holds them.
    """
    hand = HandOver.objects.select_for_update().filter(pk=hand_over_id, taker=taker).first()
    if hand is None or not open_questions().filter(pk=hand.pk).exists():
        raise CannotHandOver(_("This question is no longer open. Nothing changed hands."))
    hand.answered_at, hand.accepted = timezone.now(), accepted
    if accepted:
        _take(hand)
    hand.save()
    return hand


def _take(hand: HandOver) -> None:
    """From now on the taker answers what the giver did: to the end of the giver's shift, or until they go off."""
    held = held_by(hand.giver)
    if hand.line:
        held = {number: one for number, one in held.items() if number == hand.line.number}
    if not held:
        name = hand.giver.get_short_name()
        raise CannotHandOver(_("%(name)s is no longer on duty, so there is nothing to take over.") % {"name": name})
    Duty.objects.filter(staff=hand.taker, on=False).delete()
    if hand.line is None and Duty.objects.filter(staff=hand.giver, on=True).delete()[0]:
        Duty.objects.update_or_create(staff=hand.taker, defaults={"on": True, "until": None})
    hand.until = max((one.until for one in held.values() if one.until), default=None)


def open_questions() -> QuerySet[HandOver]:
    """Asked, neither answered nor withdrawn nor forgotten."""
    return HandOver.objects.filter(answered_at=None, asked_at__gt=timezone.now() - HandOver.PATIENCE)


def read(giver: StaffMember, hand_over_id: int) -> None:
    """Who asked has read how it ended; a question still open is withdrawn by it."""
    mine = HandOver.objects.filter(pk=hand_over_id, giver=giver)
    mine.filter(answered_at=None).update(answered_at=timezone.now())
    mine.update(told=True)


def concerning(staff: StaffMember) -> QuerySet[HandOver]:
    """What the rail tells this person: questions to them, and what became of their own."""
    recent = timezone.now() - TOLD
    mine = Q(giver=staff, told=False, asked_at__gt=recent) & (Q(answered_at=None) | Q(accepted__isnull=False))
    asked = Q(taker=staff, answered_at=None, asked_at__gt=timezone.now() - HandOver.PATIENCE)
    return HandOver.objects.filter(mine | asked).select_related("giver", "taker", "line").order_by("-asked_at")


def ring() -> int:
    """Rings who was asked and has not seen it, and who is left with the phones; returns how many notices left."""
    now = timezone.now()
    asked = open_questions().filter(taker_rung_at=None, asked_at__lte=now - AT_THE_DESK)
    refused = Q(accepted=False, answered_at__lte=now - AT_THE_DESK)
    silent = Q(answered_at=None, asked_at__lte=now - HandOver.PATIENCE)
    kept = HandOver.objects.filter(refused | silent, told=False, giver_rung_at=None, asked_at__gt=now - TOLD)
    return sum(_ring(hand, hand.taker, "taker_rung_at") for hand in asked.select_related("taker")) + sum(
        _ring(hand, hand.giver, "giver_rung_at") for hand in kept.select_related("giver") if held_by(hand.giver)
    )


def _ring(hand: HandOver, member: StaffMember, column: str) -> bool:
    """One notice, and the mark is on disk before it leaves; nothing could leave: the next sweep tries again."""
    words = {
        "taker_rung_at": _("A colleague asks you about the phones."),
        "giver_rung_at": _("Nobody took the phones from you: you still have them."),
    }[column]
    mine = HandOver.objects.filter(pk=hand.pk)
    if not mine.filter(**{column: None}).update(**{column: timezone.now()}):
        return False
    rung = tell(member, words, f"hand-over:{hand.pk}:{column}", path=ON_DUTY)
    if not rung:
        mine.update(**{column: None})
        logger.error("hand-over %s: no notice could leave", hand.pk)
    return rung
