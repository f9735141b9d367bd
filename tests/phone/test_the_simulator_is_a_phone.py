import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from firm.models import ContactNumber, StaffMember
from intake.models import Envelope, InboundCall, OutgoingCall, OutgoingText, SealedFile
from intake.phone.bell import ring_what_arrived
from intake.phone.click_to_call import DIALLING
from intake.phone.clock import now
from intake.phone.fetching import erase_due, fetch_due
from intake.phone.outgoing import send_now
from intake.phone.outgoing_calls import ring_staff
from intake.phone.simulator import turned_clock
from intake.phone.simulator.call import Leg
from intake.phone.simulator.exchange import EXCHANGE
from intake.phone.simulator.network import FAULTS, Network
from intake.phone.simulator.views import PHONES
from intake.vault import OpenedDesk
from intake.vault.files import open_file
from tests.phone.conftest import TEXT_LINE

pytestmark = pytest.mark.usefixtures("lines", "desk", "simulator_on")
Do = Callable[..., dict[str, Any]]
STAFF_PHONE = "+12025550155"


@pytest.fixture
def simulator_on(settings: Any) -> None:
    settings.SIMULATOR = True
    EXCHANGE.clear()
    turned_clock.turn_to(None)


@pytest.fixture
def do() -> Do:
    def act(action: str, **form: str) -> dict[str, Any]:
        answer = Client().post(f"/simulator/do/{action}/", form)
        assert answer.status_code == 200
        return dict(answer.json())

    return act


def call(do: Do, **form: str) -> dict[str, Any]:
    return mine(do("call", phone=PHONES[0], line=TEXT_LINE, **form))


def mine(state: dict[str, Any]) -> dict[str, Any]:
    """What the visitor's phone shows."""
    return dict(state["phones"][PHONES[0]])


def theirs(state: dict[str, Any]) -> dict[str, Any]:
    """What the staff phone shows."""
    return dict(state["phones"][STAFF_PHONE])


def heard(call_state: dict[str, Any]) -> str:
    return " ".join(caption["words"] for caption in call_state["captions"])


def rings(state: dict[str, Any], phone: str) -> bool:
    return bool(state["phones"].get(phone, {}).get("state") == "ringing")


def seen() -> dict[str, Any]:
    return dict(Client().get("/simulator/state/").json())


def let_it_ring() -> None:
    """Every phone that rings now has rung for a minute."""
    for leg in EXCHANGE.legs():
        leg.began -= 60


@pytest.mark.parametrize("path", ["", "state/", "picture/", "faults/", "do/write/"])
def test_beside_real_credentials_it_is_not_there(settings: Any, path: str) -> None:
    settings.SIMULATOR = False
    assert Client().get(f"/simulator/{path}").status_code == 404
    assert Client().post(f"/simulator/{path}").status_code == 404


def test_the_page_is_never_cached_and_has_nothing_inline(pia: StaffMember) -> None:
    answer = Client().get("/simulator/")
    assert "no-store" in answer["Cache-Control"]
    html = answer.content.decode()
    assert "style=" not in html
    assert "<style" not in html
    assert "onclick" not in html
    assert TEXT_LINE in html
    assert STAFF_PHONE in html


def test_another_site_cannot_press_its_buttons() -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert Client().post("/simulator/do/write/", {"body": "x"}, headers=headers).status_code == 403


def test_a_text_goes_through_the_real_webhook_and_the_acknowledgement_comes_back(do: Do, network: Network) -> None:
    state = do("write", phone=PHONES[0], line=TEXT_LINE, body="Hola")
    assert [text["outgoing"] for text in state["texts"]] == [False, True]
    assert Envelope.objects.get().kind == "text"
    network.deliver_reports(all_now=True)
    assert OutgoingText.objects.get().state == "delivered"


def test_a_wrong_signature_would_be_refused_here_as_well(do: Do) -> None:
    with patch("intake.phone.simulator.carrier.sign", return_value="bm90IHNpZ25lZA=="):
        state = do("write", phone=PHONES[0], line=TEXT_LINE, body="Hola")
    assert len(state["texts"]) == 1
    assert not Envelope.objects.exists()


def test_a_reply_of_the_staff_reaches_the_phone(do: Do) -> None:
    send_now(purpose="reply", line=TEXT_LINE, to=PHONES[0], body="Good morning", key="k")
    state = Client().get("/simulator/state/").json()
    assert state["texts"][0]["body"] == "Good morning"


def test_a_picture_travels_to_a_sealed_file(do: Do, desk: OpenedDesk) -> None:
    do("write", phone=PHONES[0], line=TEXT_LINE, body="See", picture="1")
    assert fetch_due() == 1
    content_type, name, data = open_file(desk, SealedFile.objects.get())
    assert (content_type, name) == ("image/png", "letter.png")
    assert data.startswith(b"\x89PNG")


def test_stop_is_answered_by_the_carrier_and_blocks_what_follows(do: Do) -> None:
    state = do("write", phone=PHONES[0], line=TEXT_LINE, body="STOP")
    assert "unsubscribed" in state["texts"][-1]["body"]
    blocked = send_now(purpose="reply", line=TEXT_LINE, to=PHONES[0], body="Hello", key="k")
    assert blocked.error_code == 21610
    do("write", phone=PHONES[0], line=TEXT_LINE, body="START")
    assert send_now(purpose="reply", line=TEXT_LINE, to=PHONES[0], body="Hello", key="l").state == "queued"


def test_a_call_is_greeted_in_both_languages_and_leaves_a_voicemail_when_nobody_is_on_duty(
    do: Do, desk: OpenedDesk
) -> None:
    state = call(do)
    assert state["waiting"] == "key"
    assert {caption["language"] for caption in state["captions"]} == {"en", "es"}
    state = mine(do("press", key="2"))
    assert "oprima el 2" in heard(state)
    state = mine(do("say-nothing"))
    assert state["waiting"] == "record"
    assert "grabada" in heard(state)
    state = mine(do("record", name="quetzal"))
    assert state["state"] == "over"
    assert not state["error"]
    assert set(Envelope.objects.values_list("kind", flat=True)) == {"call", "voicemail"}
    assert fetch_due() == 1
    content_type, name, data = open_file(desk, SealedFile.objects.get())
    assert (content_type, name, data[:4]) == ("audio/wav", "quetzal.wav", b"RIFF")
    assert InboundCall.objects.get().outcome == "voicemail"


def test_saying_nothing_all_along_is_a_missed_call(do: Do) -> None:
    call(do)
    do("say-nothing")
    state = mine(do("say-nothing"))
    assert state["waiting"] == "record"
    state = mine(do("say-nothing"))
    assert state["state"] == "over"
    assert "heard no message" in heard(state)
    assert not Envelope.objects.filter(kind="voicemail").exists()
    assert InboundCall.objects.get().outcome == "missed"


def test_a_hidden_number_stays_hidden(do: Do, desk: OpenedDesk) -> None:
    call(do, withheld="1")
    envelope = Envelope.objects.get()
    assert desk.open_record(bytes(envelope.sealed), envelope.id, "call")["from"] == ""


def test_the_staff_phone_rings_whispers_and_takes_the_call_with_1(do: Do, pia: StaffMember) -> None:
    call(do)
    state = do("press", key="2")
    assert mine(state)["waiting"] == "dial"
    assert theirs(state)["state"] == "ringing"
    assert "Spanish" in heard(theirs(do("answer", phone=STAFF_PHONE)))
    state = do("press", key="1", phone=STAFF_PHONE)
    assert mine(state)["waiting"] == theirs(state)["waiting"] == "talk"
    assert InboundCall.objects.get().accepted_by == pia
    state = do("hang-up")
    assert mine(state)["state"] == theirs(state)["state"] == "over"
    assert not Envelope.objects.filter(kind="voicemail").exists()


@pytest.mark.parametrize(
    "refusal", [["hang-up"], ["answer", "hang-up"], ["answer", "press"], ["answer", "say-nothing"]]
)
def test_who_does_not_press_1_sends_the_caller_to_the_offer_and_the_voicemail(
    do: Do, pia: StaffMember, refusal: list[str]
) -> None:
    call(do)
    state = do("press", key="1")
    for act in refusal * 3:  # as often as it rings
        state = do(act, key="5", phone=STAFF_PHONE)
    assert "press 2" in heard(mine(state))
    assert mine(do("say-nothing"))["waiting"] == "record"


def test_all_at_once_every_phone_rings_and_the_second_hears_that_it_is_taken(
    do: Do, pia: StaffMember, ada: StaffMember
) -> None:
    ContactNumber.objects.update(ring="all")
    call(do)
    state = do("press", key="1")
    other = str(ada.notice_phone)
    assert [state["phones"][phone]["state"] for phone in (STAFF_PHONE, other)] == ["ringing", "ringing"]
    for phone in (STAFF_PHONE, other):
        do("answer", phone=phone)
    do("press", key="1", phone=STAFF_PHONE)
    state = do("press", key="1", phone=other)
    assert "taken" in heard(state["phones"][other])
    assert mine(state)["waiting"] == "talk"


def test_a_phone_nobody_picks_up_stops_ringing_and_the_next_one_rings(
    do: Do, pia: StaffMember, ada: StaffMember
) -> None:
    call(do)
    do("press", key="1")
    assert [rings(seen(), phone) for phone in (STAFF_PHONE, str(ada.notice_phone))] == [True, False]
    let_it_ring()
    assert [rings(seen(), phone) for phone in (STAFF_PHONE, str(ada.notice_phone))] == [False, True]


def test_a_staff_phone_in_a_conversation_is_busy_for_the_next_caller(do: Do, pia: StaffMember) -> None:
    call(do)
    do("press", key="1")
    do("answer", phone=STAFF_PHONE)
    do("press", key="1", phone=STAFF_PHONE)
    do("call", phone=PHONES[1], line=TEXT_LINE)
    state = do("press", key="1", phone=PHONES[1])
    assert theirs(state)["waiting"] == "talk"
    assert "press 2" in heard(state["phones"][PHONES[1]])


def test_hanging_up_while_it_rings_is_a_missed_call(do: Do, pia: StaffMember) -> None:
    call(do)
    do("press", key="1")
    assert mine(do("hang-up"))["state"] == "over"
    assert InboundCall.objects.get().outcome == "missed"


def test_two_visitors_call_at_the_same_time(do: Do) -> None:
    call(do)
    state = do("call", phone=PHONES[1], line=TEXT_LINE)
    assert mine(state)["waiting"] == state["phones"][PHONES[1]]["waiting"] == "key"
    assert InboundCall.objects.count() == 2


def test_a_phone_the_firm_rings_joins_it_to_the_visitor(do: Do, pia: StaffMember) -> None:
    placed = OutgoingCall(purpose="desk", line=TEXT_LINE, key="k")
    DIALLING.note(placed.pk, PHONES[0])
    ring_staff(placed, pia)
    state = do("answer", phone=STAFF_PHONE)
    assert "Your call from the desk" in heard(theirs(state))
    state = do("press", key="1", phone=STAFF_PHONE)
    assert (mine(state)["state"], mine(state)["shown"]) == ("ringing", TEXT_LINE)
    state = do("answer")
    assert mine(state)["waiting"] == theirs(state)["waiting"] == "talk"
    do("hang-up")
    assert OutgoingCall.objects.get().state == "connected"


def test_the_clock_can_be_turned_and_the_line_is_closed_then(do: Do, pia: StaffMember) -> None:
    ContactNumber.objects.update(hours={"mon": [["09:00", "17:00"]]})
    state = do("clock", moment="2026-11-23T10:00")
    assert state["clock"]["turned"]
    assert [line["open"] for line in state["lines"]] == [True, True]
    state = do("clock", moment="2026-11-22T10:00")
    assert [line["open"] for line in state["lines"]] == [False, False]
    call(do)
    assert "closed" in heard(mine(do("press", key="1")))
    assert not do("clock", moment="")["clock"]["turned"]


def test_beside_real_credentials_no_clock_is_turned(settings: Any) -> None:
    turned_clock.turn_to(timezone.now() + timedelta(days=3))
    settings.SIMULATOR = False
    assert abs(now() - timezone.now()) < timedelta(seconds=5)


def test_each_line_tells_what_a_call_on_it_does_now(do: Do, pia: StaffMember, ada: StaffMember) -> None:
    ContactNumber.objects.filter(number=TEXT_LINE).update(hours={})
    ContactNumber.objects.exclude(number=TEXT_LINE).update(direct=True)
    main, direct = do("clock", moment="")["lines"]
    assert (main["label"], main["open"], main["direct"]) == ("Main", False, False)
    assert (direct["open"], direct["direct"], direct["rings"]) == (True, True, ["Ada", "Pia"])


def test_which_line_a_phone_is_on_is_shown(do: Do) -> None:
    state = call(do, withheld="1")
    assert (state["shown"], state["hidden"], state["incoming"]) == (TEXT_LINE, True, False)


def test_every_fault_can_be_chosen_on_the_page(do: Do) -> None:
    html = Client().get("/simulator/").content.decode()
    assert sorted(FAULTS) == sorted(set(re.findall(r'<option value="(\w+)">', html)) & FAULTS)


def test_what_the_firm_did_is_told_beside_the_phones(do: Do) -> None:
    call(do)
    steps = do("press", key="1")["steps"]
    assert steps[0]["status"] == 200
    assert "language" in steps[0]["words"]
    assert PHONES[0] not in json.dumps(steps)


def test_every_webhook_twice_changes_nothing(do: Do, network: Network) -> None:
    network.set_fault("duplicate", 600)
    do("write", phone=PHONES[0], line=TEXT_LINE, body="Hola")
    call(do)
    do("press", key="1")
    do("press", key="2")
    network.deliver_reports(all_now=True)
    assert sorted(Envelope.objects.values_list("kind", flat=True)) == ["call", "call", "text"]
    assert [text.outgoing for text in network.texts] == [False, True, True]


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        ("30003", "undelivered", 30003),
        ("30007", "undelivered", 30007),
        ("drop", "queued", None),
        ("delay", "queued", None),
        ("reorder", "delivered", None),
    ],
)
def test_the_faults_of_delivery_reports(do: Do, network: Network, fault: str, state: str, code: int | None) -> None:
    text = send_now(purpose="reply", line=TEXT_LINE, to=PHONES[0], body="Hello", key="k")
    network.set_fault(fault, 600)
    network.deliver_reports(all_now=True)
    text.refresh_from_db()
    assert (text.state, text.error_code) == (state, code)


def test_a_bell_shows_on_the_staff_phone(do: Do, pia: StaffMember) -> None:
    do("write", phone=PHONES[0], line=TEXT_LINE, body="quetzal")
    ring_what_arrived()
    state = Client().get("/simulator/state/").json()
    (bell,) = [text for text in state["texts"] if text["phone"] == STAFF_PHONE]
    assert "quetzal" not in bell["body"]


@pytest.mark.parametrize(
    "document", ["<Response><Sing/></Response>", "no xml", "<Response><Dial><Queue/></Dial></Response>"]
)
def test_what_a_phone_network_would_not_understand_is_a_loud_error(document: str) -> None:
    simulated = Leg(PHONES[0], TEXT_LINE)
    with patch("intake.phone.simulator.network.post", return_value=(200, document)):
        simulated.start()
    assert simulated.over
    assert simulated.error


def test_faults_are_played_on_demand(do: Do) -> None:
    Client().post("/simulator/faults/", {"fault": "429", "seconds": "600"})
    assert send_now(purpose="reply", line=TEXT_LINE, to=PHONES[0], body="Hello", key="k").state == "outbox"
    Client().post("/simulator/faults/", {"fault": ""})
    assert send_now(purpose="reply", line=TEXT_LINE, to=PHONES[0], body="Hello", key="l").state == "queued"


def test_what_a_phone_said_is_not_written_down(do: Do, tmp_path: Path, settings: Any) -> None:
    do("write", phone=PHONES[0], line=TEXT_LINE, body="quetzal", picture="1")
    call(do)
    do("press", key="1")
    do("record", name="quetzal")
    fetch_due()
    erase_due()
    for path in [*tmp_path.rglob("*"), *Path(settings.DATA_DIR).rglob("*.json")]:
        assert not path.is_file() or b"quetzal" not in path.read_bytes()
    for envelope in Envelope.objects.all():
        assert b"quetzal" not in bytes(envelope.sealed)
    assert "quetzal" not in json.dumps(list(InboundCall.objects.values()), default=str)
