"""A request posted, sealed and on disk, beside a form that inserts what it was sent."""

import time
from unittest import mock
from urllib.parse import urlencode

from django.db import connection

from intake.ask import stamp
from intake.models import Envelope
from tests.ask.conftest import ANSWERS
from tests.bench import plain
from tests.bench.asking import ask, bare, whole
from tests.bench.table import Line, ms
from tests.bench.timing import side_by_side

MOST = 5000  # posts prepared; each carries a stamp of its own, or it would be the same request again
WAGTAIL = 1 / 66  # CPU seconds of a post to Wagtail's form page: what the budget was set from, not measured here


def bodies() -> list[bytes]:
    """Posts as a browser sends them, a minute after the page was opened."""
    with mock.patch("time.time", return_value=time.time() - 60):
        return [urlencode({**ANSWERS, "stamp": stamp.issue()}).encode() for _ in range(MOST)]


def measure() -> list[Line]:
    site, django = whole(), bare()
    ready = iter(bodies())
    posted = urlencode(ANSWERS).encode()
    with connection.schema_editor() as schema:
        schema.create_model(plain.PlainRequest)
    before = Envelope.objects.count()
    calls = [0]

    def send() -> None:
        calls[0] += 1
        ask(site, "/ask/", posted=next(ready))

    ours, theirs = side_by_side(send, lambda: ask(django, "/bench/form/", posted=posted), seconds=6)
    kept = Envelope.objects.count() - before
    if kept != calls[0]:
        message = f"{calls[0]} posts, {kept} envelopes"
        raise RuntimeError(message)
    Envelope.objects.all().delete()
    return [
        Line(
            "Request posted, one after another",
            f"{1 / ours.wall:.0f} a second",
            f"plain form, same disk: {1 / theirs.wall:.0f} a second",
            ours.wall / theirs.wall,
        ),
        Line(
            "  its CPU",
            ms(ours.cpu),
            f"plain form: {ms(theirs.cpu)}",
            ours.cpu / theirs.cpu,
            f"≤ {ms(WAGTAIL / 5)}",
            ours.cpu <= WAGTAIL / 5,
        ),
    ]
