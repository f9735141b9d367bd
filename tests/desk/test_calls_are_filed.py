"""A call, what it asked for and what came of it are one lead; hidden callers are never one person."""

from typing import Any

import pytest

from intake.desk.cards import open_card, open_details, open_entry
from intake.desk.filing import file_arrivals
from intake.mailbox import drop
from intake.models import Band, Envelope, InboundCall, Lead
from tests.desk.conftest import CALLER, LINE

CALL = "CA" + "4" * 32


@pytest.fixture
def call(desk: Any, line: Any) -> Any:
    def arrive(sid: str = CALL, suffix: str = "", *, urgent: bool = False, **content: Any) -> None:
        said = {"call_sid": sid, "from": CALLER, "line": LINE, "language": "", **content}
        drop(Envelope.Kind.CALL, said, key=sid + suffix, urgent=urgent)

    return arrive


def what(desk, lead):
    return [open_entry(desk, entry).get("what") for entry in lead.entries.all()]


def test_a_missed_call_is_one_lead_to_be_called_back_within_the_hour(desk, call):
    call()
    call(suffix=":missed", urgent=True, missed=True)
    file_arrivals(desk)
    lead = Lead.objects.get()
    assert lead.band == Band.HOUR
    assert open_card(desk, lead).reason == "missed-call"
    assert what(desk, lead) == ["", "missed"]
    assert lead.unread


def test_key_9_raises_the_lead_to_now(desk, call):
    call()
    call(suffix=":detained", urgent=True, detained=True)
    file_arrivals(desk)
    lead = Lead.objects.get()
    assert lead.band == Band.NOW
    assert open_card(desk, lead).reason == "detained"


def test_a_missed_call_after_the_desk_filed_it_joins_its_lead_even_without_a_number(desk, call):
    call()
    file_arrivals(desk)
    call(suffix=":missed", urgent=True, missed=True, **{"from": ""})
    file_arrivals(desk)
    assert what(desk, Lead.objects.get()) == ["", "missed"]


def test_the_consent_of_a_keypress_is_kept_with_its_words(desk, call):
    call()
    call(suffix=":text", consent={"text": "By pressing 2 you agree", "version": "v1"})
    file_arrivals(desk)
    lead = Lead.objects.get()
    (consent,) = open_details(desk, lead).permissions
    assert (consent["kind"], consent["number"]) == ("keypress", CALLER)
    assert (consent["text"], consent["version"]) == ("By pressing 2 you agree", "v1")
    assert consent["at"]
    assert what(desk, lead) == ["", "consent"]


def test_two_hidden_callers_are_two_people(desk, call):
    for number in ("4", "5"):
        call("CA" + number * 32, **{"from": ""})
        call("CA" + number * 32, ":missed", urgent=True, missed=True, **{"from": ""})
    file_arrivals(desk)
    assert Lead.objects.count() == 2
    for lead in Lead.objects.all():
        assert open_details(desk, lead).suggestions == []


def test_the_timeline_says_who_answered(desk, call, client_for, paralegal, unlock):
    InboundCall.objects.create(call_sid=CALL, line=LINE, accepted_by=paralegal, outcome="answered")
    call()
    file_arrivals(desk)
    client = client_for(paralegal)
    unlock(client, paralegal)
    page = client.get(f"/desk/lead/{Lead.objects.get().pk}/").content.decode()
    assert "They called, and Pia answered" in page


def test_a_number_the_network_doubts_is_told_and_any_other_is_not(desk, call, client_for, paralegal, unlock):
    call(stir="TN-Validation-Passed-A")
    call("CA" + "5" * 32, stir="TN-Validation-Failed-C", **{"from": "+12025550134"})
    file_arrivals(desk)
    client = unlock(client_for(paralegal), paralegal)
    pages = [client.get(f"/desk/lead/{lead.pk}/").content.decode() for lead in Lead.objects.all()]
    assert sum("it may be forged" in page for page in pages) == 1
