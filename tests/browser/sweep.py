"""Looks for words, in every dress they may wear, in everything a running site has left behind."""

import base64
import gzip
import json
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

# zlib in base64: how Django packs a session or a signed object that is worth packing.
SIGNED = re.compile(rb"eJ[\w-]{8,}")
PACKED = (gzip.decompress, zlib.decompress, lambda data: zlib.decompress(data, -15))


def disguises(word: str) -> set[bytes]:
    """The bytes `word` may hide in: plain, UTF-16, base64 at any offset, hex, URL-encoded, JSON-escaped, reversed."""
    plain = word.encode()
    seen = {plain, plain.lower(), plain.upper(), plain.hex().encode(), plain.hex().upper().encode()}
    seen |= {word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode("latin-1", "ignore"), plain[::-1]}
    seen |= {quote(word).encode(), quote_plus(word).encode(), quote(quote(word)).encode()}
    escaped = json.dumps(word)[1:-1]
    seen |= {escaped.encode(), json.dumps(escaped)[1:-1].encode()}
    for text in (plain, word.encode("utf-16-le"), escaped.encode()):
        seen |= set(in_base64(text))
    return seen


def in_base64(text: bytes) -> Iterator[bytes]:
    """The letters of base64 that depend on `text` alone, whichever of three offsets it starts at."""
    for offset in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            letters = encode(b"\0" * offset + text)
            first = -(-offset * 8 // 6)
            whole = (offset + len(text)) * 8 // 6
            yield letters[first:whole]


def everything_in(*places: Path) -> Iterator[tuple[str, bytes]]:
    """Every file at or under `places`, and every value of every SQLite database among them."""
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file():
                yield str(path), path.read_bytes()
                if path.read_bytes()[:15] == b"SQLite format 3":
                    yield from values_in(path)


def values_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """Row by row, because a long value lies in pieces over several pages of the file."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = bytes
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        name = table.decode()
        try:
            rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
        except sqlite3.DatabaseError:
            continue  # a full-text index's shadow
        for row in rows:
            yield (
                f"{path}:{name}",
                b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row),
            )
    connection.close()


def rows_in(url: str) -> Iterator[tuple[str, bytes]]:
    """Every row of every table of a PostgreSQL database, as text."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            for row in connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))):
                values = (
                    bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row
                )
                yield f"postgresql:{table}", b"\n".join(values)


def database(url: str) -> Iterator[tuple[str, bytes]]:
    """What the database at `url` holds, its journals included."""
    if url.startswith("sqlite:///"):
        file = Path(url.removeprefix("sqlite:///"))
        yield from everything_in(*file.parent.glob(f"{file.name}*"))
    else:
        yield from rows_in(url)


def unpacked(data: bytes) -> Iterator[bytes]:
    """The data itself, what it holds if it is compressed as a whole, and what Django's signed values hold."""
    yield data
    for unpack in PACKED:
        try:
            yield unpack(data)
        except (OSError, EOFError, zlib.error):
            continue
    for token in SIGNED.findall(data):
        try:
            yield zlib.decompressobj().decompress(base64.urlsafe_b64decode(token + b"=" * (-len(token) % 4)))
        except (ValueError, zlib.error):
            continue


def found(words: Iterable[str], places: Iterable[tuple[str, bytes]]) -> list[str]:
    """Where any of `words` was found, one line each: the place and the word."""
    dressed = {word: disguises(word) for word in words}
    return [
        f"{place}: {word}"
        for place, data in places
        for layer in unpacked(data)
        for word, bodies in dressed.items()
        if any(body in layer for body in bodies)
    ]
