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
        self.seen: dict[bytes, float] = {}

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
            return self._holds(number, time.time())

    def claim(self, number: str) -> bool:
        """True for the first caller only, until it is forgotten."""
        with self._lock:
            now = time.time()
            if self._holds(number, now):
                return False
            generation = self._generations[-1]
            generation.seen[generation.digest(number)] = now
            return True

    def forget(self, number: str) -> None:
        with self._lock:
            for generation in self._generations:
                generation.seen.pop(generation.digest(number), None)

    def clear(self) -> None:
        with self._lock:
            self._generations.clear()

    def _holds(self, number: str, now: float) -> bool:
        if not self._generations or now - self._generations[-1].born > A_DAY:
            self._generations = [*self._generations[-1:], _Generation(now)]
        marks = (generation.seen.get(generation.digest(number)) for generation in self._generations)
        return any(mark is not None and now - mark < self.seconds for mark in marks)
