"""Ten minutes of 429 with a lock between: no reply is lost, and none is sent twice."""

import re

from playwright.sync_api import Page, expect

from tests.browser import people
from tests.browser.conftest import NewPage
from tests.browser.people import SOON
from tests.browser.site import Site

NUMBER = "+12025550165"
QUESTION = "¿Cuánto tarda la renovación del ITIN?"
TEN_MINUTES = "600"


def network(page: Page, site: Site, fault: str) -> None:
    answer = page.request.post(f"{site.url}/simulator/faults/", form={"fault": fault, "seconds": TEN_MINUTES})
    assert answer.ok


def test_replies_wait_through_429_and_a_lock_and_leave_once(site: Site, new_page: NewPage, plain_phone: Page) -> None:
    desk, phone = new_page(), new_page()
    people.ask_by_text(plain_phone, site, NUMBER, QUESTION)
    site.unlock(desk, "mei")
    people.open_lead(desk, QUESTION)
    network(phone, site, "429")
    try:
        people.send(desk, "Primera respuesta")
        people.send(desk, "Segunda respuesta")
        expect(desk.locator("#moments .msg.out.red")).to_have_count(2)
        desk.wait_for_timeout(11_000)  # polls try again meanwhile, and are refused
        expect(desk.locator("#moments .msg.out.red")).to_have_count(2)
        desk.locator("h1").first.click()
        desk.locator("body").press("l")
        expect(desk.locator(".unsent li")).to_have_count(2)
        desk.get_by_role("button", name=re.compile("Lock anyway")).click()
        expect(desk.locator("[name=phrase]")).to_be_visible()
    finally:
        network(phone, site, "")
    people.take_phone(phone, site, NUMBER)
    expect(phone.locator("#thread .theirs", has_text="respuesta")).to_have_count(0)  # nobody could open them

    site.unlock(desk, "mei")
    for words in ("Primera respuesta", "Segunda respuesta"):
        expect(phone.locator("#thread .theirs", has_text=words)).to_have_count(1, timeout=90_000)
    desk.wait_for_timeout(6_000)
    expect(phone.locator("#thread .theirs", has_text="respuesta")).to_have_count(2)
    desk.goto(f"{site.url}/desk/queue/waiting/")
    people.open_lead(desk, QUESTION)
    expect(desk.locator("#moments .msg.out.red")).to_have_count(0, timeout=SOON)
