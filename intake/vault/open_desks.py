"""Unlocked desks: half of each in a row here, half in the browser's cookie, and neither opens anything alone."""

import hashlib
import hmac
import json
import os
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from firm.models import StaffMember
from firm.staff import passkeys
from intake.models import OpenDesk
from intake.vault import stretching
from intake.vault.desk import NONCE, OpenedDesk
from intake.vault.signals import door_event

IDLE = timedelta(minutes=15)
WARNING = timedelta(minutes=13)
COVERED = timedelta(hours=2)
WHOLE = timedelta(hours=10)
MISSES = 5
HALF = 32

LOCKED, IS_COVERED, OPEN = "locked", "covered", "open"


@dataclass(frozen=True)
class Door:
    """What a cookie opens right now."""

    state: str
    row: OpenDesk | None = None
    half: bytes = b""
    desk: OpenedDesk | None = None


SHUT = Door(LOCKED)


def open_for(staff: StaffMember, secrets: Mapping[int, str], session_key: str, pin: str = "") -> str:
    """Opens a desk in this sign-in and closes the one it had; returns the cookie's value.

    Args:
        pin: six digits that uncover it after a pause, as a passkey does; with neither a pause locks it.
    """
    half, row_id, now = os.urandom(HALF), uuid.uuid4(), timezone.now()
    row = OpenDesk(
        id=row_id, staff=staff, session_hash=_session_hash(session_key), opened_at=now, active_minute=_minute(now)
    )
    row.sealed_secret = _seal(row, half, secrets)
    row.pin_hash = _pin_hash(half, row_id, pin) if pin else ""
    with transaction.atomic():
        for before in OpenDesk.objects.filter(session_hash=row.session_hash):
            before.delete()
        row.save(force_insert=True)
        _tell(row, "desk.unlock")
    return f"{row_id.hex}.{urlsafe_b64encode(half).decode().rstrip('=')}"


def look(cookie: str, session_key: str, staff_id: int | None) -> Door:
    """What `cookie` opens in this sign-in; covers or locks what has waited too long."""
    row_id, half = _parts(cookie)
    row = OpenDesk.objects.select_related("staff").filter(id=row_id).first() if row_id else None
    if row is None or row.staff_id != staff_id or not hmac.compare_digest(row.session_hash, _session_hash(session_key)):
        return SHUT
    secrets = _open(row, half)
    if secrets is None:
        return SHUT
    settle(row)
    if row.pk is None:
        return SHUT
    if row.covered_at:
        return Door(IS_COVERED, row, half)
    return Door(OPEN, row, half, OpenedDesk(secrets, row.staff_id))


def settle(row: OpenDesk) -> None:
    """Applies the clock to one row: covered after 15 idle minutes, locked after 2 hours covered or 10 in all.

    A locked row is deleted, so its `pk` is None afterwards.
    """
    now = timezone.now()
    if now >= row.opened_at + WHOLE:
        lock(row, reason="ten hours")
    elif not row.staff.is_active:
        lock(row, reason="disabled")
    elif row.covered_at is None and now >= row.active_minute + IDLE:
        cover(row, at=row.active_minute + IDLE, reason="idle")
    if row.pk and row.covered_at and now >= row.covered_at + COVERED:
        lock(row, reason="two hours covered")


def settle_all() -> int:
    """The worker's part: no row outlives its time because nobody came back. Returns how many were looked at."""
    now = timezone.now()
    due = OpenDesk.objects.select_related("staff").filter(
        Q(opened_at__lte=now - WHOLE)
        | Q(covered_at__lte=now - COVERED)
        | Q(covered_at=None, active_minute__lte=now - IDLE)
    )
    rows = list(due)
    for row in rows:
        settle(row)
    return len(rows)


def touch(row: OpenDesk) -> None:
    """Notes that a person did something, at most one write a minute."""
    minute = _minute(timezone.now())
    if minute > row.active_minute:
        OpenDesk.objects.filter(pk=row.pk, covered_at=None).update(active_minute=minute)


def seconds_left(row: OpenDesk) -> int:
    """Until it covers itself, should nobody do anything."""
    return max(0, int((row.active_minute + IDLE - timezone.now()).total_seconds()))


def cover(row: OpenDesk, *, reason: str, at: datetime | None = None) -> None:
    """Hides the desk until a passkey or the PIN brings it back; a desk that has neither locks instead."""
    if not row.pin_hash and not passkeys.verifying(row.staff, before=at):
        lock(row, reason=reason)
        return
    row.covered_at = at or timezone.now()
    with transaction.atomic():
        if OpenDesk.objects.filter(pk=row.pk, covered_at=None).update(covered_at=row.covered_at, misses=0):
            _tell(row, "desk.cover", reason=reason)


def uncover(door: Door, pin: str) -> str:
    """Tries a PIN on a covered desk; the fifth miss locks it. Returns the state afterwards.

    Raises:
        Busy: too many people are unlocking at this moment.
    """
    if door.row is None:
        return LOCKED
    with stretching.queue(), transaction.atomic():
        kept = _held(door.row)
        if kept is None:
            return LOCKED
        right = bool(kept.pin_hash) and hmac.compare_digest(kept.pin_hash, _pin_hash(door.half, kept.pk, pin))
        return _back(kept) if right else _missed(kept, "desk.pin-miss")


def uncover_with_passkey(door: Door, *, answered: bool) -> str:
    """Brings a covered desk back when a passkey `answered`; otherwise it is a miss like a wrong PIN.

    Returns the state afterwards.
    """
    if door.row is None:
        return LOCKED
    with transaction.atomic():
        kept = _held(door.row)
        if kept is None:
            return LOCKED
        return _back(kept, by="passkey") if answered else _missed(kept, "desk.passkey-miss")


def uncovering_passkeys(row: OpenDesk) -> list[Authenticator]:
    """The passkeys that bring this covered desk back: those its owner had before it was covered."""
    return passkeys.verifying(row.staff, before=row.covered_at)


def _held(row: OpenDesk) -> OpenDesk | None:
    """The covered row, held until the transaction ends: five tries at once are five misses."""
    return OpenDesk.objects.select_for_update().select_related("staff").filter(pk=row.pk).first()


def _back(kept: OpenDesk, **facts: str) -> str:
    minute = _minute(timezone.now())
    OpenDesk.objects.filter(pk=kept.pk).update(covered_at=None, misses=0, active_minute=minute)
    _tell(kept, "desk.uncover", **facts)
    return OPEN


def _missed(kept: OpenDesk, action: str) -> str:
    OpenDesk.objects.filter(pk=kept.pk).update(misses=F("misses") + 1)
    _tell(kept, action, misses=kept.misses + 1)
    if kept.misses + 1 < MISSES:
        return IS_COVERED
    lock(kept, reason="five misses")
    return LOCKED


def lock(row: OpenDesk, *, reason: str) -> None:
    """Destroys the server's half; only the words open the desk again."""
    with transaction.atomic():
        gone, _ = OpenDesk.objects.filter(pk=row.pk).delete()
        if gone:
            _tell(row, "desk.lock", reason=reason)
    row.pk = None


def lock_all(staff: StaffMember, *, reason: str) -> None:
    """Locks every desk this person has open: after a change of role, a new key, a removal."""
    for row in OpenDesk.objects.filter(staff=staff).select_related("staff"):
        lock(row, reason=reason)


def lock_session(session_key: str, *, reason: str) -> None:
    """Locks the desk of one sign-in: it ends with it."""
    for row in OpenDesk.objects.filter(session_hash=_session_hash(session_key)).select_related("staff"):
        lock(row, reason=reason)


def _tell(row: OpenDesk, action: str, **facts: object) -> None:
    door_event.send(OpenDesk, staff=row.staff, action=action, subject=row.staff_id, facts=facts)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _session_hash(session_key: str) -> str:
    return hashlib.sha256(b"amparo session " + session_key.encode()).hexdigest()


def _parts(cookie: str) -> tuple[uuid.UUID | None, bytes]:
    row_id, _, half = cookie.partition(".")
    try:
        return uuid.UUID(hex=row_id), urlsafe_b64decode(half + "=")
    except ValueError:
        return None, b""


def _derived(half: bytes, row_id: uuid.UUID, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=row_id.bytes, info=b"amparo " + purpose).derive(half)


def _pin_hash(half: bytes, row_id: uuid.UUID, pin: str) -> str:
    # Salted with the cookie's half: people use one PIN in many places, and a stolen database must not tell it.
    return stretching.stretch(pin, _derived(half, row_id, b"pin v1"), stretching.PIN_COST).hex()


def _bound(row: OpenDesk) -> bytes:
    return f"{row.id}:{row.staff_id}:{row.session_hash}".encode()


def _seal(row: OpenDesk, half: bytes, secrets: Mapping[int, str]) -> bytes:
    nonce = os.urandom(NONCE)
    text = json.dumps({str(epoch): secret for epoch, secret in secrets.items()}).encode()
    return nonce + AESGCM(_derived(half, row.id, b"open desk v1")).encrypt(nonce, text, _bound(row))


def _open(row: OpenDesk, half: bytes) -> dict[int, str] | None:
    sealed = bytes(row.sealed_secret)
    try:
        text = AESGCM(_derived(half, row.id, b"open desk v1")).decrypt(sealed[:NONCE], sealed[NONCE:], _bound(row))
    except (InvalidTag, ValueError):
        return None
    return {int(epoch): secret for epoch, secret in json.loads(text).items()}
