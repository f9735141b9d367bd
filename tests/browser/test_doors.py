"""The desk's doors in a real browser: locked, covered, uncovered, locked again, and somebody who forgot the words."""

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.site import DOMAIN, Site

PIN = "271828"
CONTENTS = re.compile("Rosa|Linh|Oksana|555")
AGED = (
    "from datetime import timedelta; from django.utils import timezone; from intake.models import OpenDesk; "
    "OpenDesk.objects.filter(staff__email__startswith='{who}').update(active_minute=timezone.now()-timedelta(minutes={minutes}))"
)


def open_desk(site: Site, page: Page, who: str) -> None:
    """Like `site.unlock`, and with a PIN."""
    site.login(page, who)
    page.goto(f"{site.url}/desk/unlock/")
    page.fill("[name=phrase]", site.login_of(who)["phrase"])
    page.fill("[name=pin]", PIN)
    page.press("[name=pin]", "Enter")
    expect(page.locator("[name=phrase]")).to_have_count(0)


def remember(site: Site, who: str, phrase: str) -> None:
    path = site.folder / "demo" / "logins.json"
    known = json.loads(path.read_text())
    known[f"{who}@{DOMAIN}"]["phrase"] = phrase
    path.write_text(json.dumps(known))


def test_a_locked_desk_shows_counts_and_nothing_else(site: Site, page: Page) -> None:
    site.login(page, "tomas")
    for address in ("/desk/", "/desk/?view=all", "/desk/people/", "/desk/lock/"):
        page.goto(f"{site.url}{address}")
        expect(page.locator("body")).not_to_contain_text(CONTENTS)
    page.goto(f"{site.url}/desk/")
    expect(page).to_have_url(re.compile("/desk/unlock/"))
    expect(page.locator("h1")).to_have_text("Locked")
    expect(page.locator("[name=phrase]")).to_be_focused()
    expect(page.locator("[name=phrase]")).to_have_value("")


def test_an_idle_desk_warns_then_covers_itself_and_the_pin_brings_it_back(site: Site, page: Page) -> None:
    open_desk(site, page, "tomas")
    page.goto(f"{site.url}/desk/")
    expect(page.locator("body")).to_contain_text("Rosa")
    look = "document.dispatchEvent(new Event('visibilitychange'))"
    site.manage("shell", "-v0", "-c", AGED.format(who="tomas", minutes=14))
    page.evaluate(look)
    expect(page.locator(".covering")).to_be_visible()
    site.manage("shell", "-v0", "-c", AGED.format(who="tomas", minutes=16))
    page.evaluate(look)
    expect(page).to_have_url(re.compile("/desk/cover/"))
    expect(page.locator("body")).not_to_contain_text(CONTENTS)
    for address in ("/desk/people/", "/desk/"):
        page.goto(f"{site.url}{address}")
        expect(page).to_have_url(re.compile("/desk/cover/"))
    page.fill("[name=pin]", "000001")
    page.press("[name=pin]", "Enter")
    expect(page.locator("[role=alert]")).to_have_text("That is not the PIN.")
    page.fill("[name=pin]", PIN)
    page.press("[name=pin]", "Enter")
    expect(page.locator("body")).to_contain_text("Rosa")


def test_a_passkey_brings_a_covered_desk_back(site: Site, page: Page) -> None:
    phone = page.context.new_cdp_session(page)
    phone.send("WebAuthn.enable")
    made = phone.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    site.login(page, "ines")
    page.goto(f"{site.url}/accounts/2fa/webauthn/add/")
    page.get_by_role("button", name="Add it").click()
    expect(page).to_have_url(re.compile("/accounts/2fa/(?!webauthn/add)"))
    page.goto(f"{site.url}/desk/unlock/")
    page.fill("[name=phrase]", site.login_of("ines")["phrase"])
    page.press("[name=phrase]", "Enter")
    expect(page.locator("body")).to_contain_text("Rosa")

    an_hour_old = "Authenticator.objects.update(created_at=timezone.now()-timedelta(hours=1))"
    site.manage(
        "shell",
        "-v0",
        "-c",
        f"from allauth.mfa.models import Authenticator; {AGED}; {an_hour_old}".format(who="ines", minutes=16),
    )
    page.goto(f"{site.url}/desk/")
    expect(page).to_have_url(re.compile("/desk/cover/"))
    expect(page.locator("[name=pin]")).to_have_count(0)
    phone.send("WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": False})
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("alert")).to_have_text("The passkey did not answer.")
    phone.send("WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": True})
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("Rosa")
    forgotten = "from allauth.mfa.models import Authenticator; Authenticator.objects.all().delete()"
    site.manage("shell", "-v0", "-c", forgotten)  # or the next sign-in of the same person would ask for it


def test_after_a_lock_neither_back_nor_another_tab_shows_anything(site: Site, page: Page) -> None:
    open_desk(site, page, "tomas")
    page.goto(f"{site.url}/desk/")
    other = page.context.new_page()
    other.goto(f"{site.url}/desk/")
    expect(other.locator("body")).to_contain_text("Rosa")
    page.goto(f"{site.url}/desk/lock/")
    page.get_by_role("button", name=re.compile("Lock")).click()
    expect(page).to_have_url(re.compile("/desk/unlock/"))
    expect(other.locator("body")).not_to_contain_text(CONTENTS)
    page.go_back()
    expect(page.locator("body")).not_to_contain_text(CONTENTS)
    page.go_back()
    expect(page.locator("body")).not_to_contain_text(CONTENTS)


def test_who_forgot_the_words_is_readmitted_by_a_colleague(site: Site, new_page: Callable[..., Page]) -> None:
    ines, tomas = new_page(), new_page(width=390, height=844)
    open_desk(site, ines, "ines")
    site.login(tomas, "tomas")
    tomas.goto(f"{site.url}/desk/unlock/")
    tomas.get_by_role("link", name="I forgot my words").click()
    tomas.get_by_text("I forgot my words").click()
    tomas.get_by_role("button", name="Make a new key").click()
    words = " ".join(tomas.locator(".words li").all_inner_texts())
    assert len(words.split()) == 6
    tomas.get_by_role("link", name="I wrote them down").click()
    tomas.fill("[name=phrase]", words)
    tomas.press("[name=phrase]", "Enter")
    said = tomas.locator(".aloud").inner_text()

    ines.goto(f"{site.url}/desk/people/")
    ines.fill("[name=said]", said)
    ines.locator(".admit [name=phrase]").fill(site.login_of("ines")["phrase"])
    ines.get_by_role("button", name="Admit Tomás").click()
    expect(ines.locator("body")).to_contain_text("Nobody is waiting.")

    tomas.goto(f"{site.url}/desk/unlock/")
    tomas.fill("[name=phrase]", words)
    tomas.press("[name=phrase]", "Enter")
    expect(tomas).to_have_url(re.compile("/desk/$"))
    expect(tomas.locator("body")).to_contain_text("Rosa")
    remember(site, "tomas", words)  # for the tests that come after
