"""The shared site: the processes of `make run`, on a database of its own."""

import json
import urllib.request

from playwright.sync_api import Page

from tests.browser.site import Site


def test_health_is_content_with_database_worker_and_spool(site: Site) -> None:
    with urllib.request.urlopen(f"{site.url}/health/") as answer:
        told = json.load(answer)
    assert [told[part]["status"] for part in ("database", "worker", "spool")] == ["ok", "ok", "ok"]


def test_nothing_secret_of_the_demo_is_readable_by_others(site: Site) -> None:
    for path in (site.folder / "demo").glob("*"):
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_an_editor_enters_with_the_printed_password(site: Site, page: Page) -> None:
    site.login(page, "noor")
    page.goto("/cms/")
    assert page.locator("h1").first.is_visible()
