"""Search over title and text of the public updates, the same on SQLite and PostgreSQL.

Accents and case are folded in Python before anything is indexed, so `busqueda` finds `búsqueda` on
both databases alike. The index is the database's own (FTS5, or a GIN index over a tsvector); words
of four letters and more match by their beginning, title before text.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from blog.lists import rows
from blog.models import SearchRow, UpdatePage

MOST_TERMS = 8
PAGE_SIZE = 20
EXCERPT = 220


def fold(text: str) -> str:
    """Lower case without accents, letter for letter, so that positions in both texts agree."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in unicodedata.normalize("NFC", text)).lower()


def terms_of(query: str) -> list[str]:
    """The words looked for, folded; a plural's `s` is dropped, since longer words match by beginning."""
    words = re.findall(r"\w+", fold(query[:200]))[:MOST_TERMS]
    return [word.removesuffix("s") if len(word) > 4 else word for word in words]


def text_of(page: UpdatePage) -> str:
    """Everything a reader can read on the page, but its title, in one line."""
    pieces: list[str] = [page.dek]
    for stream in (page.in_short, page.body, page.means, page.track):
        for block in stream:
            pieces += words_in(block.value)
    pieces += [str(page.unknown), page.next_step]
    for source in page.sources:
        pieces += [source.value["title"], source.value.get("note") or ""]
    spaced = " ".join(pieces).replace("<", " <").replace("&nbsp;", " ")
    return unicodedata.normalize("NFC", " ".join(strip_tags(spaced).split()))


def words_in(value: Any) -> list[str]:
    """The texts inside a block's value, whatever its shape; pictures and dates have none."""
    if isinstance(value, str):
        return [value]
    if hasattr(value, "source"):
        return [value.source]
    if isinstance(value, dict):
        return [text for part in value.values() for text in words_in(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in words_in(part)]
    return []


def index(page: UpdatePage) -> None:
    """Makes a public page findable, and one that is not public no longer so."""
    if not page.live:
        forget(page.pk)
        return
    text = text_of(page)
    SearchRow.objects.update_or_create(
        page_id=page.pk,
        defaults={"language": page.locale.language_code, "title": fold(page.title), "words": fold(text), "text": text},
    )


def forget(page_id: int) -> None:
    SearchRow.objects.filter(page_id=page_id).delete()


SQLITE = """
    SELECT r.page_id FROM blog_search JOIN blog_searchrow r ON r.page_id = blog_search.rowid
    WHERE blog_search MATCH %s AND r.language = %s ORDER BY bm25(blog_search, 8.0, 1.0) LIMIT %s OFFSET %s
"""
POSTGRESQL = """
    SELECT page_id FROM blog_searchrow, to_tsquery('simple', %s) asked
    WHERE blog_search_vector(title, words) @@ asked AND language = %s
    ORDER BY ts_rank(blog_search_vector(title, words), asked) DESC, page_id DESC LIMIT %s OFFSET %s
"""


def asked_for(terms: list[str]) -> str:
    """The terms in the database's own language of queries; they hold letters, digits and `_` alone."""
    if connection.vendor == "sqlite":
        return " ".join(f'"{term}"*' if len(term) >= 4 else f'"{term}"' for term in terms)
    return " & ".join(f"{term}:*" if len(term) >= 4 else term for term in terms)


def find_ids(query: str, language: str, *, limit: int = PAGE_SIZE, offset: int = 0) -> list[int]:
    """Page ids, best first."""
    terms = terms_of(query)
    if not terms:
        return []
    sql = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked_for(terms), language, limit, offset])
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True)
class Hit:
    page: UpdatePage
    excerpt: SafeString


def find(query: str, language: str, page_number: int = 1) -> tuple[list[Hit], bool]:
    """One page of hits, and whether there are more."""
    ids = find_ids(query, language, limit=PAGE_SIZE + 1, offset=(page_number - 1) * PAGE_SIZE)
    pages = {page.pk: page for page in rows(language).filter(pk__in=ids[:PAGE_SIZE])}
    texts = dict(SearchRow.objects.filter(pk__in=ids[:PAGE_SIZE]).values_list("pk", "text"))
    terms = terms_of(query)
    hits = [Hit(pages[pk], excerpt_of(texts[pk], terms)) for pk in ids[:PAGE_SIZE] if pk in pages]
    return hits, len(ids) > PAGE_SIZE


def excerpt_of(text: str, terms: list[str]) -> SafeString:
    """The sentence around the first word found, with every found word marked."""
    found = re.compile(r"\b(?:" + "|".join(f"{term}\\w*" if len(term) >= 4 else f"{term}\\b" for term in terms) + ")")
    folded = fold(text)
    first = found.search(folded)
    start = max(0, first.start() - EXCERPT // 3) if first else 0
    start = text.rfind(" ", 0, start) + 1 if start else 0
    piece, folded = text[start : start + EXCERPT], folded[start : start + EXCERPT]
    out, done = [], 0
    for match in found.finditer(folded):
        out += [
            conditional_escape(piece[done : match.start()]),
            format_html("<mark>{}</mark>", piece[match.start() : match.end()]),
        ]
        done = match.end()
    out.append(conditional_escape(piece[done:]))
    before, after = "… " if start else "", " …" if start + EXCERPT < len(text) else ""
    return mark_safe(before + "".join(out) + after)  # noqa: S308  every piece is escaped above
