import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from firm.models import ContactNumber, StaffMember
from intake.models import InboundCall
from intake.phone import ringing
from intake.phone.duty import set_duty
from tests.phone.calling import ADAS_PHONE, CALL, PIAS_PHONE, call, over, staff_leg
from tests.phone.conftest import CALL_LINE, TEXT_LINE, VISITOR

pytestmark = pytest.mark.usefixtures("lines", "desk")


def rung(document: str) -> list[str]:
    return re.findall(r"<Number[^>]*>([^<]+)<", document)


def test_in_turn_is_what_a_line_does_until_told_otherwise(pia: StaffMember, ada: StaffMember) -> None:
    call()
    document = call("menu", Digits="1")
    assert 'sequential="true"' in document
    assert rung(document) == [PIAS_PHONE, ADAS_PHONE]


def test_all_at_once_where_the_line_is_set_so(pia: StaffMember, ada: StaffMember) -> None:
    ContactNumber.objects.update(ring="all")
    call()
    document = call("menu", Digits="1")
    assert 'sequential="false"' in document
    assert rung(document) == [PIAS_PHONE, ADAS_PHONE]


def test_every_staff_phone_shows_the_same_number_whichever_line_was_called(pia: StaffMember) -> None:
    ContactNumber.objects.filter(number=CALL_LINE).update(shown_to_staff=True)
    call()
    document = call("menu", Digits="1")
    assert f'callerId="{CALL_LINE}"' in document
    assert VISITOR not in document


def test_the_caller_is_told_to_hold_before_every_round(pia: StaffMember) -> None:
    call()
    assert "Stay on the line" in call("menu", Digits="1")
    assert "still calling" in call("dialled/1", DialCallStatus="no-answer")


def test_ringing_ends_after_three_rounds_whoever_is_on_duty(pia: StaffMember) -> None:
    call()
    call("menu", Digits="1")
    documents = [call(f"dialled/{number}", DialCallStatus="no-answer") for number in (1, 2, 3)]
    assert [bool(rung(document)) for document in documents] == [True, True, False]
    assert "<Dial" not in call("dialled/77", DialCallStatus="no-answer")


@pytest.mark.parametrize("phones", range(1, 9))
@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("urgent", [True, False])
def test_no_caller_hears_ringing_for_more_than_five_minutes(phones: int, together: bool, urgent: bool) -> None:
    rung_at_once = min(phones, ringing.MOST_PHONES)
    number = ringing.rounds(rung_at_once, together=together, urgent=urgent)
    assert 1 <= number <= 3
    seconds = number * 20 * (1 if together else rung_at_once)
    assert seconds <= (300 if urgent else 100)


def test_key_9_rings_the_attorney_first(pia: StaffMember, ada: StaffMember) -> None:
    call()
    assert rung(call("menu", Digits="9")) == [ADAS_PHONE, PIAS_PHONE]


def test_an_urgent_call_keeps_trying_down_the_list_then_wakes_the_attorneys_off_duty(
    pia: StaffMember, ada: StaffMember
) -> None:
    set_duty(ada, False)
    call()
    assert rung(call("menu", Digits="9")) == [PIAS_PHONE]
    assert rung(call("dialled/1", DialCallStatus="no-answer")) == [PIAS_PHONE, ADAS_PHONE]
    assert rung(call("dialled/2", DialCallStatus="completed")) == [PIAS_PHONE, ADAS_PHONE]
    assert rung(call("dialled/3", DialCallStatus="busy")) == []


def test_with_nobody_on_duty_an_urgent_call_rings_the_attorneys_at_once(ada: StaffMember) -> None:
    set_duty(ada, False)
    call()
    assert rung(call("menu", Digits="9")) == [ADAS_PHONE]


def test_who_accepts_after_the_caller_hung_up_hears_so(pia: StaffMember) -> None:
    call()
    call("menu", Digits="1")
    over()
    assert "hung up" in staff_leg("accept", pia, Digits="1")
    assert InboundCall.objects.get().accepted_by is None


def test_a_conversation_that_ended_is_not_offered_a_voicemail(pia: StaffMember) -> None:
    call()
    call("menu", Digits="1")
    staff_leg("accept", pia, Digits="1")
    document = call("dialled/1", DialCallStatus="completed", DialBridged="true")
    assert "<Hangup" in document
    assert "<Record" not in document


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_1_together_one_is_connected_and_the_other_hears_it_is_taken(
    pia: StaffMember, ada: StaffMember
) -> None:
    InboundCall.objects.create(call_sid=CALL, line=TEXT_LINE)

    def press(member: StaffMember) -> str:
        try:
            return staff_leg("accept", member, Digits="1")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(press, [pia, ada] * 4))
    winner = InboundCall.objects.get().accepted_by
    for member, document in zip([pia, ada] * 4, heard, strict=True):
        assert ("<Response />" in document) is (member == winner)
        assert ("taken" in document) is (member != winner)
