"""The visitor's return key: a code shown once, from which an age identity of their own is derived.

Whoever answers a person without phone or e-mail seals the answer to it; the firm keeps the public half only.
"""

import hashlib
import secrets
import uuid
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyrage import x25519

from intake.vault import bech32
from intake.vault.sealing import open_with, read_record, seal_record

# Read from paper and typed on a phone: no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
GROUPS, GROUP = 6, 4  # 24 letters of 23: 108 bits, so no slow hash is needed
SEED = 32  # bytes
PAGE, MESSAGE = "page", "page-message"  # the two kinds of rows that only the visitor opens


def new_return_key() -> str:
    """A random code like "K7F3-MQ4A-…"."""
    return return_key_from(secrets.token_bytes(SEED))


def return_key_from(seed: bytes) -> str:
    """The code that belongs to these 32 secret random bytes: the same ones give the same code.

    256 bits over 23^24 codes: no letter is likelier than another by more than 2^-147.
    """
    number = int.from_bytes(seed, "big")
    letters = ""
    for _ in range(GROUPS * GROUP):
        number, digit = divmod(number, len(ALPHABET))
        letters += ALPHABET[digit]
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def bare(code: str) -> str:
    """A code as it is meant, however it was typed: capitals, spaces and hyphens do not matter."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def identity_of(return_key: str) -> str:
    """The age identity a return key stands for."""
    secret = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"amparo return key v1").derive(
        bare(return_key).encode("utf-8", "surrogatepass")
    )
    return bech32.identity(secret)


def recipient_of(return_key: str) -> str:
    """The `age1…` recipient that goes into the envelope as `visitor_key`."""
    return str(x25519.Identity.from_str(identity_of(return_key)).to_public())


def page_id(reference: str, recipient: str) -> uuid.UUID:
    """Where the private page of this reference and public key is kept; tells neither of them."""
    named = f"amparo private page v1:{bare(reference)}:{recipient}".encode("utf-8", "surrogatepass")
    return uuid.UUID(bytes=hashlib.sha256(named).digest()[:16])


def seal_for(recipient: str, row_id: uuid.UUID, kind: str, content: dict[str, Any]) -> bytes:
    """`content` for the visitor alone, padded, bound to its row.

    Raises:
        VaultError: `recipient` is no age recipient.
    """
    return seal_record(row_id, kind, content, recipient=recipient)


def open_for(return_key: str, row_id: uuid.UUID, kind: str, sealed: bytes | memoryview) -> dict[str, Any]:
    """What `seal_for` sealed for this row.

    Raises:
        Tampered: altered, another row's, or sealed to another key.
    """
    return read_record(open_with(identity_of(return_key), bytes(sealed)), row_id, kind)
