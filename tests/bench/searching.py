"""The search over many updates, beside the index underneath it asked directly."""

import random
import sqlite3
from typing import Any

from django.db import connection
from wagtail.models import Page

from blog import finding, search
from blog.models import SearchRow, UpdatePage
from tests.bench.asking import ask, whole
from tests.bench.table import Line, ms
from tests.bench.timing import side_by_side

COMMON = [
    "visa",
    "asylum",
    "court",
    "order",
    "removal",
    "deadline",
    "judge",
    "ruling",
    "parole",
    "status",
    "notice",
    "address",
]
QUESTIONS = {"one hit": "unique1234", "common words": "asylum deadline"}  # words match by their beginning
DIRECT = "SELECT rowid FROM blog_search WHERE blog_search MATCH ? ORDER BY bm25(blog_search, 8.0, 1.0, 0.0) LIMIT 21"


def fill(posts: int) -> None:
    """Copies of one update until there are `posts`, each with 200 words of its own."""
    model = UpdatePage.objects.filter(locale__language_code="en").first()
    index = model.get_parent()
    base = Page.objects.get(pk=model.pk)
    shared = {field.attname: getattr(base, field.attname) for field in Page._meta.local_fields}
    start = Page.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    copies = []
    for n in range(posts - UpdatePage.objects.count()):
        own = {"id": start + n, "slug": f"u{n}", "translation_key": f"{n:032x}"}
        path = index._get_path(index.path, base.depth, 1000 + n)
        copies.append(Page(**shared | own | {"path": path, "url_path": f"{index.url_path}u{n}/"}))
    Page.objects.bulk_create(copies, batch_size=500)
    copy_update(model.pk, start)
    chance = random.Random(1)  # noqa: S311
    vocabulary = [f"word{n}" for n in range(5000)] + COMMON * 40
    SearchRow.objects.bulk_create(
        (row(page, chance.choices(vocabulary, k=200), n) for n, page in enumerate(copies)), batch_size=500
    )


def copy_update(model: int, start: int) -> None:
    """The update's own columns, for every copied page."""
    names = [connection.ops.quote_name(field.column) for field in UpdatePage._meta.local_fields]
    rest = ", ".join(name for name in names if name != '"page_ptr_id"')
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO blog_updatepage (page_ptr_id, {rest}) SELECT p.id, {rest} "  # noqa: S608
            "FROM wagtailcore_page p, blog_updatepage u WHERE p.id >= %s AND u.page_ptr_id = %s",
            [start, model],
        )


def row(page: Page, words: list[str], n: int) -> SearchRow:
    text = f"{' '.join(words)} unique{n}"
    return SearchRow(page_id=page.pk, language="en", title=f"update {n} {words[0]}", words=text, text=text)


def measure(posts: int) -> list[Line]:
    site, direct = whole(), sqlite3.connect(connection.settings_dict["NAME"])
    lines = []
    for name, asked in QUESTIONS.items():
        terms = search.terms_of(asked)
        match = finding.asked_for(terms, "en")
        ours, ids, index, page = side_by_side(
            lambda asked=asked: finding.find(asked, "en"),
            lambda terms=terms: finding.ranked(terms, "en"),
            lambda match=match: direct.execute(DIRECT, [match]).fetchall(),
            lambda asked=asked: ask(site, f"/updates/?q={asked.replace(' ', '+')}"),
            seconds=3,
        )
        compared: dict[str, Any] = {"compared": f"FTS5 alone: {ms(index.cpu)}"}
        what = f"Search, {posts:,} updates, {name}"
        lines += [
            Line(what, ms(ours.cpu), **compared, ratio=ours.cpu / index.cpu, budget="≤ 5 ms", kept=ours.cpu <= 0.005),
            Line("  of it finding the updates", ms(ids.cpu), **compared, ratio=ids.cpu / index.cpu),
            Line("  and the whole page of hits", ms(page.cpu), **compared, ratio=page.cpu / index.cpu),
        ]
    direct.close()
    return lines
