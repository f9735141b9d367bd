"""The opened desk: what an unlocked member of staff holds, in memory, for one request."""

import json
import os
import uuid
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake.vault.sealing import Tampered, VaultError, open_with, public_half, read_record, seal_to, unpad

NONCE = 12


def filing_key(secret: str) -> bytes:
    """The 256-bit key that seals leads and entries, from the desk secret (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"amparo filing key v1").derive(secret.encode())


class OpenedDesk:
    """Opens what arrived and seals what is filed. Never stored, never logged, never pickled."""

    def __init__(self, secrets: Mapping[int, str], staff_id: int) -> None:
        """`secrets` maps an epoch to its desk key's private half, `AGE-SECRET-KEY-1…`."""
        self._secrets = dict(secrets)
        self._filing = {epoch: AESGCM(filing_key(secret)) for epoch, secret in secrets.items()}
        self.staff_id = staff_id
        self.epoch = max(secrets)

    def __repr__(self) -> str:
        return f"<OpenedDesk of staff {self.staff_id}>"

    def __reduce__(self) -> str:
        message = "an opened desk is never pickled"
        raise TypeError(message)

    def open_blob(self, sealed: bytes | memoryview) -> bytes:
        """The unpadded plaintext of a blob sealed to the desk key of any epoch.

        Raises:
            Tampered: no epoch's key opens it.
        """
        for epoch in sorted(self._secrets, reverse=True):
            try:
                return unpad(open_with(self._secrets[epoch], bytes(sealed)))
            except Tampered:
                continue
        raise Tampered

    def open_record(self, sealed: bytes | memoryview, record_id: uuid.UUID, kind: str) -> dict[str, Any]:
        """The content of a record made by `seal_record` for exactly this row.

        Raises:
            Tampered: altered, swapped with another row's, or sealed to another key.
        """
        for epoch in sorted(self._secrets, reverse=True):
            try:
                plaintext = open_with(self._secrets[epoch], bytes(sealed))
            except Tampered:
                continue
            return read_record(plaintext, record_id, kind)
        raise Tampered

    def seal_row(self, row_id: uuid.UUID, part: str, content: Mapping[str, Any], *, head: str = "") -> bytes:
        """`content` under the current epoch's filing key, bound to the row and the part of it.

        Args:
            head: a line before it that `open_head` reads without the rest; empty for none.
        """
        nonce = os.urandom(NONCE)
        said = json.dumps(content, ensure_ascii=False, separators=(",", ":"))  # one line: JSON escapes line ends
        text = (f"{head}\n{said}" if head else said).encode("utf-8", "surrogatepass")
        return nonce + self._filing[self.epoch].encrypt(nonce, text, self._bound(row_id, part, self.epoch))

    def open_row(self, row_id: uuid.UUID, part: str, epoch: int, sealed: bytes | memoryview) -> dict[str, Any]:
        """What `seal_row` sealed for this row, part and epoch.

        Raises:
            Tampered: altered, or another row's.
            VaultError: this desk holds no key of that epoch.
        """
        text = self._open_text(row_id, part, epoch, sealed)
        content: dict[str, Any] = json.loads(text.rpartition(b"\n")[2].decode("utf-8", "surrogatepass"))
        return content

    def open_head(self, row_id: uuid.UUID, part: str, epoch: int, sealed: bytes | memoryview) -> str:
        """The line `seal_row` put before the content, or "": a search reads 100,000 of them and parses nothing.

        Raises: as `open_row`.
        """
        head, _line_end, _content = self._open_text(row_id, part, epoch, sealed).rpartition(b"\n")
        return head.decode("utf-8", "surrogatepass")

    def move_row(self, row_id: uuid.UUID, part: str, epoch: int, sealed: bytes | memoryview) -> bytes:
        """What `seal_row` sealed under an older epoch, under the current one.

        Raises: as `open_row`.
        """
        nonce = os.urandom(NONCE)
        text = self._open_text(row_id, part, epoch, sealed)
        return nonce + self._filing[self.epoch].encrypt(nonce, text, self._bound(row_id, part, self.epoch))

    def move_blob(self, sealed: bytes | memoryview) -> bytes | None:
        """A blob sealed to an older desk key, sealed to the current one; None when it is already.

        Raises:
            Tampered: no epoch's key opens it.
        """
        for epoch in sorted(self._secrets, reverse=True):
            try:
                plaintext = open_with(self._secrets[epoch], bytes(sealed))
            except Tampered:
                continue
            return None if epoch == self.epoch else seal_to(public_half(self._secrets[self.epoch]), plaintext)
        raise Tampered

    def _open_text(self, row_id: uuid.UUID, part: str, epoch: int, sealed: bytes | memoryview) -> bytes:
        sealed = bytes(sealed)
        cipher = self._filing.get(epoch)
        if cipher is None:
            raise VaultError
        try:
            return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], self._bound(row_id, part, epoch))
        except (InvalidTag, ValueError):
            raise Tampered from None

    @staticmethod
    def _bound(row_id: uuid.UUID, part: str, epoch: int) -> bytes:
        return f"{row_id}:{part}:{epoch}".encode()
