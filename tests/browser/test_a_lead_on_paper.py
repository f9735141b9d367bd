"""A lead is printed for a file or a hearing: its thread and what is known, and nothing that only a screen needs."""

from playwright.sync_api import Page, expect

from tests.browser.site import Site


def test_paper_shows_the_thread_and_nothing_to_press(site: Site, page: Page) -> None:
    site.unlock(page, "tomas")
    page.goto(f"{site.url}/desk/")
    page.locator("#rows .row", has_text="Rosa M.").first.click()
    expect(page.locator("#name")).to_be_focused()
    page.emulate_media(media="print")
    for shown in ("#name", "#moments", "#info"):
        expect(page.locator(shown)).to_be_visible()
    for hidden in ("#rail", "#queue", "#compose", "#reveal", "#done"):
        expect(page.locator(hidden)).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.getElementById('timeline')).overflow") == "visible"
