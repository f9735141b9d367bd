"""Seals what leaves the desk for good, so that the stock `age` program opens it and nothing else does."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import pyrage
from pyrage import x25519

from intake.vault.sealing import VaultError

# A fixed date inside the archive: the true ones are in the lead, and the names already say enough.
DATE = (2000, 1, 1, 0, 0, 0)


class BadRecipient(VaultError):
    """This is no age recipient (age1…)."""


@dataclass(frozen=True)
class SealedExport:
    """An age file, `age -d -i KEY export.age > export.zip`.

    `identity` is the one-off key that opens it, to be shown once and kept nowhere; "" when it was sealed
    to a recipient of the staff member's own.
    """

    sealed: bytes
    identity: str = ""


def seal_export(files: Mapping[str, bytes], recipient: str = "") -> SealedExport:
    """A ZIP of `files` (name → bytes), sealed to `recipient` or, without one, to a fresh one-off key.

    A one-off key rather than a password: nobody can choose a weak one, and file and key travel apart.

    Raises:
        BadRecipient: not `age1…`, or mistyped.
    """
    identity = ""
    if not recipient.strip():
        fresh = x25519.Identity.generate()
        identity, recipient = str(fresh), str(fresh.to_public())
    try:
        to = x25519.Recipient.from_str(recipient.strip())
    except pyrage.RecipientError:
        raise BadRecipient from None
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name, DATE), data)
    return SealedExport(bytes(pyrage.encrypt(archive.getvalue(), [to])), identity)
