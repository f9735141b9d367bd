"""The printed table: ours, what it is compared with, the ratio, the budget, and whether it is kept."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    what: str
    ours: str
    compared: str = ""
    ratio: float | None = None  # above 1: we take that many times as long
    budget: str = ""
    kept: bool | None = None  # None: no budget

    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        verdict = {None: "", True: "kept", False: "MISSED"}[self.kept]
        return self.what, self.ours, self.compared, ratio, self.budget, verdict


HEADINGS = ("", "ours", "compared with", "ratio", "budget", "")


def ms(seconds: float) -> str:
    thousandths = seconds * 1000
    return f"{thousandths:.3f} ms" if thousandths < 1 else f"{thousandths:.1f} ms"


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def show(lines: list[Line]) -> None:
    rows = [HEADINGS, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
