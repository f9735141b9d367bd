"""The rail says who has which line until when, and phones are handed over with one press."""

from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from firm.models import ContactNumber, StaffMember
from firm.roles import Role
from intake.models import AuditEvent, HandOver, Shift
from intake.phone import hand_over
from intake.phone.duty import on_duty
from intake.vault import OpenedDesk
from tests.conftest import join_firm
from tests.desk.conftest import EVERY_DAY, LINE, around_the_clock
from tests.markup import flat

Unlocked = Callable[[StaffMember], Client]
SECOND = "+12025550142"


@pytest.fixture
def zora(db: None) -> StaffMember:
    return join_firm("Zora Second", Role.PARALEGAL)


@pytest.fixture
def at_desk(client_for: Any, unlock: Any, desk: OpenedDesk) -> Unlocked:
    return lambda staff: unlock(client_for(staff), staff)


def rail(client: Client) -> str:
    page = flat(unescape(client.get("/desk/").content.decode()))
    return page[page.index('id="rail"') : page.index("<main")]


def test_it_names_who_has_the_line(line: ContactNumber, paralegal: StaffMember, at_desk: Unlocked) -> None:
    seen = rail(at_desk(paralegal))
    assert "Main" in seen
    assert "<span>Pia</span>" in seen  # day and night, so no end is told


def test_a_shift_ends_by_the_firms_clock(
    line: ContactNumber, paralegal: StaffMember, zora: StaffMember, at_desk: Unlocked
) -> None:
    Shift.objects.all().delete()
    for weekday in range(7):
        for begins, ends in (("00:00", "12:00"), ("12:30", "24:00")):
            Shift.objects.create(line=line, staff=zora, weekday=weekday, begins=begins, ends=ends)
    with time_machine.travel(datetime(2026, 11, 24, 16, 0, tzinfo=UTC)):  # eleven in New York
        assert "Zora<small>until noon" in rail(at_desk(paralegal))


def test_an_open_line_without_anybody_is_a_warning(
    line: ContactNumber, paralegal: StaffMember, at_desk: Unlocked
) -> None:
    client = at_desk(paralegal)
    Shift.objects.all().delete()
    assert "Nobody answers" in rail(client)


def test_one_press_asks_and_one_takes(
    line: ContactNumber, paralegal: StaffMember, zora: StaffMember, at_desk: Unlocked
) -> None:
    giver, taker = at_desk(paralegal), at_desk(zora)
    giver.post("/desk/hand-over/", {"to": zora.pk})
    assert "Zora is asked.<b>Until they accept, you hold the phones." in rail(giver)
    assert "Pia asks you to take the phones" in rail(taker)
    assert list(on_duty(LINE)) == [paralegal]
    taker.post(f"/desk/hand-over/{HandOver.objects.get().pk}/", {"answer": "yes"})
    assert list(on_duty(LINE)) == [zora]
    assert "Zora has the phones now." in rail(giver)
    giver.post(f"/desk/hand-over/{HandOver.objects.get().pk}/", {"answer": "read"})
    assert "has the phones now" not in rail(giver)
    assert list(on_duty(LINE)) == [zora]
    actions = AuditEvent.objects.filter(action__startswith="duty.").values_list("action", flat=True)
    assert list(actions) == ["duty.hand-over", "duty.take-over"]


def test_who_asked_is_told_that_they_still_hold_it(
    line: ContactNumber, paralegal: StaffMember, zora: StaffMember, at_desk: Unlocked
) -> None:
    giver, taker = at_desk(paralegal), at_desk(zora)
    giver.post("/desk/hand-over/", {"to": zora.pk})
    taker.post(f"/desk/hand-over/{HandOver.objects.get().pk}/", {"answer": "no"})
    assert "You still hold the phones." in rail(giver)
    assert list(on_duty(LINE)) == [paralegal]


def test_a_question_can_be_taken_back(
    line: ContactNumber, paralegal: StaffMember, zora: StaffMember, at_desk: Unlocked
) -> None:
    giver, taker = at_desk(paralegal), at_desk(zora)
    giver.post("/desk/hand-over/", {"to": zora.pk})
    question = HandOver.objects.get().pk
    giver.post(f"/desk/hand-over/{question}/", {"answer": "read"})
    assert "asks you" not in rail(taker)
    taker.post(f"/desk/hand-over/{question}/", {"answer": "yes"})
    assert list(on_duty(LINE)) == [paralegal]


def test_a_question_reaches_the_other_desk_by_its_poll(
    line: ContactNumber, paralegal: StaffMember, zora: StaffMember, at_desk: Unlocked
) -> None:
    giver, taker = at_desk(paralegal), at_desk(zora)
    poll = {"HX-Request": "true", "X-Desk-Poll": "1"}
    tag = taker.get("/desk/poll/", headers=poll).headers["HX-PTag"]
    assert taker.get("/desk/poll/", headers={**poll, "HX-PTag": tag}).status_code == 304
    giver.post("/desk/hand-over/", {"to": zora.pk})
    assert "asks you to take the phones" in unescape(
        taker.get("/desk/poll/", headers={**poll, "HX-PTag": tag}).content.decode()
    )


@pytest.fixture
def detained(line: ContactNumber, paralegal: StaffMember) -> ContactNumber:
    second = ContactNumber.objects.create(number=SECOND, kind="call", label="Detained", hours=EVERY_DAY, position=1)
    around_the_clock(second, paralegal)
    return second


def test_one_line_of_several_may_be_chosen(
    detained: ContactNumber, paralegal: StaffMember, zora: StaffMember, at_desk: Unlocked
) -> None:
    giver, taker = at_desk(paralegal), at_desk(zora)
    seen = rail(giver)
    assert f'<option value="{SECOND}">Detained</option>' in seen
    assert '<option value="">All I answer</option>' in seen
    giver.post("/desk/hand-over/", {"to": zora.pk, "line": SECOND})
    assert "<b>Detained:</b>Zora is asked." in rail(giver)
    assert "Pia asks you to take “Detained”" in rail(taker)
    taker.post(f"/desk/hand-over/{HandOver.objects.get().pk}/", {"answer": "yes"})
    assert (list(on_duty(LINE)), list(on_duty(SECOND))) == ([paralegal], [zora])
    assert AuditEvent.objects.filter(action="duty.take-over", facts__line=detained.pk).exists()


def test_a_line_that_is_not_theirs_or_not_there_any_more_hands_over_nothing(
    detained: ContactNumber, paralegal: StaffMember, zora: StaffMember, at_desk: Unlocked
) -> None:
    Shift.objects.filter(line=detained).delete()
    giver = at_desk(paralegal)
    for number in (SECOND, "+12025550199"):
        giver.post("/desk/hand-over/", {"to": zora.pk, "line": number})
    assert not HandOver.objects.exists()


def test_who_holds_one_line_has_nothing_to_choose(
    line: ContactNumber, paralegal: StaffMember, at_desk: Unlocked
) -> None:
    assert "All I answer" not in rail(at_desk(paralegal))


def test_the_asked_colleague_may_answer_with_a_locked_desk(
    line: ContactNumber, paralegal: StaffMember, zora: StaffMember, client_for: Any
) -> None:
    question = hand_over.ask(paralegal, zora.pk)
    locked = client_for(zora)
    assert "Pia asks you to take the phones" in unescape(locked.get("/desk/settings/duty/").content.decode())
    answer = locked.post(f"/desk/settings/duty/{question.pk}/", {"answer": "yes"}, follow=True)
    assert "You have the phones now." in answer.content.decode()
    assert list(on_duty(LINE)) == [zora]
    assert "asks you" not in unescape(client_for(paralegal).get("/desk/settings/duty/").content.decode())
