"""An editor writes an update with preview, publishes it, and a visitor finds it."""

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.site import Site

TITLE = "Fee waivers: who may ask, and with which form"
DEK = "Some forms can be filed without paying. What to show, in plain words."
SOON = 2.0  # seconds from published to public


def test_what_an_editor_publishes_is_found_by_a_visitor_within_two_seconds(site: Site, page: Page, phone: Page) -> None:
    phone.goto("/updates/")  # fills the page cache, so that a stale page would be seen
    expect(phone.get_by_role("link", name=TITLE)).to_have_count(0)
    site.login(page, "noor")
    write(page, index=english_index(site))
    see_preview(page)
    expect(phone.get_by_role("link", name=TITLE)).to_have_count(0)
    publish(page)
    published = time.monotonic()
    while phone.goto("/updates/") and phone.get_by_role("link", name=TITLE).count() == 0:
        assert time.monotonic() - published < SOON, "published, and still not public"
    phone.goto("/updates/?q=fee+waivers")
    phone.get_by_role("link", name=TITLE).first.click()
    expect(phone.locator("h1")).to_have_text(TITLE)
    expect(phone.locator("main")).to_contain_text(DEK)
    expect(phone).to_have_url(re.compile(r"/updates/\d{4}/\d{2}/fee-waivers"))


def english_index(site: Site) -> str:
    """The id of `/updates/` in the CMS."""
    asked = "from blog.models import UpdatesIndexPage as I; print('id', I.objects.get(locale__language_code='en').pk)"
    found = re.search(r"id (\d+)", site.manage("shell", "-c", asked))
    assert found
    return found[1]


def write(page: Page, *, index: str) -> None:
    page.goto(f"/cms/pages/add/blog/updatepage/{index}/")
    page.fill("#id_title", TITLE)
    page.fill("#id_dek", DEK)


def see_preview(page: Page) -> None:
    page.get_by_role("button", name="Toggle preview").click()
    expect(page.frame_locator("iframe").first.locator("h1")).to_have_text(TITLE, timeout=30_000)
    page.get_by_role("button", name="Toggle preview").click()


def publish(page: Page) -> None:
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("published", timeout=30_000)
