"""axe finds nothing on any page, wide or narrow, light or dark; the watch sees no stranger and no policy breach."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.site import Site
from tests.browser.watch import axe

WIDE: dict[str, Any] = {"width": 1440}
NARROW_DARK: dict[str, Any] = {"width": 390, "height": 844, "color_scheme": "dark"}
WINDOWS = pytest.mark.parametrize("window", [WIDE, NARROW_DARK], ids=["wide, light", "narrow, dark"])
ARTICLE = "/updates/2025/04/irs-ice-addresses/"
PUBLIC = [
    "/",
    "/es/",
    "/updates/",
    "/updates/?q=address",
    ARTICLE,
    f"/es{ARTICLE}",
    "/ask/",
    "/es/ask/",
    "/ask/status/",
    "/accounts/login/",
    "/simulator/",
    "/nothing-here/",
]


def ask(page: Page, address: str, phone: str = "202-555-0171") -> None:
    """Fills in the form as a person would and sends it."""
    page.goto(address)
    page.check("input[name=detained][value=no]")
    page.select_option("select[name=language]", "en")
    page.check("input[name=reach][value=text]")
    page.fill("input[name=phone]", phone)
    page.fill("textarea[name=question]", "Is it safe to file this year?")
    page.click("form.sheet button.btn")


@WINDOWS
@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page(site: Site, new_page: NewPage, address: str, window: dict[str, Any]) -> None:
    page = new_page(**window)
    page.goto(address)
    assert axe(page) == ""


@WINDOWS
def test_the_form_with_mistakes_and_the_confirmation(site: Site, new_page: NewPage, window: dict[str, Any]) -> None:
    page = new_page(**window)
    page.goto("/ask/")
    page.click("form.sheet button.btn")
    expect(page).to_have_title(re.compile("Error"))
    assert axe(page) == ""
    ask(page, "/ask/")
    expect(page.locator(".code").first).to_be_visible()
    assert axe(page) == ""


@WINDOWS
def test_the_desk_locked_open_and_with_a_lead(site: Site, new_page: NewPage, window: dict[str, Any]) -> None:
    page = new_page(**window)
    site.login(page, "mei")
    page.goto("/desk/")
    expect(page.locator("[name=phrase]")).to_be_visible()
    assert axe(page) == ""
    site.unlock(page, "mei")
    assert axe(page) == ""
    page.locator("a.row").first.click()
    page.wait_for_url(re.compile("/desk/lead/"))
    assert axe(page) == ""


def test_the_settings(site: Site, page: Page) -> None:
    site.unlock(page, "daniel")
    found = {}
    for address in ("", "numbers/", "numbers/new/", "staff/", "staff/invite/", "duty/", "audit/"):
        answer = page.goto(f"/desk/settings/{address}")
        assert answer
        assert answer.status == 200, address
        found[address] = axe(page)
    assert not any(found.values()), found
