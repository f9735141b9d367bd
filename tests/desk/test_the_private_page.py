"""From the return key to the answer and back: what the visitor reads, what the desk gets, and what a copy tells."""

import json
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from firm.models import StaffMember
from intake.ask import private_page as public
from intake.ask import stamp
from intake.desk.actions import reading, talking
from intake.desk.actions.private_page import answer_on_page
from intake.desk.cards import open_card, open_details, open_entry
from intake.desk.filing import file_arrivals
from intake.desk.texting import CannotSend
from intake.mailbox import drop
from intake.models import AuditEvent, Entry, Envelope, Lead, PageMessage, PrivatePage
from intake.vault import OpenedDesk, Tampered, visitor
from tests.desk.conftest import CALLER
from tests.markup import flat

pytestmark = pytest.mark.django_db
CODE, KEY = "K7F-3MQ", "K7F3-MQ4A-CDEF-GHJK-MNPQ-RTWX"
ADDRESS = "/ask/status/"
Arrive = Callable[..., Any]


@pytest.fixture(autouse=True)
def nobody_tried() -> None:
    for tally in (public.misses_lately, public.posts_lately, public.sent_lately):
        tally.forget()


@pytest.fixture
def lead(form: Arrive, desk: OpenedDesk) -> Lead:
    """Somebody without phone and e-mail, filed."""
    form(reference=CODE, reach="page", visitor_key=visitor.recipient_of(KEY))
    file_arrivals(desk)
    return Lead.objects.get()


def post(path: str = ADDRESS, key: str = KEY, **more: str) -> Any:
    """One post of the visitor's page, as a browser sends it."""
    with mock.patch("time.time", return_value=time.time() - 60):
        mark = stamp.issue()
    fields = {"reference": CODE, "key": key, "stamp": mark, **more}
    return Client().post(path, urlencode(fields), content_type="application/x-www-form-urlencoded")


def said(lead: Lead, body: str, seen: int = 99, send_id: uuid.UUID | None = None) -> talking.Reply:
    return talking.Reply(lead.pk, send_id or uuid.uuid4(), body, seen)


def words(answer: Any) -> str:
    return BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)


# ---- The firm answers -------------------------------------------------------------------------------


def test_an_answer_is_read_with_the_key_and_is_in_the_timeline(desk, paralegal, lead) -> None:
    entry = answer_on_page(desk, paralegal, said(lead, "Sí puede viajar."))
    assert "Sí puede viajar." in words(post())
    assert paralegal.get_short_name() in words(post())
    assert open_entry(desk, entry)["body"] == "Sí puede viajar."
    lead.refresh_from_db()
    assert (lead.status, lead.promise_due, lead.assignee) == (Lead.Status.WAITING, None, paralegal)
    assert AuditEvent.objects.filter(action="lead.answer", actor=paralegal).exists()


def test_an_answer_opens_with_no_other_key_not_even_the_desks(desk, paralegal, lead) -> None:
    answer_on_page(desk, paralegal, said(lead, "Sí puede viajar."))
    [message] = PageMessage.objects.all()
    assert b"viajar" not in bytes(message.sealed)
    with pytest.raises(Tampered):
        desk.open_blob(message.sealed)
    with pytest.raises(Tampered):
        visitor.open_for(visitor.new_return_key(), message.id, visitor.MESSAGE, message.sealed)


def test_answers_of_different_lengths_look_alike_in_the_database(desk, paralegal, lead) -> None:
    answer_on_page(desk, paralegal, said(lead, "Sí."))
    answer_on_page(desk, paralegal, said(lead, "No. " * 100))
    first, second = PageMessage.objects.all()
    assert abs(len(first.sealed) - len(second.sealed)) < 200  # age adds a header of a random length


def test_the_same_press_twice_is_one_answer(desk, paralegal, lead) -> None:
    press = said(lead, "Una vez")
    assert answer_on_page(desk, paralegal, press) == answer_on_page(desk, paralegal, press)
    assert PageMessage.objects.count() == 1
    assert words(post()).count("Una vez") == 1


def test_what_they_wrote_meanwhile_is_read_before_an_answer(desk, paralegal, lead) -> None:
    post(do="message", body="Espere, ya no puedo")
    file_arrivals(desk)
    with pytest.raises(talking.NewArrived):
        answer_on_page(desk, paralegal, said(lead, "Venga mañana", seen=1))
    assert not PageMessage.objects.filter(entry__isnull=False).exists()


def test_who_has_no_key_has_no_page_to_answer_on(desk, paralegal, text) -> None:
    text("Hola")
    file_arrivals(desk)
    with pytest.raises(CannotSend):
        answer_on_page(desk, paralegal, said(Lead.objects.get(), "Hola"))
    assert not Entry.objects.filter(kind=Entry.Kind.PAGE_OUT).exists()


@pytest.mark.parametrize("body", ["", " \n", "x" * 10_001])
def test_an_empty_or_endless_answer_is_refused(desk, paralegal, lead, body: str) -> None:
    with pytest.raises(CannotSend):
        answer_on_page(desk, paralegal, said(lead, body))


def test_an_answer_to_a_swapped_page_still_opens_for_its_own_visitor_only(desk, paralegal, lead, form) -> None:
    """Whoever writes the database can point a page at another lead; the seal is to the key inside the lead."""
    theirs = visitor.new_return_key()
    form(reference="AAA-AAA", visitor_key=visitor.recipient_of(theirs), name="Another")
    file_arrivals(desk)
    PrivatePage.objects.filter(lead=lead).update(lead=None)
    PrivatePage.objects.exclude(lead=None).update(lead=lead)
    answer_on_page(desk, paralegal, said(lead, "Solo para Rosa"))
    fields = {"reference": "AAA-AAA", "key": theirs}
    page = Client().post(ADDRESS, urlencode(fields), content_type="application/x-www-form-urlencoded")
    assert "Solo para Rosa" not in page.content.decode()
    assert "was altered and does not open" in flat(page.content.decode())


# ---- The track --------------------------------------------------------------------------------------


def test_the_track_goes_from_received_to_opened_to_answered(desk, paralegal, lead) -> None:
    assert "We have your question." in words(post())
    reading.open_lead(paralegal, lead.pk)
    assert "We have opened your question." in words(post())
    answer_on_page(desk, paralegal, said(lead, "Sí."))
    assert "We answered you." in words(post())


def test_a_page_that_is_not_filed_yet_opens_and_takes_messages(desk, form) -> None:
    form(reference=CODE, visitor_key=visitor.recipient_of(KEY))
    assert "We have your question." in words(post())
    assert "We have your message." in words(post(do="message", body="Otra cosa"))
    file_arrivals(desk)
    assert [entry.kind for entry in Lead.objects.get().entries.all()] == ["form", "message"]


# ---- The visitor writes -----------------------------------------------------------------------------


def test_a_message_joins_its_own_lead_and_makes_it_ours_again(desk, paralegal, lead) -> None:
    answer_on_page(desk, paralegal, said(lead, "¿Cuándo puede venir?"))
    answer = post(do="message", body="El martes")
    assert "We have your message." in words(answer)
    assert "El martes" in words(answer)
    file_arrivals(desk)
    lead.refresh_from_db()
    assert (lead.status, lead.channel, lead.unread) == (Lead.Status.OPEN, "message", True)
    assert open_entry(desk, lead.entries.last())["body"] == "El martes"
    assert Lead.objects.count() == 1


def test_both_sides_stand_in_the_order_they_were_said(desk, paralegal, lead) -> None:
    post(do="message", body="primero")
    answer_on_page(desk, paralegal, said(lead, "segundo"))
    page = words(post(do="message", body="tercero"))
    assert page.index("primero") < page.index("segundo") < page.index("tercero")


def test_a_message_is_sealed_wherever_it_is_kept(desk, lead) -> None:
    post(do="message", body="canario amarillo")
    for row in (*Envelope.objects.all(), *PageMessage.objects.all(), *PrivatePage.objects.all()):
        assert "canario" not in str(vars(row))
        assert KEY not in str(vars(row))


def test_a_double_press_is_one_message(desk, lead) -> None:
    with mock.patch("time.time", return_value=time.time() - 60):
        mark = stamp.issue()
    first, second = (post(do="message", body="Una vez", stamp=mark) for _ in range(2))
    assert "We have your message." in words(first)
    assert "We have your message." in words(second)
    assert Envelope.objects.filter(kind="message").count() == 1
    assert words(post()).count("Una vez") == 1


def test_a_wrong_key_sends_nothing_and_keeps_the_words(desk, lead) -> None:
    answer = post(key="AAAA", do="message", body="Palabras que no se pierden")
    assert answer.status_code == 422
    assert "Palabras que no se pierden" in answer.content.decode()
    assert not Envelope.objects.filter(kind="message").exists()


@pytest.mark.parametrize("body", ["", "¿" * 2001])
def test_a_mistake_in_a_message_is_said_and_keeps_it(desk, lead, body: str) -> None:
    answer = post(do="message", body=body)
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert page.select_one(".summary a")["href"] == "#ask_body"
    assert page.find(id="ask_body").text.strip() == body
    assert not Envelope.objects.filter(kind="message").exists()


def test_what_could_not_be_kept_is_said_and_not_lost(desk, lead) -> None:
    with mock.patch("intake.ask.own_page.drop", side_effect=OSError("canary")):
        answer = post(do="message", body="Palabras que no se pierden")
    assert answer.status_code == 503
    assert "We have your message" not in words(answer)
    assert "Palabras que no se pierden" in answer.content.decode()


def test_a_flood_from_one_page_is_slowed_and_its_words_stay(desk, lead) -> None:
    for number in range(public.SENT_BY_PAGE):
        assert post(do="message", body=f"n{number}").status_code == 200
    answer = post(do="message", body="una más")
    assert answer.status_code == 429
    assert "una más" in answer.content.decode()
    assert Envelope.objects.filter(kind="message").count() == public.SENT_BY_PAGE


def test_looking_for_news_keeps_what_is_half_typed(desk, lead) -> None:
    assert "a medias" in post(do="look", body="a medias").content.decode()
    assert not Envelope.objects.filter(kind="message").exists()


def test_words_of_danger_ring_at_once(desk, lead) -> None:
    post(do="message", body="ICE está en la puerta")
    assert Envelope.objects.get(kind="message").urgent


def test_a_message_that_carries_a_key_of_no_lead_is_kept_apart(desk, lead) -> None:
    """Anybody can seal to the desk; without the key of the lead nothing joins it."""
    forged = {"reference": CODE, "visitor_key": visitor.recipient_of("AAAA"), "about": "delete", "body": "forged"}
    drop(Envelope.Kind.MESSAGE, forged, key="forged")
    file_arrivals(desk)
    assert lead.entries.count() == 1
    assert Lead.objects.count() == 2


# ---- Another way to be reached, and deletion --------------------------------------------------------


def test_another_number_is_used_from_then_on_and_the_old_one_no_more(desk, form) -> None:
    form(reference=CODE, phone=CALLER, reach="text", visitor_key=visitor.recipient_of(KEY))
    file_arrivals(desk)
    answer = post(do="reach", reach="text", phone="202-555-0155")
    assert "We have noted how to reach you" in words(answer)
    assert "202-555-0155" in words(answer)
    file_arrivals(desk)
    lead = Lead.objects.get()
    assert open_card(desk, lead).phone == "+12025550155"
    assert open_details(desk, lead).permissions[-1]["text"]
    assert open_entry(desk, lead.entries.last())["before"]["phone"] == CALLER


def test_only_this_page_takes_the_number_away(desk, form) -> None:
    form(reference=CODE, phone=CALLER, reach="text", visitor_key=visitor.recipient_of(KEY))
    file_arrivals(desk)
    post(do="reach", reach="page")
    file_arrivals(desk)
    card = open_card(desk, Lead.objects.get())
    assert (card.reach, card.phone) == ("page", "")
    with pytest.raises(talking.CannotText):
        talking.text_route(card)


def test_a_wrong_number_is_said_and_stays_typed(desk, lead) -> None:
    answer = post(do="reach", reach="text", phone="555-01")
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert page.find(id="ask_phone")["value"] == "555-01"
    assert page.find(id="ask_phone").find_parent("details").has_attr("open")


def test_the_wish_to_be_deleted_reaches_the_desk_as_such(desk, paralegal, lead, client_for, unlock) -> None:
    assert "We have your wish." in words(post(do="delete"))
    file_arrivals(desk)
    assert open_entry(desk, lead.entries.last())["about"] == "delete"
    page = unlock(client_for(paralegal), paralegal).get(f"/desk/lead/{lead.pk}/").content.decode()
    assert "They ask us to delete what they told us." in page
    assert "Asks us to delete what they told us" in page


# ---- The desk ---------------------------------------------------------------------------------------


@pytest.fixture
def browser(paralegal: StaffMember, client_for: Any, unlock: Any) -> Client:
    return unlock(client_for(paralegal), paralegal)


def composer(browser: Client, lead: Lead) -> dict[str, bool]:
    """Kind of answer → whether it is the one chosen."""
    page = BeautifulSoup(browser.get(f"/desk/lead/{lead.pk}/").content, "html.parser")
    return {box["value"]: box.has_attr("checked") for box in page.select("#compose [name=kind]")}


def test_the_private_page_is_the_answer_to_who_left_no_number(browser, lead) -> None:
    assert composer(browser, lead) == {"text": False, "page": True, "note": False, "call": False}


def test_who_can_be_texted_is_texted_unless_one_chooses_the_page(browser, desk, form) -> None:
    form(reference=CODE, phone=CALLER, visitor_key=visitor.recipient_of(KEY))
    file_arrivals(desk)
    assert composer(browser, Lead.objects.get()) == {"text": True, "page": False, "note": False, "call": False}


def test_who_has_no_page_is_offered_none(browser, desk, text) -> None:
    text("Hola")
    file_arrivals(desk)
    assert "page" not in composer(browser, Lead.objects.get())


def test_the_composer_puts_the_words_on_the_page(browser, lead) -> None:
    press = {"kind": "page", "body": "Venga el martes.", "send_id": str(uuid.uuid4()), "seen": "1"}
    for _ in range(2):
        answer = browser.post(f"/desk/lead/{lead.pk}/say/", press, headers={"HX-Request": "true"})
        assert answer.status_code == 200
    assert "on their private page" in flat(answer.content.decode())
    assert words(post()).count("Venga el martes.") == 1


def test_a_refused_answer_leaves_the_words_in_the_composer(browser, lead, desk) -> None:
    PrivatePage.objects.all().delete()
    press = {"kind": "page", "body": "Venga el martes.", "send_id": str(uuid.uuid4()), "seen": "1"}
    answer = browser.post(f"/desk/lead/{lead.pk}/say/", press, headers={"HX-Request": "true"}).content.decode()
    assert "They have no private page" in answer
    assert "Venga el martes." in answer


def test_nothing_of_an_answer_is_in_the_audit_chain(desk, paralegal, lead) -> None:
    answer_on_page(desk, paralegal, said(lead, "canario"))
    post(do="message", body="canario")
    file_arrivals(desk)
    events = json.dumps(list(AuditEvent.objects.values()), default=str)
    assert "canario" not in events
    assert visitor.recipient_of(KEY) not in events


def test_a_message_of_the_same_minute_is_filed_after_its_form(desk, form) -> None:
    now = timezone.now().replace(second=1, microsecond=0)
    form(reference=CODE, visitor_key=visitor.recipient_of(KEY), at=now)
    message = {"reference": CODE, "visitor_key": visitor.recipient_of(KEY), "about": "message", "body": "y otra cosa"}
    drop(Envelope.Kind.MESSAGE, message, key="m", at=now + timedelta(seconds=1), envelope_id=uuid.UUID(int=0))
    with mock.patch("intake.desk.filing.BATCH", 1):
        file_arrivals(desk)
    assert Lead.objects.count() == 1
