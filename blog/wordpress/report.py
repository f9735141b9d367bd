"""What an import did and what it left, as a table a person can work through.

Written row by row while the import runs, so that a stopped import has its report too.
"""

import csv
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Self

COLUMNS = ("what", "detail", "title", "old address", "line in the file", "page here")


class Report:
    """A CSV file with one row per thing left out or changed, and the counts of what was done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.done: Counter[str] = Counter()
        self.left: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self.file = self.path.open("w", encoding="utf-8-sig", newline="")
        self.rows = csv.writer(self.file)
        self.rows.writerow(COLUMNS)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.file.close()

    def leave(self, what: str, detail: str, *about: object) -> None:
        """One thing that was not taken as it was; `about`: title, old address, line, page."""
        self.left[what] += 1
        self.rows.writerow([harmless(str(cell)) for cell in (what, detail, *about)])

    def summary(self) -> str:
        """What was done, and how much of what was left, in plain lines."""
        done = [f"  {number:>6}  {what}" for what, number in sorted(self.done.items())]
        left = [f"  {number:>6}  {what}" for what, number in sorted(self.left.items())]
        lines = ["Done:", *(done or ["  nothing"])]
        if left:
            lines += [f"To look at, each in {self.path}:", *left]
        return "\n".join(lines)


def harmless(cell: str) -> str:
    """A spreadsheet must not take somebody's title for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
