"""The phone on a web page: texts, a call, a voicemail, the bell, on a real server with its worker."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.site import Site

SOON = 20_000  # milliseconds; the bell has five seconds, the voicemail's fetch as well


def test_a_text_is_acknowledged_and_rings_on_the_staff_phone(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/simulator/")
    page.select_option("#phone", "+12025550134")
    page.fill("#body", "Hola, necesito una consulta")
    page.click("#send")
    expect(page.locator("#thread .mine")).to_have_text("Hola, necesito una consulta")
    expect(page.locator("#thread .theirs")).to_contain_text("We have your message")
    expect(page.locator("#thread .theirs small")).to_have_text("Delivered", timeout=SOON)
    expect(page.locator("#bells .theirs").first).to_contain_text("Something arrived at the desk", timeout=SOON)


def test_a_call_that_nobody_takes_leaves_a_voicemail(site: Site, new_page: Callable[..., Page]) -> None:
    page = new_page(width=390, height=844)
    page.goto(f"{site.url}/simulator/")
    page.select_option("#phone", "+12025550171")
    page.click("#tab-call")
    page.click("#call")
    expect(page.locator("#captions")).to_contain_text("oprima el 2")
    page.click("[data-key='9']")
    page.click("#staff-answer")
    expect(page.locator("#ring-captions")).to_contain_text("Urgent")
    page.click("#staff-leave")
    expect(page.locator("#captions")).to_contain_text("grabada")
    page.fill("#record-name", "for the test")
    page.click("#record button")
    expect(page.locator("#call-status")).to_have_text("The call is over.")
    expect(page.locator("#call-error")).to_be_hidden()


def test_a_staff_phone_takes_the_call_with_1(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/simulator/")
    page.select_option("#phone", "+12025550171")
    page.click("#tab-call")
    page.click("#call")
    page.click("[data-key='9']")
    page.click("#staff-answer")
    page.click("#staff-accept")
    expect(page.locator("#call-status")).to_have_text("Talking with the staff.")
    page.click("#hang-up")
    expect(page.locator("#call-status")).to_have_text(re.compile("over"))
