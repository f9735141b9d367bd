"""Jobs that look at row states and do what is due: the worker calls each as often as it asks.

A sweep carries no arguments and keeps nothing in memory, so a killed worker loses nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Sweep:
    name: str
    seconds: float
    run: Callable[[], object]


SWEEPS: list[Sweep] = []


def sweep(*, seconds: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Registers a function of an app's `sweeps.py` to run every `seconds` in the worker."""

    def register(job: Callable[[], object]) -> Callable[[], object]:
        SWEEPS.append(Sweep(f"{job.__module__}.{job.__name__}", seconds, job))
        return job

    return register
