"""An update from the page cache, and one that has to be rendered."""

from itertools import count

from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import UpdatePage
from tests.bench import plain
from tests.bench.asking import ask, bare, whole
from tests.bench.table import Line, ms
from tests.bench.timing import side_by_side


def address() -> str:
    """The longest English update of the demo firm: the one with the most to render."""
    longest = max(UpdatePage.objects.filter(locale__language_code="en")[:20], key=lambda page: len(str(page.body)))
    return f"/updates/{longest.dated_slug}/"


def measure() -> list[Line]:
    path, site, django = address(), whole(), bare()
    page = plain.body = ask(site, path)
    headers = [("Content-Type", "text/html"), ("Content-Length", str(len(page)))]

    def nothing(_environ: object, start: object) -> list[bytes]:
        start("200 OK", headers)  # type: ignore[operator]
        return [page]

    cached, same, none = side_by_side(
        lambda: ask(site, path), lambda: ask(django, "/bench/bytes/"), lambda: ask(nothing, path)
    )
    number = count()
    # Every number is another page to the cache, and the same to the article.
    fresh = lambda: ask(site, f"{path}?page={next(number)}")  # noqa: E731
    rendered, empty = side_by_side(fresh, lambda: ask(django, "/bench/empty/"), seconds=4)
    with CaptureQueriesContext(connection) as queries:
        fresh()
    asked = len(queries)
    speed = same.cpu / cached.cpu
    return [
        Line(
            f"Cached update, {len(page) // 1024} KiB",
            ms(cached.cpu),
            f"the same bytes, Django's bare handler: {ms(same.cpu)}",
            cached.cpu / same.cpu,
            "ratio ≤ 1",
            speed >= 1,
        ),
        Line("", ms(cached.cpu), f"the same bytes, no Django: {ms(none.cpu)}", cached.cpu / none.cpu),
        Line(
            "Update not cached, CPU",
            ms(rendered.cpu),
            f"an empty template: {ms(empty.cpu)}",
            rendered.cpu / empty.cpu,
            "≤ 3 ms",
            rendered.cpu <= 0.003,
        ),
        Line("Update not cached, queries", str(asked), budget="≤ 6", kept=asked <= 6),
    ]
