"""A whole WordPress blog moving in: how long it takes, and how much memory at its peak."""

import os
import resource
import tempfile
import time
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from tests.bench.table import Line
from tests.blog.wordpress import HEAD, TAIL, item

# What a large export is made of: of 38 KB an item some 10 are the post. A heading, a list, a link to the post before, bold type and a picture.
PARAGRAPH = "<p>A judge has <strong>paused</strong> the rule, and what that means depends on your case. " * 7 + "</p>\n"
BODY = (
    "<h2>What changed</h2>\n" + PARAGRAPH * 5 + "<ul><li>One</li><li>Two</li></ul>\n"
    "<p>See <a href='https://old.example/2019/05/item-{before}/'>what we wrote before</a>.</p>\n"
    "<h2>What to do</h2>\n" + PARAGRAPH * 8
)
BUILDER = '[{"id":"a1","elType":"section","settings":{"padding":"20"},"elements":[]}],' * 300  # a page builder's copy
COMMENT = "<wp:comment><wp:comment_content>Thank you, this helped us. What about my brother?</wp:comment_content></wp:comment>"
LANGUAGES = ("en", "es")


def export(path: Path, megabytes: int) -> int:
    """Writes an export of that size, each post in two languages; how many posts it holds."""
    number = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        while file.tell() < megabytes * 1024 * 1024:
            for code in LANGUAGES:
                number += 1
                file.write(
                    item(
                        number,
                        BODY.format(before=number - len(LANGUAGES)),
                        date=f"{2005 + number % 20}-{number % 12 + 1:02d}-{number % 28 + 1:02d} 10:00:00",
                        terms=[
                            ("category", f"topic-{number % 8}", f"Topic {number % 8}"),
                            ("language", code, code),
                            ("post_translations", f"pll_{(number - 1) // 2}", "pll"),
                        ],
                        meta=[("_elementor_data", BUILDER), ("_yoast_wpseo_metadesc", f"What changed, part {number}.")],
                        more=COMMENT * 30,
                    )
                )
        file.write(TAIL)
    return number


def measure(megabytes: int) -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xml"
        posts = export(path, megabytes)
        seconds, before, peak = in_a_process_of_its_own(path)
    what = f"WordPress, {megabytes} MB, {posts:,} posts"
    return [
        Line(what, f"{seconds:.0f} s", f"{posts / seconds:.0f} posts a second"),
        Line("  its memory at the peak", f"{peak} MB", f"before it began: {before} MB"),
    ]


def in_a_process_of_its_own(path: Path) -> tuple[float, int, int]:
    """Seconds, and megabytes before and at the peak: a process never forgets its own peak, so a fresh one is asked."""
    connections.close_all()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            before, began = peak_now(), time.monotonic()
            call_command("import_wordpress", str(path), stdout=StringIO(), stderr=StringIO())
            os.write(write, f"{time.monotonic() - began} {before} {peak_now()}".encode())
            os._exit(0)
        finally:
            os._exit(1)
    os.close(write)
    with os.fdopen(read) as answer:
        said = answer.read()
    if os.waitpid(child, 0)[1]:
        raise RuntimeError("the import failed")
    seconds, before_it, peak = said.split()
    return float(seconds), int(before_it), int(peak)


def peak_now() -> int:
    """The most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
