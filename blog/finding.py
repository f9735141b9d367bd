"""Finding updates by words: ranked, with an excerpt, forgiving a typo; the same on both databases.

Words of four letters and more match by their beginning, and a word in the title counts eight times.
Ranking reads every match, so only so many are ranked: those with every word in the title, and the
newest of the rest. Past a few hundred matches a rank says little more than the date does.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from rapidfuzz import fuzz, process

from blog.lists import rows
from blog.models import SearchRow, SearchWord, UpdatePage
from blog.search import terms_of

PAGE_SIZE = 20
RANKED = 300  # of the matches by text, and as many by title
EXCERPT = 220
ALIKE = 75  # of 100: two letters of eight wrong or swapped

SQLITE = """
    SELECT rowid, -bm25(blog_search, 8.0, 1.0, 0.0) FROM blog_search
    WHERE blog_search MATCH %s {within} ORDER BY rowid DESC LIMIT %s
"""
POSTGRESQL = """
    SELECT page_id, ts_rank(vector, asked) FROM (
        SELECT page_id, vector, asked FROM blog_searchrow, to_tsquery('simple', %s) asked
        WHERE vector @@ asked {within} ORDER BY page_id DESC LIMIT %s) newest
"""


@dataclass(frozen=True)
class Hit:
    page: UpdatePage
    excerpt: SafeString


@dataclass(frozen=True)
class Found:
    """One page of hits, and how many there are; when `uncounted`, more than that."""

    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    uncounted: bool = False
    corrected: str = ""  # what was looked for instead of the misspelt words

    def more_after(self, number: int) -> bool:
        return self.count > number * PAGE_SIZE


def find(query: str, language: str, number: int = 1, within: "QuerySet[UpdatePage] | None" = None) -> Found:
    """One page of hits in `language`; `within`: only updates of this queryset.

    When nothing is found, words no update has are taken for misspellings of words one has.
    """
    terms = terms_of(query)
    ids, uncounted = ranked(terms, language, within)
    corrected = ""
    if not ids and (instead := respelt(terms, language)) != terms:
        ids, uncounted = ranked(instead, language, within)
        terms, corrected = instead, " ".join(instead) if ids else ""
    shown = ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Found(hits_of(shown, language, terms), len(ids), uncounted, corrected)


def hits_of(ids: list[int], language: str, terms: list[str]) -> list[Hit]:
    pages = {page.pk: page for page in rows(language).filter(pk__in=ids)}
    texts = {
        pk: (text, words) for pk, text, words in SearchRow.objects.filter(pk__in=ids).values_list("pk", "text", "words")
    }
    return [Hit(pages[pk], excerpt_of(*texts[pk], terms)) for pk in ids if pk in pages]


def ranked(terms: list[str], language: str, within: "QuerySet[UpdatePage] | None" = None) -> tuple[list[int], bool]:
    """Page ids, best first, and whether more matched than were ranked."""
    if not terms:
        return [], False
    scores = scored(asked_for(terms, language), within)
    if uncounted := len(scores) > RANKED:
        scores |= scored(asked_for(terms, language, in_title=True), within)
    return sorted(scores, key=lambda pk: (scores[pk], pk), reverse=True), uncounted


def scored(asked: str, within: "QuerySet[UpdatePage] | None") -> dict[int, float]:
    """How well the newest matches match, by page id; one more than are counted."""
    among, params = subquery(within)
    sql = (SQLITE if connection.vendor == "sqlite" else POSTGRESQL).format(within=among)
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, *params, RANKED + 1])
        return dict(cursor.fetchall())


def subquery(within: "QuerySet[UpdatePage] | None") -> tuple[str, tuple[Any, ...]]:
    """The restriction as SQL. The `+` keeps SQLite from asking the index once for each page of it."""
    if within is None:
        return "", ()
    sql, params = within.order_by().values("pk").query.sql_with_params()
    return f"AND {'+rowid' if connection.vendor == 'sqlite' else 'page_id'} IN ({sql})", params


def asked_for(terms: list[str], language: str, *, in_title: bool = False) -> str:
    """The terms in the database's own language of queries; they hold letters, digits and `_` alone."""
    if connection.vendor == "sqlite":
        words = " ".join(f'"{term}"*' if len(term) >= 4 else f'"{term}"' for term in terms)
        columns = "title" if in_title else "{title words}"
        return f'language : "{language}" AND {columns} : ({words})'
    marks = "A" if in_title else "AB"
    words = " & ".join(f"{term}:*{marks}" if len(term) >= 4 else f"{term}:{marks}" for term in terms)
    return f"{words} & {tag(language)}:C"


def tag(language: str) -> str:
    """A language as the one word that the PostgreSQL index keeps for it."""
    return "language" + "".join(letter for letter in language.lower() if letter.isalnum())


def respelt(terms: list[str], language: str) -> list[str]:
    """Each term that begins no word of the language, replaced by the word most like it."""
    return [term if len(term) < 4 or known(term, language) else nearest(term, language) for term in terms]


def known(term: str, language: str) -> bool:
    return SearchWord.objects.filter(language=language, word__startswith=term).exists()


def nearest(term: str, language: str) -> str:
    """Among words that begin alike; people misspell the first letter least."""
    likely = SearchWord.objects.filter(language=language, word__startswith=term[0]).values_list("word", flat=True)
    found = process.extractOne(term, list(likely), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return found[0] if found else term


def excerpt_of(text: str, words: str, terms: list[str]) -> SafeString:
    """The sentence around the first word found, with every found word marked; `words` is `text` folded."""
    found = re.compile(r"\b(?:" + "|".join(f"{term}\\w*" if len(term) >= 4 else f"{term}\\b" for term in terms) + ")")
    start = first_of(words, terms, found)
    start = text.rfind(" ", 0, max(0, start - EXCERPT // 3)) + 1 if start > EXCERPT // 3 else 0
    piece, folded = text[start : start + EXCERPT], words[start : start + EXCERPT]
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


def first_of(words: str, terms: list[str], found: re.Pattern[str]) -> int:
    """Where the first found word begins, or 0. A plain search tells where the pattern is worth trying."""
    likely = [at for at in (words.find(term) for term in terms) if at >= 0]
    match = found.search(words, min(likely)) if likely else None
    return match.start() if match else 0
