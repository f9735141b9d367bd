"""Argon2id (RFC 9106): turns words and PINs into keys, slowly, and one at a time.

Each unlock takes 128 MiB for a third of a second; ten at once would push a small server into its
swap, or over. So they queue, and who waits too long is asked to try again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw

from intake.vault.sealing import Tampered, VaultError

VERSION = 1
PATIENCE = 10.0  # seconds somebody waits for those before them
one_at_a_time = threading.Lock()


class Busy(VaultError):
    """Others are unlocking right now; nothing was tried."""


@dataclass(frozen=True)
class Cost:
    """What one guess costs."""

    time: int
    memory_kib: int
    lanes: int = 1

    def as_json(self) -> dict[str, int]:
        return {"v": VERSION, "time": self.time, "memory_kib": self.memory_kib, "lanes": self.lanes}


PHRASE_COST = Cost(time=3, memory_kib=128 * 1024)
# A PIN is never checked without the cookie's random half beside it, so this cost is for good measure.
PIN_COST = Cost(time=2, memory_kib=19 * 1024)


def cost_from(parameters: dict[str, Any]) -> Cost:
    """The cost a key was made with.

    Raises:
        Tampered: parameters this program never writes; a huge memory would stop the server.
    """
    try:
        cost = Cost(int(parameters["time"]), int(parameters["memory_kib"]), int(parameters["lanes"]))
    except (KeyError, TypeError, ValueError):
        raise Tampered from None
    most = Cost(16, 1024 * 1024, 4)
    if parameters.get("v") != VERSION or not (
        0 < cost.time <= most.time and 8 <= cost.memory_kib <= most.memory_kib and 0 < cost.lanes <= most.lanes
    ):
        raise Tampered
    return cost


def stretch(secret: str, salt: bytes, cost: Cost) -> bytes:
    """32 bytes from something a person typed."""
    return hash_secret_raw(secret.encode(), salt, cost.time, cost.memory_kib, cost.lanes, 32, Type.ID)


@contextmanager
def queue() -> Iterator[None]:
    """Waits for one's turn.

    Raises:
        Busy: it did not come within `PATIENCE`.
    """
    if not one_at_a_time.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        one_at_a_time.release()
