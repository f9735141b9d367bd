"""Unique words go in through every public door of a running site; afterwards they are nowhere on its disk."""

import gzip
import http.client
import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker
from twilio.request_validator import RequestValidator

from firm.demo import run
from tests.ask.conftest import ANSWERS
from tests.browser import people, sweep
from tests.browser.site import Site, living

TEXT_LINE = "+12025550187"
FORM = "application/x-www-form-urlencoded"


def word(door: str) -> str:
    """A word nobody else says; the ñ makes URL and JSON escapes differ from the plain bytes."""
    return f"Zq{door}ñ{secrets.token_hex(8)}"


class Doors(Site):
    """The site with a fault that can be asked for, and a visitor without a browser."""

    def __init__(self, database_url: str) -> None:
        super().__init__(database_url)
        self.database_url = database_url
        self.given |= {"DJANGO_SETTINGS_MODULE": "tests.browser.failing", "LOG_LEVEL": "DEBUG"}
        self.said: list[str] = []
        self.carried: dict[str, str] = {}  # code and return key of the first request
        self.phone = (
            f"202555{secrets.randbelow(30) + 100:04d}"  # nobody's of the demo, whose staff have numbers in the clear
        )

    def say(self, door: str) -> str:
        self.said.append(word(door))
        return self.said[-1]

    def post(self, path: str, body: str | bytes, headers: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        connection.request("POST", path, body, {"Content-Type": FORM, **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def ask(self, path: str = "/ask/", headers: dict[str, str] | None = None, **answers: str) -> tuple[int, str]:
        return self.post(path, urlencode({**ANSWERS, **answers}), headers)

    def webhook(self, path: str, headers: dict[str, str] | None = None, **params: str) -> tuple[int, str]:
        token = run.environment(self.given)["SECRET_KEY"]
        params = {"AccountSid": "AC" + "0" * 32, "To": TEXT_LINE, "From": f"+1{self.phone}", **params}
        signature = RequestValidator(token).compute_signature(self.url + path, params)
        return self.post(path, urlencode(params), {"X-Twilio-Signature": signature, **(headers or {})})

    def left(self) -> Iterator[tuple[str, bytes]]:
        """Files (temporary ones, logs, mail, caches, the spool) and database."""
        yield from sweep.everything_in(self.folder)
        yield from sweep.database(self.database_url)


@pytest.fixture(scope="module")
def doors(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Doors]:
    with living(Doors, "sweep", django_db_blocker) as running:
        yield running


def everybody_speaks(doors: Doors) -> None:
    """Every public door, in every way it can end."""
    say = doors.say
    kept = doors.ask(
        name=say("name"), question=say("question"), reach="text", phone=doors.phone, reply_subject="", stamp=""
    )
    assert kept[0] == 200, kept
    by_mail = doors.ask("/es/ask/", reach="email", email=f"{say('mail').replace('ñ', 'n')}@example.com")
    assert by_mail[0] == 200
    doors.said[-1] = doors.said[-1].replace("ñ", "n")
    assert doors.ask(question=say("suspect"), reply_subject=say("trap"))[0] == 200
    assert doors.ask(question=say("mistake"), phone=say("number"))[0] == 422
    assert doors.ask(question=say("large") + "x" * 200_000)[0] == 413
    assert doors.ask(question=say("larger") + "x" * 3_000_000)[0] == 413
    assert doors.ask(question=say("failing"), headers={"X-Fail": "1"})[0] == 500
    assert doors.post("/ask/", *a_file(say("file")))[0] == 415
    assert doors.ask(question=say("foreign"), headers={"Sec-Fetch-Site": "cross-site"})[0] == 403
    somebody_comes_back(doors, kept[1])
    everybody_phones(doors)


def somebody_comes_back(doors: Doors, confirmation: str) -> None:
    """The private page of the first request: opened, written on, and with every mistake."""
    code = re.findall(r"<bdi>((?:[3-9A-Y]{3}-[3-9A-Y]{3}|(?:[3-9A-Y]{4}-){5}[3-9A-Y]{4}))</bdi>", confirmation)
    carried = {"reference": code[0], "key": code[1]}
    doors.said += [code[1], code[1].replace("-", "")]

    def post(headers: dict[str, str] | None = None, **more: str) -> int:
        return doors.post("/ask/status/", urlencode({**carried, **more}), headers)[0]

    assert post() == 200
    assert post(do="message", body=doors.say("message")) == 200
    assert post(do="message", body=doors.say("long") + "x" * 3000) == 422
    assert post(do="look", body=doors.say("half")) == 200
    doors.carried = carried
    assert post(key=doors.say("wrongkey"), do="message", body=doors.say("wrongly")) == 422
    assert post({"X-Fail": "1"}, do="message", body=doors.say("failing-page")) == 500


def she_wants_mail_instead(doors: Doors, page: Page) -> None:
    """Another way to be reached, told on her page and filed; from then on the desk may not text her."""
    mail = f"{doors.say('reach').replace('ñ', 'n')}@example.com"
    doors.said[-1] = doors.said[-1].replace("ñ", "n")
    wanted = urlencode({**doors.carried, "do": "reach", "reach": "email", "email": mail})
    assert doors.post("/ask/status/", wanted)[0] == 200
    page.goto(f"{doors.url}/desk/")


def everybody_phones(doors: Doors) -> None:
    say = doors.say
    sid = secrets.token_hex(16)
    assert doors.webhook("/twilio/text/", MessageSid=f"SM{sid}", Body=say("text"), NumMedia="0")[0] == 200
    caption = {"MediaUrl0": "https://api.twilio.com/media/ME" + sid, "MediaContentType0": "image/jpeg"}
    picture = doors.webhook("/twilio/text/", MessageSid=f"MM{sid}", Body=say("caption"), NumMedia="1", **caption)
    assert picture[0] == 200
    call = {"CallSid": f"CA{sid}", "CallStatus": "ringing", "CallerName": say("caller"), "FromCity": say("city")}
    assert doors.webhook("/twilio/call/in/", **call)[0] == 200
    recording = {
        "CallSid": f"CA{sid}",
        "RecordingSid": f"RE{sid}",
        "RecordingUrl": f"https://api.twilio.com/{say('voicemail')}",
        "RecordingDuration": "7",
        "RecordingStatus": "completed",
        "CallerName": say("voice"),
    }
    assert doors.webhook("/twilio/call/recorded/", **recording)[0] == 200
    transcript = {"TranscriptionText": say("transcript"), "TranscriptionSid": f"TR{sid}"}
    assert doors.webhook("/twilio/call/transcript/", **recording, **transcript)[0] < 500
    unsigned = doors.webhook(
        "/twilio/text/", {"X-Twilio-Signature": "forged"}, MessageSid=f"SM{sid}", Body=say("forged")
    )
    assert unsigned[0] == 403
    failing = doors.webhook("/twilio/text/", {"X-Fail": "1"}, MessageSid=f"SM{sid}", Body=say("broken"), NumMedia="0")
    assert failing[0] == 500


def somebody_plays_with_the_phones(doors: Doors, page: Page) -> None:
    """A picture with a caption, and a voicemail with a name, through the simulator."""
    page.goto(f"{doors.url}/simulator/")
    page.select_option("#phone", "+12025550171")
    page.check("#picture")
    page.fill("#body", doors.say("picture"))
    page.click("#send")
    expect(page.locator("#thread .theirs")).to_contain_text("We have your message")
    page.click("#tab-call")
    page.click("#call")
    page.click("[data-key='9']")
    people.until_the_tone(page, doors.say("recording"))


def the_desk_answers(doors: Doors, page: Page, name: str) -> None:
    """What arrived is filed, found, read, answered and noted; a draft is left half written."""
    doors.unlock(page, "mei")
    page.goto(f"{doors.url}/desk/find/")
    page.fill("#q2", name)
    page.press("#q2", "Enter")
    page.locator("a.row", has_text=name).first.click()
    page.fill("#words", doors.say("reply"))
    page.locator("[data-send=text]").click()
    expect(page.locator("#thread")).to_contain_text(doors.said[-1])
    page.locator("label", has_text="Private page").click()
    page.fill("#words", doors.say("answer"))
    page.locator("[data-send=page]").click()
    expect(page.locator("#thread")).to_contain_text(doors.said[-1])
    page.locator("label", has_text="Staff note").click()
    page.fill("#words", doors.say("note"))
    page.locator("[data-send=note]").click()
    expect(page.locator("#thread")).to_contain_text(doors.said[-1])
    with page.expect_response(re.compile("/draft/")):
        page.fill("#words", "")
        page.locator("#words").press_sequentially(doors.say("draft"))


def picture_and_voicemail_are_home(doors: Doors) -> None:
    """The worker has fetched both, so whatever it leaves behind is there."""
    until = time.monotonic() + 30
    count = "from intake.models import SealedFile; print(SealedFile.objects.count())"
    while int(doors.manage("shell", "-v0", "-c", count)) < 2:
        assert time.monotonic() < until, "picture and voicemail were not fetched"
        time.sleep(1)


def a_file(name: str) -> tuple[bytes, dict[str, str]]:
    """A multipart body with a file large enough to be spooled to a temporary folder."""
    line = "----------------frontier"
    head = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}.jpg"\r\n\r\n'
    body = head.encode() + name.encode() * 150_000 + f"\r\n--{line}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={line}"}


def test_what_visitors_said_is_nowhere_in_the_clear(doors: Doors, browser: Browser) -> None:
    everybody_speaks(doors)
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(20_000)
    somebody_plays_with_the_phones(doors, page)
    the_desk_answers(doors, page, doors.said[0])
    she_wants_mail_instead(doors, page)
    picture_and_voicemail_are_home(doors)
    searched = list(doors.left())
    assert not sweep.found([*doors.said, doors.phone, f"202-555-{doors.phone[6:]}"], searched)
    places = " ".join(place for place, _data in searched)
    for expected in ("server.log", "logins.json"):
        assert expected in places
    log = doors.log.read_text()
    assert "ValueError" in log  # the failing request did reach the log, without its words
    assert any(b"age-encryption.org" in data for _place, data in searched)  # and the sealed words are there


@pytest.mark.parametrize("dress", ["plain", "utf-16", "base64", "url", "json", "gzip"])
def test_the_sweep_finds_a_word_left_in_a_file(doors: Doors, dress: str) -> None:
    planted = word("planted")
    noise = f"Dear {planted}, we".encode()
    from base64 import b64encode
    from urllib.parse import quote

    dressed = {
        "plain": noise,
        "utf-16": noise.decode().encode("utf-16-le"),
        "base64": b64encode(noise),
        "url": quote(planted).encode(),
        "json": json.dumps({"said": planted}).encode(),
        "gzip": gzip.compress(noise),
    }
    folder = doors.folder / "planted"
    folder.mkdir()
    (folder / "left.behind").write_bytes(dressed[dress])
    try:
        assert any("left.behind" in line for line in sweep.found([planted], doors.left()))
    finally:
        shutil.rmtree(folder)


def test_the_sweep_finds_a_word_left_in_a_row_or_packed_in_a_session(doors: Doors) -> None:
    row, session = word("row"), word("session")
    statement = (
        "from django.contrib.sessions.backends.db import SessionStore as S; "
        f"s = S(); s['said'] = [{session!r}] * 20; s.save(); "
        f"from django.contrib.auth.models import Group; Group.objects.create(name={row!r})"
    )
    doors.manage("shell", "-v0", "-c", statement)
    lines = sweep.found([row, session], doors.left())
    assert any(row in line for line in lines)
    assert any(session in line and "session" in line for line in lines)


def test_every_disguise_is_seen_through(tmp_path: Path) -> None:
    planted = word("dress")
    for number, body in enumerate(sweep.disguises(planted)):
        (tmp_path / f"{number}").write_bytes(b"before" + body + b"after")
    assert len(sweep.found([planted], sweep.everything_in(tmp_path))) == len(list(tmp_path.iterdir()))
