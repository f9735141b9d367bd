import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from firm.models import StaffMember
from intake.models import Envelope, InboundCall, OutgoingText, SealedFile
from intake.phone.bell import ring_what_arrived
from intake.phone.duty import set_duty
from intake.phone.fetching import erase_due, fetch_due
from intake.phone.outgoing import send_now
from intake.phone.simulator import views
from intake.phone.simulator.call import SimulatedCall
from intake.phone.simulator.network import Network
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
    views.HANDSET.call = None


@pytest.fixture
def do() -> Do:
    def act(action: str, **form: str) -> dict[str, Any]:
        answer = Client().post(f"/simulator/do/{action}/", form)
        assert answer.status_code == 200
        return dict(answer.json())

    return act


@pytest.fixture
def pia(paralegal: StaffMember) -> StaffMember:
    paralegal.notice_phone = STAFF_PHONE
    paralegal.save()
    set_duty(paralegal, True)
    return paralegal


def call(do: Do, **form: str) -> dict[str, Any]:
    return dict(do("call", phone=PHONES[0], line=TEXT_LINE, **form)["call"])


def heard(call_state: dict[str, Any]) -> str:
    return " ".join(caption["words"] for caption in call_state["captions"])


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
    state = do("press", key="2")["call"]
    assert state["waiting"] == "record"
    assert "grabada" in heard(state)
    state = do("record", name="quetzal")["call"]
    assert state["over"]
    assert not state["error"]
    assert set(Envelope.objects.values_list("kind", flat=True)) == {"call", "voicemail"}
    assert fetch_due() == 1
    content_type, name, data = open_file(desk, SealedFile.objects.get())
    assert (content_type, name, data[:4]) == ("audio/wav", "quetzal.wav", b"RIFF")
    assert InboundCall.objects.get().outcome == "voicemail"


def test_saying_nothing_hears_both_languages_and_silence_leaves_no_message(do: Do) -> None:
    call(do)
    state = do("say-nothing")["call"]
    assert state["waiting"] == "record"
    state = do("say-nothing")["call"]
    assert state["over"]
    assert "heard no message" in heard(state)
    assert not Envelope.objects.filter(kind="voicemail").exists()
    assert InboundCall.objects.get().outcome == "missed"


def test_a_hidden_number_stays_hidden(do: Do, desk: OpenedDesk) -> None:
    call(do, withheld="1")
    envelope = Envelope.objects.get()
    assert desk.open_record(bytes(envelope.sealed), envelope.id, "call")["from"] == ""


def test_the_staff_phone_rings_whispers_and_takes_the_call_with_1(do: Do, pia: StaffMember) -> None:
    call(do)
    state = do("press", key="2")["call"]
    assert (state["waiting"], state["leg"]["phone"], state["leg"]["state"]) == ("staff", STAFF_PHONE, "ringing")
    state = do("staff-answer")["call"]
    assert "Spanish" in heard(state["leg"])
    state = do("staff-press", key="1")["call"]
    assert (state["waiting"], state["leg"]["state"]) == ("talk", "talking")
    assert InboundCall.objects.get().accepted_by == pia
    state = do("hang-up")["call"]
    assert state["over"]
    assert not Envelope.objects.filter(kind="voicemail").exists()


@pytest.mark.parametrize("refusal", [["staff-leave"], ["staff-answer", "staff-leave"], ["staff-answer", "staff-press"]])
def test_who_does_not_press_1_sends_the_caller_to_the_voicemail(do: Do, pia: StaffMember, refusal: list[str]) -> None:
    call(do)
    do("press", key="1")
    for act in refusal:
        state = do(act, key="5")["call"]
    assert state["waiting"] == "record"


def test_hanging_up_while_it_rings_is_a_missed_call(do: Do, pia: StaffMember) -> None:
    call(do)
    do("press", key="1")
    assert do("hang-up")["call"]["over"]
    assert InboundCall.objects.get().outcome == "missed"


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
    simulated = SimulatedCall(PHONES[0], TEXT_LINE)
    with patch("intake.phone.simulator.call.post", return_value=(200, document)):
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
