"""Click to call: one's own phone rings, then theirs; the number is in memory alone."""

import json
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as site_settings
from django.core import serializers
from django.test import Client
from django.urls import reverse

from intake.desk.actions.calling import CannotCall, call
from intake.desk.cards import open_entry
from intake.desk.filing import file_arrivals
from intake.models import AuditEvent, Lead, OutgoingCall, RemoteRecord
from intake.phone.click_to_call import DIALLING
from intake.phone.simulator.network import HOME
from intake.phone.webhook_auth import sign
from tests.desk.conftest import CALLER, LINE
from tests.phone.twiml_lint import lint

MINE = "+12025550155"
LEG = "CA" + "7" * 32


@pytest.fixture(autouse=True)
def quiet():
    HOME.clear()
    DIALLING.clear()
    yield
    HOME.clear()


@pytest.fixture
def lead(desk, text, paralegal) -> Lead:
    paralegal.notice_phone = MINE
    paralegal.save()
    text("Llámeme por favor")
    file_arrivals(desk)
    return Lead.objects.get()


def post(placed: OutgoingCall, step: str = "", **form: str) -> str:
    """One signed step of the call; the linted document."""
    path = f"/twilio/ring/{placed.pk}/{step}"
    form = {"AccountSid": site_settings.TWILIO_ACCOUNT_SID, "CallSid": placed.sid, "From": LINE, "To": MINE, **form}
    headers = {"X-Twilio-Signature": sign(path, form)}
    answer = Client().post(path, urlencode(form), "application/x-www-form-urlencoded", headers=headers)
    assert answer.status_code == 200
    document = answer.content.decode()
    return lint(document) if document else ""


def test_ones_own_phone_rings_first_and_shows_the_firms_number(desk, lead, paralegal):
    placed = call(desk, paralegal, lead.pk, uuid.uuid4())
    assert placed.state == "ringing"
    ((_sid, rung),) = HOME.placed
    assert (rung.to, rung.shown) == (MINE, LINE)
    assert CALLER[1:] not in rung.url + rung.status_url


def test_after_key_1_the_other_side_is_dialled_with_the_firms_number(desk, lead, paralegal):
    placed = call(desk, paralegal, lead.pk, uuid.uuid4())
    assert "press 1" in post(placed)
    document = post(placed, "accept/", Digits="1")
    assert f'callerId="{LINE}"' in document
    assert f">{CALLER}</Number>" in document
    assert "record" not in document
    assert document == post(placed, "accept/", Digits="1")
    post(placed, "dialled/", DialCallStatus="completed", DialCallDuration="192", DialCallSid=LEG)
    placed.refresh_from_db()
    assert (placed.state, placed.seconds) == ("connected", 192)
    assert RemoteRecord.objects.filter(kind="call", sid=LEG, state="to-erase").exists()
    assert not DIALLING.number(placed.pk)


@pytest.mark.parametrize(
    ("told", "state"), [("busy", "busy"), ("no-answer", "no-answer"), ("failed", "failed"), ("canceled", "no-answer")]
)
def test_how_it_went_is_told(desk, lead, paralegal, told, state):
    placed = call(desk, paralegal, lead.pk, uuid.uuid4())
    post(placed, "accept/", Digits="1")
    post(placed, "dialled/", DialCallStatus=told)
    post(placed, "status/", CallStatus="completed")
    placed.refresh_from_db()
    assert placed.state == state


def test_who_does_not_press_1_reaches_nobody(desk, lead, paralegal):
    placed = call(desk, paralegal, lead.pk, uuid.uuid4())
    assert "<Dial" not in post(placed, "accept/", Digits="")
    post(placed, "status/", CallStatus="completed")
    placed.refresh_from_db()
    assert placed.state == "not-taken"


def test_after_a_restart_it_says_so_and_dials_nobody(desk, lead, paralegal):
    placed = call(desk, paralegal, lead.pk, uuid.uuid4())
    DIALLING.clear()  # what a restart does
    document = post(placed, "accept/", Digits="1")
    assert "restarted" in document
    assert "<Dial" not in document
    placed.refresh_from_db()
    assert placed.state == "lost"


def test_the_number_is_in_no_row(desk, lead, paralegal):
    call(desk, paralegal, lead.pk, uuid.uuid4())
    rows: list[Any] = [*OutgoingCall.objects.all(), *AuditEvent.objects.all(), *lead.entries.all()]
    assert CALLER[1:] not in json.dumps(serializers.serialize("json", rows))


def test_the_entry_and_the_record_are_written_before_it_rings(desk, lead, paralegal, monkeypatch):
    seen = []
    monkeypatch.setattr(
        HOME, "ring", lambda rung: seen.append(lead.entries.filter(kind="call-out").count()) or "CA" + "1" * 32
    )
    call(desk, paralegal, lead.pk, uuid.uuid4())
    assert seen == [1]
    assert AuditEvent.objects.filter(action="lead.call-out", actor=paralegal).exists()
    assert open_entry(desk, lead.entries.get(kind="call-out"))["line"] == LINE


def test_the_same_press_twice_rings_once(desk, lead, paralegal):
    press = uuid.uuid4()
    assert call(desk, paralegal, lead.pk, press) == call(desk, paralegal, lead.pk, press)
    assert len(HOME.placed) == 1
    with pytest.raises(CannotCall, match="ringing already"):
        call(desk, paralegal, lead.pk, uuid.uuid4())


def test_without_a_phone_of_ones_own_it_says_what_to_do(desk, lead, paralegal):
    paralegal.notice_phone = ""
    with pytest.raises(CannotCall, match="your account"):
        call(desk, paralegal, lead.pk, uuid.uuid4())
    assert not lead.entries.filter(kind="call-out").exists()


def test_a_refusal_of_the_network_is_shown_in_the_thread(desk, lead, paralegal, client_for, unlock):
    HOME.set_fault("429", 600)
    client = unlock(client_for(paralegal), paralegal)
    client.post(reverse("desk:call", args=[lead.pk]), {"call_id": str(uuid.uuid4())})
    page = client.get(reverse("desk:lead", args=[lead.pk])).content.decode()
    assert "called through the firm’s line" in page
    assert "the phone network refused it" in page


def test_a_number_of_a_country_the_firm_does_not_call_rings_nothing(desk, lead, paralegal, settings):
    settings.PHONE_COUNTRIES = frozenset({"MX"})
    with pytest.raises(CannotCall, match="no numbers of that country"):
        call(desk, paralegal, lead.pk, uuid.uuid4())
    assert not OutgoingCall.objects.exists()
    assert not HOME.placed
