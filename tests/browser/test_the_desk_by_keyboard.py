"""The desk at the speed of the keyboard: one paralegal, no mouse, nothing lost and nothing jumping."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site


@pytest.fixture
def desk(site: Site, page: Page) -> Page:
    """The queue, open; the demo's arrivals are filed."""
    site.unlock(page, "tomas")
    page.goto(f"{site.url}/desk/")
    expect(page.locator("#rows .row").first).to_be_visible()
    return page


def test_j_k_enter_open_a_lead_and_its_heading_takes_the_focus(desk: Page) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    first = desk.locator("#rows .row").first
    expect(first).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#name")).to_be_focused()
    expect(first).to_have_attribute("aria-current", "true")
    expect(desk).to_have_url(re.compile(r"/desk/lead/[0-9a-f-]{36}/"))


def test_a_voicemail_plays_seeks_and_speeds_up_by_key(desk: Page) -> None:
    desk.locator("#rows .row", has_text="Voicemail 1:12").first.click()  # other tests leave shorter ones
    player = desk.locator(".pl").last
    expect(player).to_be_visible()
    desk.locator("#name").focus()
    desk.keyboard.press("s")
    desk.keyboard.press("s")
    expect(player.locator("[data-speed]")).to_have_text("1.5×")
    desk.keyboard.press(" ")
    expect(player).to_have_class(re.compile("playing"))
    desk.keyboard.press(" ")
    expect(player).not_to_have_class(re.compile("playing"))
    desk.keyboard.press(".")
    expect(player.locator(".num")).to_have_text(re.compile(r"^0:0[5-9] /"))
    desk.keyboard.press(",")
    expect(player.locator(".num")).to_have_text(re.compile(r"^0:0[0-3] /"))
    assert desk.evaluate("document.querySelector('.pl audio').playbackRate") == 1.5


def test_done_by_key_and_taken_back_by_key(desk: Page) -> None:
    rows = desk.locator("#rows .row")
    before = rows.count()
    last = rows.nth(before - 1)
    reference = last.get_attribute("id")
    last.focus()
    desk.keyboard.press("e")
    expect(desk.locator(f"#{reference}")).to_have_count(0)
    desk.keyboard.press("z")
    expect(desk.locator(f"#{reference}")).to_have_count(1)


def test_given_and_snoozed_by_key(desk: Page) -> None:
    row = desk.locator("#rows .row").last
    reference = row.get_attribute("id")
    row.focus()
    desk.keyboard.press("a")
    expect(desk.locator("#assign .pop button").first).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#said")).to_have_text(re.compile("^Given to "))
    desk.keyboard.press("h")
    expect(desk.locator("#snooze .pop button").first).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator(f"#{reference}")).to_have_count(0)
    desk.keyboard.press("z")
    expect(desk.locator(f"#{reference}")).to_have_count(1)


def test_a_poll_moves_neither_focus_nor_words(desk: Page) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.locator("#name")).to_be_focused()
    desk.keyboard.press("n")
    desk.keyboard.type("half a note")
    with desk.expect_response(lambda response: "/desk/poll/" in response.url):
        pass
    desk.keyboard.type(", and the rest")
    expect(desk.locator("#words")).to_have_value("half a note, and the rest")
    expect(desk.locator("#words")).to_be_focused()


def test_single_keys_are_letters_in_a_field_and_can_be_switched_off(desk: Page) -> None:
    desk.keyboard.press("?")
    expect(desk.locator("#help")).to_be_visible()
    desk.locator("#keys-on").uncheck()
    desk.keyboard.press("Escape")
    desk.keyboard.press("/")
    expect(desk.locator("#find")).to_be_hidden()


def test_find_opens_who_was_sought(desk: Page) -> None:
    desk.keyboard.press("/")
    desk.keyboard.type("oksana")
    found = desk.locator("#found .row").first
    expect(found).to_contain_text("Oksana P.")
    found.click()
    expect(desk.locator("#name")).to_contain_text("Oksana P.")


def test_a_half_typed_reply_is_there_after_the_page_was_closed(desk: Page) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.locator("#name")).to_be_focused()
    desk.keyboard.press("r")
    with desk.expect_response(lambda response: response.url.endswith("/draft/")):
        desk.locator("#words").fill("Sí, a las diez")
    desk.reload()
    expect(desk.locator("#words")).to_have_value("Sí, a las diez")


def test_words_typed_in_the_last_second_survive_another_lead_and_the_lock(desk: Page, site: Site) -> None:
    first, second = desk.locator("#rows .row").nth(0), desk.locator("#rows .row").nth(1)
    second.click()
    expect(desk.locator("#name")).to_be_focused()
    desk.keyboard.press("n")
    with desk.expect_response(lambda response: response.url.endswith("/draft/")):
        desk.locator("#words").press_sequentially("left at once")
        first.click()
    expect(second).not_to_have_attribute("aria-current", "true")
    second.click()
    expect(desk.locator("#words")).to_have_value("left at once")
    desk.locator("#words").press("Control+End")
    desk.locator("#words").press_sequentially(", and locked")
    desk.keyboard.press("Escape")
    desk.keyboard.press("l")
    expect(desk).to_have_url(re.compile("/desk/(unlock|lock)/"))
    site.unlock(desk, "tomas")
    desk.goto(f"{site.url}/desk/")
    second.click()
    expect(desk.locator("#words")).to_have_value("left at once, and locked")


def test_a_shown_number_stays_whatever_a_poll_draws(desk: Page) -> None:
    desk.locator("#rows .row").first.click()
    expect(desk.locator("#name")).to_be_focused()
    desk.keyboard.press("v")
    expect(desk.locator("#reach a")).to_be_visible()
    desk.evaluate("document.getElementById('poll')._htmx.ptag = 'old'")  # so that the next poll draws everything
    with desk.expect_response(lambda response: "/desk/poll/" in response.url and response.status == 200):
        pass
    desk.wait_for_timeout(500)
    expect(desk.locator("#reach a")).to_be_visible()


def test_escape_closes_the_search_at_once(desk: Page) -> None:
    desk.keyboard.press("/")
    desk.keyboard.type("oks")
    desk.keyboard.press("Escape")
    expect(desk.locator("#find")).to_be_hidden()


def test_the_hints_name_the_key_that_sends_on_this_machine(desk: Page) -> None:
    hint = "getComputedStyle(document.querySelector('#compose .mod'), '::before').content"
    desk.locator("#rows .row").first.click()
    expect(desk.locator("#name")).to_be_focused()
    assert desk.evaluate(hint) == '"Ctrl "'
    desk.evaluate("document.documentElement.classList.add('mac')")
    assert desk.evaluate(hint) == '"⌘"'


def test_who_types_without_a_pause_is_kept_meanwhile(desk: Page) -> None:
    """A desk that locks under somebody's hands takes no more than the last three seconds."""
    desk.locator("#rows .row").first.click()
    expect(desk.locator("#name")).to_be_focused()
    desk.keyboard.press("n")
    kept: list[str] = []
    desk.on("request", lambda sent: kept.append(sent.post_data or "") if sent.url.endswith("/draft/") else None)
    desk.locator("#words").press_sequentially("one long breath without a pause for anything", delay=120)
    assert any("long" in words for words in kept), kept
