"""`python -m tests.bench [--full]`: every measurement, side by side, on a database of its own."""

import argparse
import os
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command

import blog.demo
import firm.demo.facts
from tests.bench import articles, desks, importing, intake, searching
from tests.bench.table import Line, say, show
from tests.database import copies
from tests.vault.keys import DeskKeys


def parts() -> list[str]:
    return ["articles", "search", "intake", "desk", "import"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="10,000 updates, 100,000 leads, 1,000,000 messages, 100 MB of WordPress"
    )
    parser.add_argument("part", nargs="*", help=f"only these: {', '.join(parts())}")
    return parser.parse_args()


def lines_of(part: str, keys: DeskKeys, *, full: bool) -> list[Line]:
    if part == "articles":
        return articles.measure()
    if part == "search":
        return searching.measure(10_000 if full else 2_000)
    if part == "intake":
        return intake.measure()
    if part == "import":
        return importing.measure(100 if full else 2)
    return desks.measure(keys, *((100_000, 10) if full else (2_000, 5)))


def run(asked: argparse.Namespace) -> None:
    began = time.monotonic()
    chosen = [part for part in parts() if part in (asked.part or parts())]
    call_command("compiletexts", verbosity=0)
    firm.demo.facts.seed()
    blog.demo.seed()
    keys = DeskKeys(settings)
    if {"articles", "search"} & set(chosen):
        searching.fill(10_000 if asked.full else 2_000)
    lines: list[Line] = []
    for part in chosen:
        say(f"{time.monotonic() - began:5.0f} s  {part}")
        lines += lines_of(part, keys, full=asked.full)
    say()
    show(lines)
    say(f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {time.monotonic() - began:.0f} s")


def main() -> None:
    asked = arguments()
    place = copies()
    url = place.create("bench")
    place.use(url)
    try:
        run(asked)
    finally:
        place.drop(url)


main()
