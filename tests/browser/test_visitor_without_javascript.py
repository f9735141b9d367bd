"""A phone, no JavaScript: read the Spanish update, send the form that stands under it, get a code."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.site import Site
from tests.browser.watch import axe

DISGUISED = re.compile(r"[3-9A-Y]{3}-[3-9A-Y]{3}")


def open_the_update(page: Page, site: Site) -> None:
    """From the Spanish home page, as a reader would."""
    page.goto(f"{site.url}/es/")
    page.get_by_role("link", name="IRS").first.click()
    expect(page.locator("article h1")).to_be_visible()


def answer(
    page: Page, *, detained: bool = False, way: str = "text", question: str = "¿Puedo declarar impuestos?"
) -> None:
    page.locator(f"label[for=ask_detained_{0 if detained else 1}]").tap()
    page.select_option("#ask_language", "es")
    page.locator(f"#div_ask_reach label:has([value={way}])").tap()
    if way == "email":
        page.fill("#ask_email", "marta@example.com")
    else:
        page.fill("#ask_phone", "(202) 555-0199")
    page.fill("#ask_question", question)


def submit(page: Page) -> None:
    page.locator("form.sheet button.btn").tap()


def test_she_reads_the_spanish_update_asks_and_gets_a_code(site: Site, plain_phone: Page) -> None:
    open_the_update(plain_phone, site)
    assert plain_phone.locator("html").get_attribute("lang") == "es"
    plain_phone.locator(".bar a[href='#ask']").tap()
    answer(plain_phone)
    submit(plain_phone)
    expect(plain_phone.locator("h1")).to_have_text("Tenemos su pregunta.")
    assert DISGUISED.fullmatch(plain_phone.locator(".code").first.inner_text().strip())
    assert "202-555-0199" in plain_phone.locator("main").inner_text()
    assert not plain_phone.context.cookies()
    assert "555" not in plain_phone.url


def test_saying_yes_shows_the_number_at_once_and_again_at_the_end(site: Site, plain_phone: Page) -> None:
    plain_phone.goto(f"{site.url}/es/ask/")
    number = plain_phone.locator("#div_ask_detained .callnow")
    expect(number).to_be_hidden()
    answer(plain_phone, detained=True, way="call")
    expect(number).to_be_visible()
    submit(plain_phone)
    expect(plain_phone.locator("main .callnow.shown a")).to_have_attribute("href", re.compile(r"^tel:\+1"))


def test_only_the_chosen_way_is_asked_for(site: Site, plain_phone: Page) -> None:
    plain_phone.goto(f"{site.url}/ask/")
    phone, email = plain_phone.locator("#ask_phone"), plain_phone.locator("#ask_email")
    answer(plain_phone, way="text")
    expect(phone).to_be_visible()
    expect(email).to_be_hidden()
    answer(plain_phone, way="email")
    expect(phone).to_be_hidden()
    expect(email).to_be_visible()


def test_a_mistake_takes_her_to_the_summary_and_loses_nothing(site: Site, plain_phone: Page) -> None:
    plain_phone.goto(f"{site.url}/es/ask/")
    answer(plain_phone, question="Palabras que no se pierden")
    plain_phone.fill("#ask_phone", "555-01")
    submit(plain_phone)
    expect(plain_phone).to_have_title(re.compile("^Error:"))
    expect(plain_phone.locator(".summary")).to_be_focused()
    plain_phone.locator(".summary a").tap()
    expect(plain_phone.locator("#ask_phone")).to_be_focused()
    expect(plain_phone.locator("#ask_phone")).to_have_value("555-01")
    expect(plain_phone.locator("#ask_question")).to_have_value("Palabras que no se pierden")
    plain_phone.fill("#ask_phone", "202-555-0199")
    submit(plain_phone)
    expect(plain_phone.locator(".code").first).to_be_visible()


def test_the_article_fetches_a_stamp_when_she_begins(site: Site, phone: Page) -> None:
    open_the_update(phone, site)
    stamp = phone.locator("#ask_stamp")
    assert stamp.input_value() == ""
    with phone.expect_response(re.compile("/ask/stamp/")) as fetched:
        answer(phone)
    fetched.value.finished()
    expect(stamp).to_have_value(re.compile(r"^[0-9a-f]{32}:"))
    assert not phone.context.cookies()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_form_errors_confirmation_and_private_page_pass_axe_and_never_scroll_sideways(
    site: Site, new_page: NewPage, width: int, scheme: str
) -> None:
    page = new_page(width=width, color_scheme=scheme, has_touch=True)
    page.goto(f"{site.url}/es/ask/" if width == 320 else f"{site.url}/ask/")  # Spanish is the longer
    assert_sound(page)
    submit(page)
    expect(page.locator(".summary")).to_be_visible()
    assert_sound(page)
    answer(page, detained=True)
    submit(page)
    expect(page.locator(".code.key")).to_be_visible()
    assert_sound(page)
    page.locator("form.share button:not([type])").tap()
    expect(page.locator("#own-page")).to_be_visible()
    for fold in page.locator("details.fold summary").all():
        fold.tap()
    assert_sound(page)


def assert_sound(page: Page) -> None:
    assert not axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
