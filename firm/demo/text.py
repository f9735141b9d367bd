"""Plain text of the demo files into the rich text and blocks that editors see in the CMS."""

import re
from html import escape
from pathlib import Path
from tomllib import loads
from typing import Any

STRONG = re.compile(r"\*\*(.+?)\*\*")
STRESSED = re.compile(r"\*(.+?)\*")


def read(path: Path) -> dict[str, Any]:
    """One TOML file.

    Raises:
        tomllib.TOMLDecodeError: the file was edited and no longer parses.
    """
    return loads(path.read_text(encoding="utf-8"))


def line(text: str) -> str:
    """One line with its stresses: `**bold**` and `*foreign words*`."""
    marked = STRONG.sub(r"<b>\1</b>", escape(text.strip(), quote=False))
    return STRESSED.sub(r"<i>\1</i>", marked)


def rich(text: str) -> str:
    """Paragraphs, parted by empty lines."""
    return "".join(f"<p>{line(paragraph)}</p>" for paragraph in text.strip().split("\n\n"))


def body(pieces: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """The stream of `firm.blocks.BodyBlock`; a piece is what its first key says.

    Raises:
        ValueError: a piece of a kind no page has.
    """
    return [_block(piece) for piece in pieces]


def _block(piece: dict[str, Any]) -> tuple[str, Any]:
    match piece:
        case {"heading": heading, "text": text}:
            return "section", {"heading": heading, "text": rich(text)}
        case {"callout": heading, "text": text}:
            return "callout", {"heading": heading, "text": rich(text)}
        case {"quote": text, "who": who}:
            return "quote", {"text": text, "who": who}
        case {"table": caption, "columns": columns, "rows": rows}:
            return "table", _table(caption, [columns, *rows])
    raise ValueError(f"No block for {sorted(piece)}")


def _table(caption: str, rows: list[list[str]]) -> dict[str, Any]:
    return {
        "data": rows,
        "table_caption": caption,
        "table_header_choice": "row",
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "cell": [],
        "mergeCells": [],
    }
