"""A real site and Debian's Chromium. Every page is watched; see `tests/browser/watch.py`.

def test_…(site, page):            a desktop window, 1440 × 900
def test_…(site, phone):           390 × 844, touch
def test_…(site, plain_phone):     the same with JavaScript off
def test_…(site, new_page):        as many people as it takes: new_page(width=…, javascript=…, **context)
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from tests.browser.chromium import NAMES
from tests.browser.site import Site, living
from tests.browser.watch import Watch

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NewPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The whole firm, alive, seeded once; a test makes its own visitors and tells them by their words."""
    with living(Site, "browser", django_db_blocker) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. `make test` finds or fetches it; a bare pytest takes one from the PATH."""
    path = os.environ.get("CHROMIUM") or next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("no Chromium: run `make test`, which finds one, or set CHROMIUM to its path")
    # Playwright's loop runs in this thread from here on, and Django would refuse every later test its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(site: Site, browser: Browser) -> Iterator[NewPage]:
    """Opens a window of a person of their own: no cookie shared with any other."""
    watches: list[Watch] = []
    contexts = []

    def open_page(*, width: int = 1440, height: int = 900, javascript: bool = True, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript, base_url=site.url, **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        watches.append(Watch(context, site.url))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    seen = [line for watch in watches for line in watch.seen]
    assert not seen, "\n".join(seen)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    return new_page(width=390, height=844, has_touch=True, is_mobile=True)


@pytest.fixture
def plain_phone(new_page: NewPage) -> Page:
    return new_page(width=390, height=844, has_touch=True, is_mobile=True, javascript=False)
