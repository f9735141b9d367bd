"""What visitors and paralegals do in more than one test."""

from contextlib import suppress

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotThere

from tests.browser.site import Site
from tests.browser.test_visitor_without_javascript import answer, open_the_update, submit

SOON = 20_000  # milliseconds: a poll, a delivery report, a fetch by the worker


def ask_by_text(page: Page, site: Site, number: str, question: str, *, detained: bool = False) -> str:
    """A visitor sends the form under the Spanish update; the reference shown to them."""
    open_the_update(page, site)
    answer(page, detained=detained, question=question)
    page.fill("#ask_phone", number)
    submit(page)
    expect(page.locator(".code").first).to_be_visible()
    return page.locator(".code").first.inner_text().strip()


def row_saying(page: Page, words: str) -> Locator:
    return page.locator("a.row", has_text=words)


def open_lead(page: Page, words: str) -> None:
    row_saying(page, words).click(timeout=SOON)
    expect(page.locator("#moments")).to_contain_text(words)


def send(page: Page, words: str) -> None:
    page.fill("#words", words)
    page.press("#words", "Control+Enter")
    expect(page.locator("#moments .msg.out", has_text=words)).to_have_count(1)


def until_the_tone(page: Page, name: str) -> None:
    """Nobody takes the call, however often it rings; the caller waits for the tone and leaves a voicemail."""
    record, silent, leave = (page.locator(css) for css in ("#record", "#say-nothing", "#staff-leave"))
    for _ in range(40):  # phones times rounds, and the offer of a text
        # A colleague's phone may ring, out of sight, for its whole time.
        expect(record.or_(silent).or_(leave).filter(visible=True).first).to_be_visible(timeout=SOON)
        if record.is_visible():
            break
        # What was about to be pressed may just have gone: then look again.
        with suppress(NotThere), page.expect_response("**/simulator/do/**"):
            (leave if leave.is_visible() else silent).click(timeout=1000)
        page.wait_for_timeout(150)  # for the page to draw the answer
    page.fill("#record-name", name)
    page.click("#record button")
    expect(page.locator("#call-status")).to_have_text("The call is over.")


ACKNOWLEDGED = (
    "from intake.models import Bell; from django.utils import timezone; "
    "Bell.objects.filter(acknowledged_at=None).update(acknowledged_at=timezone.now())"
)


def let_phones_rest(page: Page, site: Site) -> None:
    """Nobody is paged for what other tests left urgent, and the staff phone on the simulator lies still."""
    site.manage("shell", "-v0", "-c", ACKNOWLEDGED)
    leave = page.locator("#staff-leave")
    for _ in range(10):
        page.wait_for_timeout(300)
        if not leave.is_visible():
            return
        with suppress(NotThere):
            leave.click(timeout=1000)


def answer_who_rings(page: Page) -> None:
    """On the simulator: picks up whichever staff phone rings; whose it is hangs on the rota and the hour."""
    whose, answer = page.locator("#staff"), page.locator("#staff-answer")
    phones = [str(option.get_attribute("value")) for option in whose.locator("option").all()]
    for _ in range(5):
        for phone in phones:
            whose.select_option(phone)
            with suppress(AssertionError):
                expect(answer).to_be_visible(timeout=1500)
                answer.click()
                return
    expect(answer).to_be_visible()


def take_phone(page: Page, site: Site, number: str) -> None:
    """The simulator, with this number's phone in hand."""
    page.goto(f"{site.url}/simulator/")
    page.select_option("#phone", number)
