"""What visitors and paralegals do in more than one test."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site
from tests.browser.test_visitor_without_javascript import answer, open_the_update, submit

SOON = 20_000  # milliseconds: a poll, a delivery report, a fetch by the worker


def ask_by_text(page: Page, site: Site, number: str, question: str, *, detained: bool = False) -> str:
    """A visitor sends the form under the Spanish update; the reference shown to them."""
    open_the_update(page, site)
    answer(page, detained=detained, question=question)
    page.fill("#ask_phone", number)
    submit(page)
    expect(page.locator(".code")).to_be_visible()
    return page.locator(".code").inner_text().strip()


def row_saying(page: Page, words: str) -> Locator:
    return page.locator("a.row", has_text=words)


def open_lead(page: Page, words: str) -> None:
    row_saying(page, words).click(timeout=SOON)
    expect(page.locator("#moments")).to_contain_text(words)


def send(page: Page, words: str) -> None:
    page.fill("#words", words)
    page.press("#words", "Control+Enter")
    expect(page.locator("#moments .msg.out", has_text=words)).to_have_count(1)


def take_phone(page: Page, site: Site, number: str) -> None:
    """The simulator, with this number's phone in hand."""
    page.goto(f"{site.url}/simulator/")
    page.select_option("#phone", number)
