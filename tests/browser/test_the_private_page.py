"""Code and key on paper, another phone, no JavaScript: she reads the answer; and a page left open locks itself."""

import re

from playwright.sync_api import Page, expect

from intake.ask.stamp import TOO_FAST
from tests.browser.conftest import NewPage
from tests.browser.people import open_lead, row_saying
from tests.browser.site import Site
from tests.browser.test_visitor_without_javascript import answer, submit
from tests.browser.watch import axe

QUESTION = "¿Puedo volver a entrar si salgo en marzo?"
REPLY = "No salga todavía. Venga el martes a las diez."


def ask_for_a_page(page: Page, site: Site, question: str) -> tuple[str, str]:
    """Sends the form without phone or e-mail; code and return key as the page shows them."""
    page.goto(f"{site.url}/es/ask/")
    answer(page, way="call", question=question)
    page.locator("#div_ask_reach label:has([value=page])").tap()
    page.wait_for_timeout(TOO_FAST * 1000)  # who is quicker is taken for a program
    submit(page)
    expect(page.locator(".code.key")).to_be_visible()
    return page.locator(".code").first.inner_text().strip(), page.locator(".code.key").inner_text().strip()


def open_page(page: Page, site: Site, code: str, key: str) -> None:
    page.goto(f"{site.url}/es/ask/status/")
    page.fill("#ask_reference", code)
    page.fill("#ask_key", key)
    page.locator("form.sheet button.btn").tap()
    expect(page.locator("#own-page")).to_be_visible()


def test_she_asks_without_a_phone_is_answered_and_writes_back(site: Site, new_page: NewPage) -> None:
    hers = new_page(width=390, height=844, has_touch=True, is_mobile=True, javascript=False)
    code, key = ask_for_a_page(hers, site, QUESTION)
    desk = new_page()
    site.unlock(desk, "mei")
    open_lead(desk, QUESTION)
    expect(desk.locator("#compose input[value=page]")).to_be_checked()
    desk.fill("#words", REPLY)
    desk.press("#words", "Control+Enter")
    expect(desk.locator("#moments .msg.out", has_text=REPLY)).to_have_count(1)
    assert axe(desk) == ""
    borrowed = new_page(width=390, height=844, has_touch=True, is_mobile=True, javascript=False)
    open_page(borrowed, site, code, key)
    expect(borrowed.locator("h1")).to_have_text("Le contestamos.")
    expect(borrowed.locator(".talk")).to_contain_text(REPLY)
    borrowed.fill("#ask_body", "El martes puedo.")
    borrowed.locator("button[value=message]").tap()
    expect(borrowed.locator(".kept")).to_have_text("Tenemos su mensaje.")
    assert not borrowed.context.cookies()
    assert key not in borrowed.url
    desk.goto(f"{site.url}/desk/")
    expect(row_saying(desk, "El martes puedo.")).to_have_count(1, timeout=20_000)


def test_a_page_left_open_warns_and_locks_itself(site: Site, new_page: NewPage) -> None:
    page = new_page(width=390, height=844, has_touch=True, is_mobile=True)
    code, key = ask_for_a_page(page, site, "¿Y si nadie mira esta página?")
    page.clock.install()
    open_page(page, site, code, key)
    warning = page.locator("[data-locking]")
    page.clock.fast_forward("08:06")
    expect(warning).to_be_visible()
    expect(page.locator("[data-stay]")).to_be_focused()
    page.locator("[data-stay]").tap()
    expect(warning).to_be_hidden()
    page.clock.fast_forward("08:06")
    expect(warning).to_be_visible()
    page.clock.fast_forward("02:06")
    expect(page.locator("#ask_key")).to_have_value("")
    assert not re.search(f"{key}|{code}", page.content())
