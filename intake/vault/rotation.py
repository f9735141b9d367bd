"""A new desk key, after somebody left who may have kept the old one: made, wrapped, everything re-sealed, the old one destroyed.

Three steps, because the public half is pinned in the environment: `begin`; then the new key is pinned and
both processes restarted; then `reseal` until nothing is left, and `retire`. Every step may be cut off and
begun again. Nobody's words are needed but those of whoever does it: the new key is wrapped to public keys.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from firm.models import StaffMember
from intake.models import (
    DeskKey,
    Draft,
    Entry,
    Envelope,
    Lead,
    OpenDesk,
    OutgoingText,
    PaperKey,
    SealedFile,
    StaffKey,
    Wrap,
)
from intake.vault import key_holders, open_desks
from intake.vault.desk import OpenedDesk
from intake.vault.phrase import fingerprint
from intake.vault.sealing import VaultError
from intake.vault.signals import door_event

# Sealed by the filing key: the columns of each row, and the name of the part they are bound to.
FILED: tuple[tuple[type[Model], dict[str, str]], ...] = (
    (Lead, {"card": "card", "details": "details"}),
    (Entry, {"body": "body"}),
    (Draft, {"body": "draft"}),
)
# Sealed by age to the desk key, and how many are held in memory at once: a file may have 16 MB.
ARRIVED: tuple[tuple[type[Model], int], ...] = ((Envelope, 200), (OutgoingText, 200), (SealedFile, 4))
BATCH = 200


class CannotRotate(VaultError):
    """What is missing, in words for whoever runs the command."""


@dataclass
class Tally:
    """How far the re-sealing is."""

    moved: int = 0
    closed: int = 0  # rows that no key opens, altered or damaged: they stay as they are


def newest() -> DeskKey:
    """Raises: CannotRotate, when there is no key at all."""
    key = DeskKey.objects.order_by("-epoch").first()
    if key is None:
        message = "The desk has no key yet: run `manage.py desk_setup`."
        raise CannotRotate(message)
    return key


def older() -> QuerySet[DeskKey]:
    """The generations that somebody can still open."""
    return DeskKey.objects.filter(epoch__lt=newest().epoch, wraps__isnull=False).distinct()


def heirs() -> list[StaffKey]:
    """Who will hold the new key: active staff who hold the one in force."""
    held = StaffKey.objects.filter(wraps__desk_key=newest(), staff__is_active=True, proven_at__isnull=False)
    return list(held.select_related("staff").order_by("staff__name"))


def begin(secrets: Mapping[int, str], by: StaffMember) -> DeskKey:
    """The next key, wrapped to everybody who holds the present one and to the paper; locks every open desk.

    Whoever unlocks from now on holds both. What arrives is still sealed to the pinned one.

    Raises: CannotRotate, when a rotation is under way, or no paper key would open the new one.
    """
    with transaction.atomic():
        DeskKey.objects.select_for_update().order_by("-epoch").first()
        if older().exists() or newest().public_key != settings.DESK_PUBLIC_KEY:
            message = "A rotation is under way already."
            raise CannotRotate(message)
        paper = PaperKey.objects.filter(retired_at=None, proven_at__isnull=False).first()
        if paper is None:
            message = "There is no proven paper key: run `manage.py desk_setup --new-paper` first."
            raise CannotRotate(message)
        wanted = heirs()
        row, secret = key_holders.new_desk_key(newest().epoch + 1)
        to: list[StaffKey | PaperKey] = [*wanted, paper]
        for key in to:
            key_holders.wrap(secret, key)
        lock_everybody("rotated")
        facts = {"epoch": row.epoch, "holders": [fingerprint(key.public_key) for key in wanted], "from": max(secrets)}
        door_event.send(DeskKey, staff=by, action="desk-key.rotate", subject=row.epoch, facts=facts)
    return row


def reseal(secrets: Mapping[int, str]) -> Iterator[Tally]:
    """Moves everything sealed to an older key to the newest one, a batch at a time; yields after each.

    Staff may work meanwhile. What the visitors' own keys seal is not touched.

    Raises: CannotRotate, when the newest key is not pinned yet, or these words do not open it.
    """
    desk, tally = OpenedDesk(secrets, 0), Tally()
    if newest().public_key != settings.DESK_PUBLIC_KEY or desk.epoch != newest().epoch:
        message = "The new key is not pinned yet: set DESK_PUBLIC_KEY and start both processes again."
        raise CannotRotate(message)
    for model, parts in FILED:
        after: uuid.UUID | None = None
        while batch := _filed_batch(desk, model, parts, after, tally):
            after = batch
            yield tally
    for model, size in ARRIVED:
        after = None
        while batch := _arrived_batch(desk, model, size, after, tally):
            after = batch
            yield tally


def retire(by: StaffMember) -> None:
    """Destroys the older keys, once nothing is left that only they open; locks every desk, which still holds them."""
    with transaction.atomic():
        gone = list(older().values_list("epoch", flat=True))
        Wrap.objects.filter(desk_key__in=gone).delete()
        DeskKey.objects.filter(pk__in=gone, retired_at=None).update(retired_at=timezone.now())
        lock_everybody("rotated")
        door_event.send(DeskKey, staff=by, action="desk-key.retire", subject=max(gone, default=0), facts={})


def stop_taking() -> None:
    """From here on a process that still pins an older key answers 503 instead of sealing to it (`go_live`)."""
    older().filter(retired_at=None).update(retired_at=timezone.now())


def lock_everybody(reason: str) -> None:
    for staff in StaffMember.objects.filter(pk__in=OpenDesk.objects.values("staff")):
        open_desks.lock_all(staff, reason=reason)


def _filed_batch(
    desk: OpenedDesk, model: Any, parts: Mapping[str, str], after: uuid.UUID | None, tally: Tally
) -> uuid.UUID | None:
    """Moves one batch, locked against who writes those rows just now; returns where the next begins."""
    with transaction.atomic():
        rows = model.objects.select_for_update().filter(epoch__lt=desk.epoch).order_by("pk")
        rows = list((rows.filter(pk__gt=after) if after else rows)[:BATCH])
        for row in rows:
            try:
                moved = {
                    column: desk.move_row(row.pk, part, row.epoch, getattr(row, column))
                    for column, part in parts.items()
                }
            except VaultError:
                tally.closed += 1
                continue
            model.objects.filter(pk=row.pk).update(epoch=desk.epoch, **moved)
            tally.moved += 1
    return rows[-1].pk if rows else None


def _arrived_batch(desk: OpenedDesk, model: Any, size: int, after: uuid.UUID | None, tally: Tally) -> uuid.UUID | None:
    with transaction.atomic():
        rows = model.objects.select_for_update().exclude(sealed=b"").only("pk", "sealed").order_by("pk")
        rows = list((rows.filter(pk__gt=after) if after else rows)[:size])
        for row in rows:
            try:
                moved = desk.move_blob(row.sealed)
            except VaultError:
                tally.closed += 1
                continue
            if moved is not None:
                model.objects.filter(pk=row.pk).update(sealed=moved)
                tally.moved += 1
    return rows[-1].pk if rows else None
