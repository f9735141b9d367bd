"""The table of a page's body: cells pasted from Word or a spreadsheet come out as clean cells.

Pasting onto a cell fills the grid by itself. Pasting *into* a cell that is being typed in puts the
whole table there, as tab-separated lines or as HTML: it is spread over the grid when the form is sent.
"""

import csv
import json
from io import StringIO
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.translation import gettext as _
from wagtail.contrib.table_block.blocks import TableBlock

from firm.sanitiser import plain_text

MOST_COLUMNS = 40
MOST_ROWS = 2000
Grid = list[list[str]]


class PastedTableBlock(TableBlock):
    """Wagtail's table block; a caption is asked for before publishing, so that who listens knows which table it is."""

    def value_from_form(self, value: str) -> Any:
        table = json.loads(value)
        if table and table.get("data"):
            data = cleaned(table["data"])
            if data != table["data"]:
                table |= {"data": data, "cell": [], "mergeCells": []}
        return table

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value and not self.is_deferred_validation and not (value.get("table_caption") or "").strip():
            said: Any = ErrorList(
                [_("Give the table a caption: what it compares.")]
            )  # as Wagtail's blocks hand errors on
            raise ValidationError("Validation error in PastedTableBlock", params=said)
        return value

    def deconstruct(self) -> Any:
        """Migrations see Wagtail's own block: what is stored is the same."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.contrib.table_block.blocks.TableBlock", args, kwargs


def cleaned(data: list[list[Any]]) -> Grid:
    """Plain words in every cell, a pasted table spread out, nothing empty around it."""
    spread: Grid = []
    for row in data:
        tables = [pasted(str(cell or "")) for cell in row]
        found = next((table for table in tables if table), None)
        if found is not None and sum(bool(str(cell or "").strip()) for cell in row) == 1:
            spread += found
        else:
            spread.append([plain_text(str(cell or "")) for cell in row])
    return without_edges(spread)


def pasted(text: str) -> Grid | None:
    """The cells of a table that somebody pasted into one cell; None for an ordinary cell."""
    if "<table" in text.lower():
        table = BeautifulSoup(text, "html.parser").find("table")
        return grid_of(rows_of(table)) if isinstance(table, Tag) else None
    if "\t" in text.strip("\t"):
        rows = list(csv.reader(StringIO(text.strip("\n")), delimiter="\t"))
        return [[plain_text(cell) for cell in row] for row in rows]
    return None


def without_edges(grid: Grid) -> Grid:
    """Rows of equal length, without the empty ones at the end and the empty columns at the right."""
    while len(grid) > 1 and not any(grid[-1]):
        grid = grid[:-1]
    width = max((x + 1 for row in grid for x, cell in enumerate(row) if cell), default=1)
    return [(row + [""] * width)[:width] for row in grid]


def rows_of(table: Tag) -> list[Tag]:
    return [row for row in table.find_all("tr") if row.find_parent("table") is table][:MOST_ROWS]


def cells_of(row: Tag) -> list[Tag]:
    return [cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row]


def grid_of(rows: list[Tag]) -> Grid:
    """Every row equally long; a cell over several columns or rows stands in the first and leaves the others empty."""
    grid: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in cells_of(row):
            while (y, x) in grid:
                x += 1
            for down in range(span(cell, "rowspan", len(rows) - y)):
                for right in range(span(cell, "colspan", MOST_COLUMNS - x)):
                    grid[y + down, x + right] = plain_text(str(cell)) if not (down or right) else ""
            x += 1
    width = max((x for _y, x in grid), default=-1) + 1
    return [[grid.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def span(cell: Tag, name: str, most: int) -> int:
    value = str(cell.get(name) or "1")
    return max(1, min(int(value), most)) if value.isdigit() else 1
