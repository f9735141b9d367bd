"""The staff's way in and their settings: nothing for axe to find, on a phone in light and a desk in the dark."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage
from tests.browser.site import Site
from tests.browser.watch import axe

WINDOWS = [{"width": 390, "color_scheme": "light"}, {"width": 1440, "color_scheme": "dark"}]
IN_THE_OPEN = ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/signup/"]
SIGNED_IN = [
    "/accounts/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/logout/",
    "/desk/settings/numbers/",
    "/desk/settings/numbers/new/",
    "/desk/settings/staff/",
    "/desk/settings/staff/invite/",
    "/desk/settings/phone/",
    "/desk/settings/phone/kept/",
    "/desk/settings/duty/",
    "/desk/settings/audit/",
]


def faults(page: Page, addresses: list[str]) -> list[str]:
    found = []
    for address in addresses:
        page.goto(address)
        if report := axe(page):
            found.append(f"{address}: {report}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address}: scrolls sideways")
    return found


@pytest.mark.parametrize("window", WINDOWS)
def test_the_way_in_has_no_accessibility_fault(site: Site, new_page: NewPage, window: dict[str, object]) -> None:
    assert faults(new_page(**window), IN_THE_OPEN) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("window", WINDOWS)
def test_account_and_settings_have_no_accessibility_fault(
    site: Site, new_page: NewPage, window: dict[str, object]
) -> None:
    page = new_page(**window)  # type: ignore[arg-type]
    site.login(page, "daniel")
    assert faults(page, SIGNED_IN) == []
