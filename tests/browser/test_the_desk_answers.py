"""The whole path: a visitor asks, a paralegal answers, and whatever comes back lands where it belongs."""

from playwright.sync_api import Page, expect

from tests.browser import people
from tests.browser.conftest import NewPage
from tests.browser.people import SOON
from tests.browser.site import Site

NUMBER = "+12025550161"
QUESTION = "Mi hermana fue detenida hoy en la corte. ¿Qué hago?"


def clear_what_is_urgent(page: Page) -> None:
    """The demo's own emergencies are dealt with, so that the next one is the first."""
    urgent = page.locator("a.row[data-urgent]")
    while left := urgent.count():
        urgent.first.click()
        expect(page.locator("#moments")).to_be_visible()
        page.locator("body").press("e")
        expect(urgent).to_have_count(left - 1)


def call_and_leave_a_voicemail(page: Page) -> None:
    """Presses 2 for Spanish; whether the firm is open or shut at this hour, nobody takes the call."""
    page.click("#tab-call")
    page.click("#call")
    expect(page.locator("#captions")).to_contain_text("oprima el 2")
    page.click("[data-key='2']")
    people.until_the_tone(page, "a voice")


def test_a_question_is_answered_by_text_and_a_text_a_call_and_a_voicemail_join_it(
    site: Site, new_page: NewPage, plain_phone: Page
) -> None:
    desk = new_page()
    site.unlock(desk, "mei")
    clear_what_is_urgent(desk)

    reference = people.ask_by_text(plain_phone, site, NUMBER, QUESTION, detained=True)
    first = desk.locator("#queue a.row").first
    expect(first).to_contain_text("Mi hermana fue detenida", timeout=SOON)  # by itself: nobody reloads a queue
    first.click()
    expect(desk.locator("#pane")).to_contain_text(reference)
    people.send(desk, "Estamos con usted. ¿Cuál es su nombre completo?")

    phone = new_page()
    people.take_phone(phone, site, NUMBER)
    expect(phone.locator("#thread .theirs", has_text="Estamos con usted")).to_have_count(1, timeout=SOON)
    expect(desk.locator("#moments .msg.out .st").first).to_contain_text("delivered", ignore_case=True, timeout=SOON)

    phone.fill("#body", "Se llama Rosa Elena")
    phone.click("#send")
    call_and_leave_a_voicemail(phone)

    moments = desk.locator("#moments")
    expect(moments.locator(".msg", has_text="Se llama Rosa Elena")).to_have_count(1, timeout=SOON)
    expect(moments.locator(".sys", has_text="They called")).to_have_count(1, timeout=SOON)
    expect(moments.locator("article.vm audio")).to_have_count(1, timeout=SOON)
    sound = desk.request.get(site.url + str(moments.locator("article.vm audio").get_attribute("src")))
    assert sound.ok and sound.body()[:4] == b"RIFF"


def test_what_is_typed_survives_and_a_reply_that_arrived_meanwhile_is_shown_first(
    site: Site, new_page: NewPage, plain_phone: Page
) -> None:
    number, question = "+12025550166", "¿Puedo viajar con mi permiso de trabajo?"
    people.ask_by_text(plain_phone, site, number, question)
    desk, colleague, phone = new_page(), new_page(), new_page()
    site.unlock(desk, "mei")
    people.open_lead(desk, question)
    site.unlock(colleague, "ines")
    people.open_lead(colleague, question)
    expect(colleague.locator("#pane")).to_contain_text("Mei", timeout=SOON)  # who is here

    desk.fill("#words", "Todavía no viaje")
    expect(desk.locator("#counter .kept")).to_be_visible()
    desk.route("**/desk/poll/**", lambda route: route.fulfill(status=304))  # the paralegal looks at her words only
    people.take_phone(phone, site, number)
    phone.fill("#body", "Mi vuelo es mañana")
    phone.click("#send")
    expect(colleague.locator("#moments")).to_contain_text("Mi vuelo es mañana", timeout=SOON)
    desk.press("#words", "Control+Enter")
    expect(desk.locator(".newer")).to_contain_text("Mi vuelo es mañana")
    expect(desk.locator("#words")).to_have_value("Todavía no viaje")
    expect(desk.locator("#moments .msg.out")).to_have_count(0)
    desk.get_by_role("button", name="Send anyway").click()
    expect(desk.locator("#moments .msg.out", has_text="Todavía no viaje")).to_have_count(1)
