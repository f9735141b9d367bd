"""The watch over every browser test is worth nothing unless it sees what it watches for."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.watch import Watch, axe

OURS = "http://localhost:1"
POLICY = {"Content-Security-Policy": "default-src 'none'; img-src *", "Content-Type": "text/html"}


@pytest.fixture
def context(browser: Browser) -> BrowserContext:
    return browser.new_context()


def served(context: BrowserContext, body: str) -> tuple[Page, Watch]:
    """A page with `body` under a strict policy, from an address nobody listens at."""
    watch = Watch(context, OURS)
    context.route("**/*", lambda route: route.fulfill(status=204))
    context.route(f"{OURS}/", lambda route: route.fulfill(headers=POLICY, body=f"<!doctype html>{body}"))
    page = context.new_page()
    page.goto(f"{OURS}/")
    page.wait_for_timeout(200)
    context.close() if not body.startswith("<title>kept") else None
    return page, watch


def test_a_request_to_somebody_else(context: BrowserContext) -> None:
    _, watch = served(context, '<img src="https://elsewhere.example/pixel.gif">')
    assert watch.seen == ["third-party request: https://elsewhere.example/pixel.gif"]


@pytest.mark.parametrize("body", ["<script>1</script>", "<p style='color:red'>x", "<p onclick='1'>x</p>"])
def test_a_breach_of_the_policy(context: BrowserContext, body: str) -> None:
    page, watch = served(context, f"<title>kept</title>{body}")
    if "onclick" in body:
        page.click("p")
    context.close()
    assert len(watch.seen) == 1
    assert "policy breach" in watch.seen[0]


def test_axe_runs_under_the_strict_policy_and_finds_a_picture_without_words(context: BrowserContext) -> None:
    page, watch = served(context, "<title>kept</title><main lang=en><h1>A</h1><img src='/x.png'></main>")
    found = axe(page)
    context.close()
    assert "image-alt" in found
    assert watch.seen == []


def test_our_own_requests_are_no_matter(context: BrowserContext) -> None:
    _, watch = served(context, "<img src='/own.png' alt=''>")
    assert watch.seen == []
