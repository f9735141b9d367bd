"""Seconds for one call, of several things in turn, so that a busy machine is busy for all of them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

ROUNDS = 7
Call = Callable[[], object]


@dataclass(frozen=True)
class Spent:
    """Seconds for one call: the median over the rounds."""

    cpu: float
    wall: float


def side_by_side(*calls: Call, seconds: float = 2.0) -> list[Spent]:
    """Each call's cost, in the order given; all together take about `seconds`."""
    slices = []
    for call in calls:
        call()  # the first is not counted: templates compile, caches fill
        began = time.perf_counter()
        call()
        once = max(time.perf_counter() - began, 1e-6)
        slices.append(max(1, int(seconds / len(calls) / ROUNDS / once)))
    rounds = [[a_round(call, times) for call, times in zip(calls, slices, strict=True)] for _ in range(ROUNDS)]
    return [
        Spent(median(one.cpu for one in turns), median(one.wall for one in turns))
        for turns in zip(*rounds, strict=True)
    ]


def a_round(call: Call, times: int) -> Spent:
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(times):
        call()
    return Spent((time.process_time() - cpu) / times, (time.perf_counter() - wall) / times)


def each(call: Call, times: int) -> list[float]:
    """Wall seconds of single calls, sorted: for a percentile."""
    call()
    return sorted(a_round(call, 1).wall for _ in range(times))
