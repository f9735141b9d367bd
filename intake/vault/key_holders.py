"""Who can open the desk: the wraps of its key, and how somebody is admitted, re-admitted or removed."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from pyrage import x25519

from firm.models import StaffMember
from intake.models import DeskKey, PaperKey, StaffKey, Wrap
from intake.vault import open_desks, staff_key
from intake.vault.phrase import canonical, fingerprint
from intake.vault.sealing import VaultError, open_with, seal_to
from intake.vault.signals import door_event


class WrongFingerprint(VaultError):
    """The words read aloud are not those of the key that waits: it may be somebody else's."""


class LastHolder(VaultError):
    """Nobody but the paper key could open the desk afterwards."""


def new_desk_key(epoch: int = 1) -> tuple[DeskKey, dict[int, str]]:
    """A desk key, unwrapped yet: the row, and its secret by epoch. Wrap it before letting go of it."""
    identity = x25519.Identity.generate()
    desk_key = DeskKey.objects.create(epoch=epoch, public_key=str(identity.to_public()))
    return desk_key, {epoch: str(identity)}


def wrap(secrets: Mapping[int, str], key: StaffKey | PaperKey) -> None:
    """Seals every epoch's desk secret to one key."""
    column = {"staff_key": key} if isinstance(key, StaffKey) else {"paper_key": key}
    for epoch, secret in secrets.items():
        sealed = seal_to(key.public_key, secret.encode())
        Wrap.objects.update_or_create(desk_key_id=epoch, **column, defaults={"sealed": sealed})


def unwrap(identity: str, wraps: QuerySet[Wrap]) -> dict[int, str]:
    """The desk secrets by epoch that one opened identity unwraps.

    Raises:
        NoKey: there are none.
        Tampered: a wrap was altered.
        VaultError: what came out is not the desk key the row names.
    """
    secrets = {}
    for held in wraps.select_related("desk_key"):
        secret = open_with(identity, bytes(held.sealed)).decode()
        if str(x25519.Identity.from_str(secret).to_public()) != held.desk_key.public_key:
            raise VaultError
        secrets[held.desk_key_id] = secret
    if not secrets:
        raise staff_key.NoKey
    return secrets


def secrets_of(staff: StaffMember, phrase: str) -> dict[int, str]:
    """What `phrase` opens: the desk secrets by epoch. Raises as `staff_key.open_private` and `unwrap`."""
    identity = staff_key.open_private(staff, phrase)
    return unwrap(identity, Wrap.objects.filter(staff_key__staff=staff))


def waiting() -> QuerySet[StaffKey]:
    """Proven keys that no colleague has admitted yet."""
    return StaffKey.objects.filter(wraps=None, proven_at__isnull=False).select_related("staff").order_by("created_at")


def holders() -> QuerySet[StaffKey]:
    """Active staff who have proven that they can open what arrives now."""
    return StaffKey.objects.filter(
        proven_at__isnull=False, staff__is_active=True, wraps__desk_key__public_key=settings.DESK_PUBLIC_KEY
    ).select_related("staff")


def admit(newcomer: StaffKey, said: str, colleague: StaffMember, phrase: str) -> None:
    """Lets a waiting key open the desk, once two people compared its fingerprint.

    Args:
        said: the four words the newcomer read aloud, as the colleague heard them.
        phrase: the colleague's own six words; an open desk left alone admits nobody.

    Raises:
        WrongFingerprint: the key that waits is another one.
        NoKey, WrongPhrase, Pause, Busy: the colleague's words did not open.
    """
    if canonical(said) != canonical(fingerprint(newcomer.public_key)):
        raise WrongFingerprint
    secrets = secrets_of(colleague, phrase)
    with transaction.atomic():
        wrap(secrets, newcomer)
        door_event.send(
            StaffKey,
            staff=colleague,
            action="people.readmit" if newcomer.generation > 1 else "people.admit",
            subject=newcomer.staff_id,
            facts={"fingerprint": fingerprint(newcomer.public_key)},
        )


def renew(staff: StaffMember) -> str:
    """A new key for who forgot the words of the old one; returns the new six words.

    Raises:
        LastHolder: only this person could open the desk; now the paper key has to.
    """
    mine = holders().filter(staff=staff).exists()
    if mine and not holders().exclude(staff=staff).exists():
        raise LastHolder
    open_desks.lock_all(staff, reason="new key")
    return staff_key.make(staff)


def revoke(staff: StaffMember, by: StaffMember | None = None) -> None:
    """Takes the desk from somebody who leaves or loses the role: their key, its wraps, and any open desk.

    Call it in the transaction that disables the account. What they read before, they have read.
    """
    with transaction.atomic():
        open_desks.lock_all(staff, reason="revoked")
        removed, _ = StaffKey.objects.filter(staff=staff).delete()
        if removed:
            door_event.send(StaffKey, staff=by, action="people.revoke", subject=staff.pk, facts={})
