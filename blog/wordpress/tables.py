"""An HTML table as the value of Wagtail's table block."""

from typing import Any

from bs4 import Tag

from firm.sanitiser import plain_text
from firm.tables import cells_of, grid_of, rows_of


def table_of(tag: Tag, caption: str = "") -> dict[str, Any] | None:
    """Cells as plain text, spans filled; None for a table that only arranged things on the screen."""
    rows = rows_of(tag)
    grid = grid_of(rows)
    if tag.find("table") or len(grid) < 2 or max((len(row) for row in grid), default=0) < 2:
        return None
    own = tag.find("caption")
    if isinstance(own, Tag):
        caption = plain_text(str(own)) or caption
    head, side = header_row(tag, rows[0]), header_column(rows)
    choice = {(True, True): "both", (True, False): "row", (False, True): "column"}.get((head, side), "neither")
    return {
        "data": grid,
        "table_caption": caption[:300],
        "table_header_choice": choice,
        "first_row_is_table_header": head,
        "first_col_is_header": side,
        "cell": [],
        "mergeCells": [],
    }


def header_row(tag: Tag, first: Tag) -> bool:
    cells = cells_of(first)
    bold = all(cell.name == "th" or cell.find(["b", "strong"]) for cell in cells)
    return bool(tag.find("thead")) or (bool(cells) and bold)


def header_column(rows: list[Tag]) -> bool:
    firsts = [cells[0] for row in rows[1:] if (cells := cells_of(row))]
    return bool(firsts) and all(cell.name == "th" for cell in firsts)
