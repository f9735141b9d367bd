"""The phones on a web page: texts, calls, the bell, call-backs, on a real server with its worker."""

from playwright.sync_api import Page, expect

from tests.browser import people
from tests.browser.conftest import NewPage
from tests.browser.people import SOON
from tests.browser.site import Site


def test_a_text_is_acknowledged_and_rings_on_the_staff_phone(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/simulator/")
    page.select_option("#phone", "+12025550134")
    page.fill("#body", "Hola, necesito una consulta")
    page.click("#send")
    expect(page.locator("#thread .mine")).to_have_text("Hola, necesito una consulta")
    expect(page.locator("#thread .theirs")).to_contain_text("We have your message")
    expect(page.locator("#thread .theirs small")).to_have_text("Delivered", timeout=SOON)
    expect(page.locator("#steps li").first).to_contain_text("sealed before it is answered")
    expect(page.locator("#bells .theirs").first).to_contain_text("Something arrived at the desk", timeout=SOON)


def test_on_a_narrow_screen_a_call_goes_from_phone_to_phone(site: Site, new_page: NewPage) -> None:
    page = new_page(width=390, height=844)
    page.goto(f"{site.url}/simulator/")
    page.click("[data-show=staff]")
    people.let_phones_rest(page, site)
    page.click("[data-show=a]")
    page.select_option("#phone", "+12025550171")
    page.click("#tab-call")
    page.click("#call")
    page.click("[data-key='9']")
    page.click("[data-show=staff]")
    people.answer_who_rings(page)
    expect(page.locator("#ring-captions")).to_contain_text("Urgent")
    page.click("#staff-accept")
    page.click("[data-show=a]")
    expect(page.locator("#call-status")).to_have_text("Talking with the staff.")
    page.click("#hang-up")
    expect(page.locator("#call-status")).to_have_text("The call is over.")


def test_a_reply_the_carrier_drops_is_told_in_words_and_the_caller_is_called_back(
    site: Site, new_page: NewPage
) -> None:
    desk, phones = new_page(), new_page()
    people.take_phone(phones, site, "+12025550161")
    people.let_phones_rest(phones, site)
    phones.fill("#body", "Necesito que me llamen por la cita")
    phones.click("#send")
    site.unlock(desk, "mei")
    people.open_lead(desk, "Necesito que me llamen")
    phones.request.post(f"{site.url}/simulator/faults/", form={"fault": "30007", "seconds": "60"})
    try:
        people.send(desk, "Buenos días")
        expect(desk.locator("#moments .msg.out.red")).to_contain_text("not delivered", timeout=SOON)
    finally:
        phones.request.post(f"{site.url}/simulator/faults/", form={"fault": "", "seconds": "0"})
    desk.locator("h1").first.click()
    desk.locator("body").press("p")
    desk.locator("body").press("1")
    expect(phones.locator("#ring-status")).to_contain_text("Incoming call", timeout=SOON)
    phones.click("#staff-answer")
    phones.click("#staff-accept")
    expect(phones.locator("#call-status")).to_contain_text("Incoming call")
    phones.click("#handset [data-act=answer]")
    expect(phones.locator("#call-status")).to_have_text("Talking with the staff.")
    phones.click("#hang-up")
    expect(desk.locator("#moments")).to_contain_text("called through the firm’s line: connected", timeout=SOON)
