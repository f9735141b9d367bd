"""Makes the pictures of docs/editors.md from this very CMS: `python -m tests.browser.editors_pictures`.

Starts a demo of its own in a temporary folder, so that the pictures show what an editor sees today;
`python -m tests.browser.editors_pictures http://localhost:8000` takes a running demo.
"""

import json
import re
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import named, on_path
from tests.browser.conftest import FLAGS
from tests.browser.site import DOMAIN, Site

HOUSE = Path(__file__).resolve().parents[2]
OUT = HOUSE / "docs" / "screenshots"
COLOURS = 96


def main() -> None:
    if len(sys.argv) > 1:
        password = json.loads((HOUSE / ".demo" / "logins.json").read_text())[f"noor@{DOMAIN}"]["password"]
        take(sys.argv[1], password)
        return
    with tempfile.TemporaryDirectory() as folder:
        site = Site(f"sqlite:///{folder}/demo.sqlite3")
        try:
            site.seed()
            site.start()
            take(site.url, site.login_of("noor")["password"])
        finally:
            site.stop()
            site.remove()


def take(url: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=named() or on_path(), args=FLAGS)
        page = browser.new_page(base_url=url, viewport={"width": 1280, "height": 860})
        page.goto("/accounts/login/")
        page.fill("input[name=login]", f"noor@{DOMAIN}")
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(re.compile("/cms/"))
        for name, show in SCENES.items():
            show(page)
            page.wait_for_timeout(800)
            small(page.screenshot(), OUT / f"{name}.png")
        browser.close()


def small(png: bytes, path: Path) -> None:
    """A screenshot of few colours: a fifth of its bytes, and nobody sees a difference."""
    Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def home(page: Page) -> None:
    page.goto("/cms/")
    page.wait_for_load_state("networkidle")


def ruling(page: Page) -> None:
    """The end of the form, where it says which updates are replaced."""
    page.goto("/cms/rulings/new/")
    page.get_by_role("link", name="IRS–ICE").click()
    page.wait_for_load_state("networkidle")
    page.locator("[name^=replaced_]").last.scroll_into_view_if_needed()
    page.mouse.wheel(0, 900)


def sign_off(page: Page) -> None:
    """An update that waits to be sent."""
    page.goto("/cms/pages/search/?q=IRS")
    link = page.get_by_role("link", name="ICE can now ask the IRS").first
    number = re.search(r"/cms/pages/(\d+)/", link.get_attribute("href") or "")
    page.goto(f"/cms/sign-off/{number[1] if number else ''}/")
    page.wait_for_load_state("networkidle")


def update(page: Page) -> None:
    """The form of a published update."""
    page.goto("/cms/pages/search/?q=agents")
    address = page.locator('a[href*="/cms/pages/"][href$="/edit/"]').first.get_attribute("href")
    page.goto(address or "")
    page.wait_for_selector("[data-how-it-reads] h3")


def reads(page: Page) -> None:
    page.locator("[data-how-it-reads]").scroll_into_view_if_needed()
    page.wait_for_selector("[data-how-it-reads] h3")
    page.evaluate("document.querySelector('[data-how-it-reads]').scrollIntoView({block: 'center'})")


def preview(page: Page) -> None:
    page.evaluate("window.scrollTo(0, 0)")
    page.get_by_role("button", name="Toggle preview").click()
    page.wait_for_timeout(6000)


def share(page: Page) -> None:
    number = re.search(r"/cms/pages/(\d+)/", page.url)
    page.goto(f"/cms/previews/{number[1] if number else ''}/")
    page.fill("#for_whom", "Daniel, to read on his phone")
    page.get_by_role("button", name="Make a link").click()
    page.wait_for_load_state("networkidle")


def menus(page: Page) -> None:
    page.goto("/cms/settings/firm/menus/")
    page.wait_for_load_state("networkidle")


SCENES: dict[str, Callable[[Page], None]] = {
    "editor-home": home,
    "editor-ruling": ruling,
    "editor-sign-off": sign_off,
    "editor-update": update,
    "editor-how-it-reads": reads,
    "editor-preview": preview,
    "editor-share": share,
    "editor-menus": menus,
}

if __name__ == "__main__":
    main()
