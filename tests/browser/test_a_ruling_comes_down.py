"""A ruling comes down: an editor proposes at a desk, an attorney approves on a phone, a reader sees it at once."""

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.site import Site
from tests.browser.watch import axe

STORY = "Alien registration"
ARTICLE = "/updates/2025/04/alien-registration/"
SOON = 10.0  # seconds; two are promised, and a busy machine may take its time


def test_one_tap_on_a_phone_moves_the_standing_on_every_page(
    site: Site, page: Page, phone: Page, new_page: NewPage
) -> None:
    reader = new_page()
    reader.goto(ARTICLE)
    expect(reader.locator(".stand .big")).to_have_text("In effect")
    site.login(page, "noor")
    propose(page)
    expect(page.locator(".turn[lang=es] .pair > div").last).to_contain_text("Una corte la suspendió.")
    approve(site, phone)
    tapped = time.monotonic()
    for path, words in ((ARTICLE, "Paused by a court"), (f"/es{ARTICLE}", "Suspendido por una corte")):
        while reader.goto(path) and reader.locator(".stand .big").inner_text() != words:
            assert time.monotonic() - tapped < SOON, "approved, and a page still shows the old standing"
    expect(reader.locator(".stand")).to_contain_text("Una corte la suspendió.")
    page.reload()
    expect(page.locator(".paste textarea").last).to_have_value(
        re.compile(f"Una corte la suspendió.*/es{ARTICLE}", re.S)
    )


def propose(page: Page) -> None:
    page.goto("/cms/rulings/new/")
    page.get_by_role("link", name=STORY).click()
    expect(page.locator("#id_story option:checked")).to_have_text(STORY)
    page.select_option("#id_standing", "paused")
    page.fill("#id_date", "2025-04-20")
    page.fill("[name=sentence_en]", "A court has paused it.")
    page.fill("[name=sentence_es]", "Una corte la suspendió.")
    page.fill("#id_source", "https://example.org/order")
    page.get_by_role("button", name="Put before the attorneys").click()
    expect(page.locator(".messages")).to_contain_text("attorneys have been told")


def approve(site: Site, phone: Page) -> None:
    site.login(phone, "ines")
    phone.goto("/staff/approvals/")
    phone.get_by_role("link", name=STORY).click()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(phone) == ""
    phone.get_by_role("button", name="Approve and publish").click()
    expect(phone.locator(".notices")).to_contain_text("Every page of the story shows it now.")
