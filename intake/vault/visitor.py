"""The visitor's return key: a code shown once, from which an age identity of their own is derived.

Whoever answers a person without phone or e-mail seals the answer to it; the firm keeps the public half only.
"""

import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyrage import x25519

from intake.vault import bech32

# Read from paper and typed on a phone: no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
GROUPS, GROUP = 6, 4  # 24 letters of 23: 108 bits, so no slow hash is needed


def new_return_key() -> str:
    """A random code like "K7F3-MQ4A-…"."""
    letters = [secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP)]
    return "-".join("".join(letters[start : start + GROUP]) for start in range(0, len(letters), GROUP))


def identity_of(return_key: str) -> str:
    """The age identity a return key stands for; capitals, spaces and hyphens do not matter."""
    letters = "".join(letter for letter in return_key.upper() if letter.isalnum())
    secret = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"amparo return key v1").derive(letters.encode())
    return bech32.identity(secret)


def recipient_of(return_key: str) -> str:
    """The `age1…` recipient that goes into the envelope as `visitor_key`."""
    return str(x25519.Identity.from_str(identity_of(return_key)).to_public())
