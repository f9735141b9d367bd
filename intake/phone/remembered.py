"""Numbers remembered for some hours without keeping a number anywhere.

Only a keyed hash is held, in this process, under a key drawn anew every day and never written down: a list
of numbers, even hashed, that outlived the process would be a phone index.
"""

import hashlib
import secrets
import threading
import time

A_DAY = 24 * 60 * 60


class _Generation:
    def __init__(self, born: float) -> None:
        self.born = born
        self.key = secrets.token_bytes(32)
        self.seen: dict[bytes, tuple[float, str]] = {}  # when, and by what

    def digest(self, number: str) -> bytes:
        return hashlib.blake2b(number.encode(), key=self.key, digest_size=16).digest()


class Remembered:
    """A set whose members leave after `seconds` (at most a day)."""

    def __init__(self, seconds: float) -> None:
        self.seconds = min(seconds, A_DAY)
        self._generations: list[_Generation] = []
        self._lock = threading.Lock()

    def __contains__(self, number: str) -> bool:
        with self._lock:
            return self._mark(number, time.time()) is not None

    def claim(self, number: str, by: str = "") -> bool:
        """True for the first caller only, until it is forgotten.

        Args:
            by: what claims it (a MessageSid); the same thing, come again, holds its own claim. Of two copies of
                one webhook, whichever reaches the database first may answer then.
        """
        with self._lock:
            now = time.time()
            if mark := self._mark(number, now):
                return bool(by) and mark[1] == by
            generation = self._generations[-1]
            generation.seen[generation.digest(number)] = (now, by)
            return True

    def forget(self, number: str) -> None:
        with self._lock:
            for generation in self._generations:
                generation.seen.pop(generation.digest(number), None)

    def clear(self) -> None:
        with self._lock:
            self._generations.clear()

    def _mark(self, number: str, now: float) -> tuple[float, str] | None:
        if not self._generations or now - self._generations[-1].born > A_DAY:
            self._generations = [*self._generations[-1:], _Generation(now)]
        marks = (generation.seen.get(generation.digest(number)) for generation in self._generations)
        return next((mark for mark in marks if mark is not None and now - mark[0] < self.seconds), None)
