"""Seals what arrives to the desk key (age, C2SP age-encryption.org/v1), and opens it at an unlocked desk.

age has no associated data, so an envelope repeats its own id and kind inside and is checked on opening:
a row whose blob was swapped with another's is refused.
"""

import json
import uuid
from typing import Any

import pyrage
from django.conf import settings
from pyrage import x25519

BUCKET = 1024  # a sealed message tells its size only to the next KiB
FILE_BUCKET = 64 * 1024
VERSION = 1


class VaultError(Exception):
    """Something did not open. Carries no content and no key."""


class Tampered(VaultError):
    """A blob was altered, truncated, or belongs to another row."""


class NoDeskKey(VaultError):
    """No desk key is configured, so nothing may be accepted that would have to be sealed."""


def pad(data: bytes, bucket: int) -> bytes:
    """`data` with its 8-byte length before it and zeros after, to a whole number of buckets."""
    framed = len(data).to_bytes(8, "big") + data
    return framed + bytes(-len(framed) % bucket)


def unpad(framed: bytes) -> bytes:
    """The inverse of `pad`.

    Raises:
        Tampered: the length does not fit.
    """
    length = int.from_bytes(framed[:8], "big")
    if len(framed) < 8 or length > len(framed) - 8:
        raise Tampered
    return framed[8 : 8 + length]


def seal_to(recipient: str, data: bytes) -> bytes:
    """`data` as age ciphertext to one `age1…` recipient.

    Raises:
        VaultError: it is none.
    """
    try:
        to = x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise VaultError from None
    return bytes(pyrage.encrypt(data, [to]))


def open_with(identity: str, sealed: bytes) -> bytes:
    """The plaintext of an age blob under an `AGE-SECRET-KEY-1…` identity.

    Raises:
        Tampered: altered, truncated, or sealed to another key.
    """
    try:
        return bytes(pyrage.decrypt(bytes(sealed), [x25519.Identity.from_str(identity)]))
    except pyrage.DecryptError:
        raise Tampered from None


def public_half(identity: str) -> str:
    """The `age1…` recipient of an `AGE-SECRET-KEY-1…` identity."""
    return str(x25519.Identity.from_str(identity).to_public())


def seal(data: bytes, *, bucket: int = BUCKET, recipient: str = "") -> bytes:
    """`data`, padded, sealed to the desk key pinned in the settings, or to `recipient`.

    Raises:
        NoDeskKey: the settings name none.
        VaultError: `recipient` is no age recipient.
    """
    to = recipient or settings.DESK_PUBLIC_KEY
    if not to:
        raise NoDeskKey
    return seal_to(to, pad(data, bucket))


def seal_record(record_id: uuid.UUID, kind: str, content: dict[str, Any], *, recipient: str = "") -> bytes:
    """`content` as sealed JSON that names the row it belongs to; to the desk key, or to `recipient`."""
    record = {"v": VERSION, "id": str(record_id), "kind": kind, "content": content}
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return seal(text, recipient=recipient)


def read_record(plaintext: bytes, record_id: uuid.UUID, kind: str) -> dict[str, Any]:
    """The content of an opened record, once it proves to be this row's own.

    Raises:
        Tampered: it says another id, kind or version, or is no JSON.
    """
    try:
        record = json.loads(unpad(plaintext).decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):  # whoever can write the table can seal nonsense to the public key
        raise Tampered from None
    if not isinstance(record, dict) or (record.get("v"), record.get("id"), record.get("kind")) != (
        VERSION,
        str(record_id),
        kind,
    ):
        raise Tampered
    content = record.get("content")
    if not isinstance(content, dict):
        raise Tampered
    return content
