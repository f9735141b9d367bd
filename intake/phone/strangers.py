"""What Twilio lists and nothing here accounts for: texts, calls, recordings, and the pictures of such texts.

Walked page by page, a bounded number of requests at a time; where it stopped is a `Place`. What was found is a row
(`RemoteRecord`, state `found`: a sid and a time), so the walk carries nothing else.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from intake.models import InboundCall, OutgoingCall, OutgoingText, RemoteRecord
from intake.phone.account import LISTED, Account, Kept
from intake.phone.statuses import FINAL

REQUESTS = 25  # of one press
PATIENCE = 8.0  # seconds of one press; a request that has begun may take five more
JUST_NOW = timedelta(minutes=10)  # what Twilio lists and we are still writing down
LONGEST_CALL = timedelta(hours=5)  # Twilio ends a call after four
State = RemoteRecord.State


@dataclass(frozen=True)
class Place:
    """Where a walk goes on: the kind, Twilio's name of the page, how many of it are done; and how many in all."""

    kind: str = LISTED[0]
    page: str = ""
    done: int = 0
    listed: int = 0


def forget() -> None:
    """Before a new walk: what an earlier one found may be gone by now."""
    earlier = RemoteRecord.objects.filter(state=State.FOUND)
    earlier.filter(refused="").delete()
    earlier.update(state=State.ERASED)  # a timeline still says why such a file is not there


def walk(account: Account, place: Place) -> tuple[Place, bool]:
    """Notes what is unknown, from `place` on; returns where it stopped, and whether that is the end.

    Raises:
        PhoneError: Twilio refused; what was noted stays, and the same place can be walked again.
    """
    budget = Budget()
    while not budget.spent:
        budget.requests += 1
        page = account.kept(place.kind, place.page)
        done = _note(account, page.kept, place.done, budget)
        listed = place.listed + done - place.done
        if done < len(page.kept):
            return replace(place, done=done, listed=listed), False
        kind = place.kind if page.following else _after(place.kind)
        if not kind:
            return replace(place, done=done, listed=listed), True
        place = Place(kind, page.following, 0, listed)
    return place, False


class Budget:
    """What one press may cost: somebody waits for the page, and others for its thread."""

    def __init__(self) -> None:
        self.began, self.requests = time.monotonic(), 0

    @property
    def spent(self) -> bool:
        return self.requests >= REQUESTS or time.monotonic() - self.began > PATIENCE


def _note(account: Account, kept: tuple[Kept, ...], start: int, budget: Budget) -> int:
    """Notes the strangers of one page; returns how much of it is done: a text with pictures costs a request."""
    strange = unknown(kept[start:])
    found(one for one in strange if not one.pictures)
    for one in strange:
        if one.pictures:
            if budget.spent:
                return kept.index(one)
            budget.requests += 1
            found([*unknown(account.pictures(one.sid)), one])
    return len(kept)


def _after(kind: str) -> str:
    """The kind that is listed next; "" after the last."""
    return dict(zip(LISTED, (*LISTED[1:], ""), strict=True))[kind]


def unknown(listed: Iterable[Kept]) -> list[Kept]:
    """What no row of ours accounts for. What we believe erased is listed again, so it is unknown as well.

    A leg that a call rang is erased with that call (`gateway.erase`), so a call we know accounts for its legs.
    """
    listed = list(listed)
    sids = {one.sid for one in listed} | {one.parent for one in listed if one.kind == "call" and one.parent}
    now = timezone.now()
    accounted = RemoteRecord.objects.filter(sid__in=sids).exclude(state__in=[State.ERASED, State.FOUND])
    texts = OutgoingText.objects.filter(sid__in=sids).exclude(state__in=FINAL)
    calls = OutgoingCall.objects.filter(sid__in=sids, created_at__gt=now - LONGEST_CALL)
    known = {
        *accounted.values_list("sid", flat=True),
        *texts.values_list("sid", flat=True),
        *calls.values_list("sid", flat=True),
        *InboundCall.objects.filter(pk__in=sids, ended_at=None).values_list("pk", flat=True),
    }
    settled = now - JUST_NOW
    return [
        one
        for one in listed
        if one.sid not in known and not (one.kind == "call" and one.parent in known) and one.created < settled
    ]


def found(strangers: Iterable[Kept]) -> None:
    now = timezone.now()
    RemoteRecord.objects.bulk_create(
        [
            RemoteRecord(
                kind=one.kind,
                sid=one.sid,
                parent_sid=one.parent,
                state=State.FOUND,
                created_at=one.created,
                not_before=now,
            )
            for one in strangers
        ],
        update_conflicts=True,
        unique_fields=["kind", "sid"],
        update_fields=["parent_sid", "state", "attempts", "created_at", "not_before"],
    )


def erase_found() -> int:
    """Has the worker erase what was found; returns how many."""
    return RemoteRecord.objects.filter(state=State.FOUND).update(state=State.TO_ERASE, not_before=timezone.now())
