"""One member of staff's own key: an age identity, sealed under their six words."""

import json
import os
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from pyrage import x25519

from firm.models import StaffMember
from intake.models import StaffKey
from intake.vault import stretching
from intake.vault.desk import NONCE
from intake.vault.phrase import canonical, new_phrase
from intake.vault.sealing import VaultError
from intake.vault.signals import door_event

SALT = 16
# The words have 77 bits and need no protection from guessing; the server's memory and time do.
PAUSES = ((10, timedelta(minutes=15)), (5, timedelta(minutes=1)))


class WrongPhrase(VaultError):
    """These are not the words of this key."""


class Pause(VaultError):
    """Too many misses; nothing is tried before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class NoKey(VaultError):
    """This person has no key, or none that was admitted."""


def make(staff: StaffMember, phrase: str = "") -> str:
    """A new key for `staff`, replacing any before it together with what it opened; returns its six words.

    The words exist in the returned string and nowhere else.
    """
    phrase = phrase or new_phrase()
    identity = x25519.Identity.generate()
    public_key = str(identity.to_public())
    salt, nonce, cost = os.urandom(SALT), os.urandom(NONCE), stretching.PHRASE_COST
    with stretching.queue():
        key = stretching.stretch(canonical(phrase), salt, cost)
    parameters = cost.as_json()
    bound = _bound(staff.pk, public_key, parameters)
    sealed = nonce + AESGCM(key).encrypt(nonce, str(identity).encode(), bound)
    with transaction.atomic():
        before = StaffKey.objects.filter(staff=staff).first()
        generation = before.generation + 1 if before else 1
        if before:
            before.delete()  # and its wraps
        StaffKey.objects.create(
            staff=staff,
            public_key=public_key,
            salt=salt,
            sealed_private=sealed,
            parameters=parameters,
            generation=generation,
        )
        door_event.send(StaffKey, staff=staff, action="key.make", subject=staff.pk, facts={"generation": generation})
    return phrase


def prove(staff: StaffMember, phrase: str) -> StaffKey:
    """Notes that the words, typed back, open the key.

    Raises:
        NoKey, WrongPhrase, Pause, Busy: see `open_private`.
    """
    open_private(staff, phrase)
    return StaffKey.objects.get(staff=staff)


def open_private(staff: StaffMember, phrase: str) -> str:
    """The age identity that `phrase` opens.

    Raises:
        NoKey: this person has none.
        WrongPhrase: and the miss was counted.
        Pause: after five misses in a row, a minute; after ten, a quarter of an hour each.
        Busy: too many people are unlocking at this moment.
        Tampered: the row was altered.
    """
    with stretching.queue():  # held over the count, so that two guesses at once are two misses
        staff_key = StaffKey.objects.filter(staff=staff).first()
        if staff_key is None:
            raise NoKey
        refuse_while_paused(staff_key)
        identity = _try(staff_key, phrase)
        if identity is None:
            _count_miss(staff_key)
            raise WrongPhrase
        if staff_key.misses or not staff_key.proven_at:
            staff_key.misses, staff_key.missed_at = 0, None
            staff_key.proven_at = staff_key.proven_at or timezone.now()
            staff_key.save(update_fields=["misses", "missed_at", "proven_at"])
    return identity


def refuse_while_paused(staff_key: StaffKey) -> None:
    """Raises Pause while this key must rest after too many misses."""
    for misses, rest in PAUSES:
        if staff_key.misses >= misses and staff_key.missed_at:
            until = staff_key.missed_at + rest
            if timezone.now() < until:
                raise Pause(until)
            return


def _try(staff_key: StaffKey, phrase: str) -> str | None:
    cost = stretching.cost_from(staff_key.parameters)
    key = stretching.stretch(canonical(phrase), bytes(staff_key.salt), cost)
    sealed = bytes(staff_key.sealed_private)
    bound = _bound(staff_key.staff_id, staff_key.public_key, staff_key.parameters)
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound).decode()
    except (InvalidTag, ValueError):
        return None


def _count_miss(staff_key: StaffKey) -> None:
    with transaction.atomic():
        StaffKey.objects.filter(pk=staff_key.pk).update(misses=F("misses") + 1, missed_at=timezone.now())
        door_event.send(
            StaffKey,
            staff=staff_key.staff,
            action="desk.miss",
            subject=staff_key.staff_id,
            facts={"misses": staff_key.misses + 1},
        )


def _bound(staff_id: int, public_key: str, parameters: dict[str, int]) -> bytes:
    return json.dumps([staff_id, public_key, parameters], sort_keys=True).encode()
