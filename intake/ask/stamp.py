"""The form's stamp: a signed UUID and time, which tells a second click from a second question.

A page everyone gets in the same bytes carries none; its script fetches one when somebody begins to type.
"""

import hashlib
import hmac
import json
import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

from intake.mailbox.reference import reference_from
from intake.vault.visitor import return_key_from

SALT = "ask.stamp"
TOO_FAST = 3  # seconds: nobody reads and answers the questions in less
LIFETIME = 24 * 60 * 60
HALF_HOUR = 30 * 60

# Made at start and never written: a key that outlived the process would turn the mailbox's keys into
# a phone index, since anyone holding it could hash every number and compare.
PROCESS_KEY = secrets.token_bytes(32)


class State(StrEnum):
    MISSING = "missing"
    FORGED = "forged"
    FAST = "fast"
    GOOD = "good"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Stamp:
    """`id` is None when the stamp is missing or not ours."""

    id: uuid.UUID | None
    state: State


def issue() -> str:
    """A new stamp, for a hidden field."""
    return TimestampSigner(salt=SALT).sign(uuid.uuid4().hex)


def read(text: str) -> Stamp:
    """What the posted stamp is worth; never raises, because nothing is refused for its stamp."""
    if not text:
        return Stamp(None, State.MISSING)
    signer = TimestampSigner(salt=SALT)
    try:
        identity = uuid.UUID(signer.unsign(text))
    except (BadSignature, ValueError):
        return Stamp(None, State.FORGED)
    for limit, state in ((TOO_FAST, State.FAST), (LIFETIME, State.GOOD)):
        try:
            signer.unsign(text, max_age=limit)
        except SignatureExpired:
            continue
        return Stamp(identity, state)
    return Stamp(identity, State.EXPIRED)


@dataclass(frozen=True)
class Once:
    """What one request is known by, however often it is sent."""

    key: str
    reference: str
    return_key: str  # "" without a stamp


def once(stamp: Stamp, answers: Mapping[str, object], kind: str = "form") -> Once:
    """The same key, reference and return key for the same answers on the same stamp, and for nothing else.

    The stamp's UUID is the secret and is never stored, so the key tells nothing about the answers, a
    second click finds its envelope even after a restart, and a corrected answer on a page the browser
    had kept is a new request instead of being taken for a second click. Without a stamp, the process's
    key and the half-hour stand in for it; these do no such service for the return key, because whoever
    guessed the answers within the half-hour would be handed the key of somebody else's page.
    """
    secret = stamp.id.bytes if stamp.id else PROCESS_KEY + int(time.time() // HALF_HOUR).to_bytes(8, "big")
    text = json.dumps(answers, sort_keys=True).encode()
    key = hmac.digest(secret, b"key:" + text, hashlib.sha256)
    reference = hmac.digest(secret, b"reference:" + text, hashlib.sha256)
    return_key = return_key_from(hmac.digest(secret, b"return key:" + text, hashlib.sha256)) if stamp.id else ""
    return Once(f"{kind}:{key.hex()}", reference_from(reference), return_key)
