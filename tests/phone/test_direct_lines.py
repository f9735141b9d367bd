from unittest.mock import patch

import pytest
from django.utils import timezone

from firm.models import ContactNumber, StaffMember
from firm.opening_hours import is_open, lines_of_hours, zone
from intake.models import Envelope, Shift
from intake.phone import rota
from intake.phone.clock import now
from intake.phone.gaps import gaps
from tests.phone.calling import ADAS_PHONE, PIAS_PHONE, call
from tests.phone.conftest import CALL_LINE
from tests.phone.test_staff_are_rung import rung

pytestmark = pytest.mark.usefixtures("lines", "desk", "direct")


@pytest.fixture
def direct(lines: object) -> None:
    """A line for calls out of detention."""
    ContactNumber.objects.filter(number=CALL_LINE).update(direct=True, hours={})


def test_nothing_is_said_and_nothing_is_asked_people_ring_at_once(pia: StaffMember, ada: StaffMember) -> None:
    document = call(To=CALL_LINE)
    assert "<Say" not in document
    assert "<Gather" not in document
    assert rung(document) == [ADAS_PHONE, PIAS_PHONE]


def test_it_is_not_answered_until_somebody_takes_it(pia: StaffMember) -> None:
    assert 'answerOnBridge="true"' in call(To=CALL_LINE)


def test_the_key_that_a_facility_asks_for_is_pressed_first(pia: StaffMember) -> None:
    ContactNumber.objects.filter(number=CALL_LINE).update(answer_keys="ww5")
    document = call(To=CALL_LINE)
    assert document.index('<Play digits="ww5"') < document.index("<Dial")
    assert 'answerOnBridge="false"' in document  # answered already: the key was pressed
    assert "<Play" not in call("dialled/1", To=CALL_LINE, DialCallStatus="no-answer")


def test_it_rings_at_any_hour_and_on_holidays(pia: StaffMember) -> None:
    line = ContactNumber.objects.get(number=CALL_LINE)
    assert is_open(line, now())
    assert lines_of_hours(line, "en") == ["Every day, at any hour"]
    with patch("intake.phone.calls.is_open", return_value=False):
        assert rung(call(To=CALL_LINE))


def test_who_is_planned_for_it_is_planned_on_holidays_and_a_gap_at_night_is_one(paralegal: StaffMember) -> None:
    line = ContactNumber.objects.get(number=CALL_LINE)
    today = timezone.now().astimezone(zone())
    line.holidays = [today.date().isoformat()]
    line.save()
    shift = Shift.objects.create(line=line, staff=paralegal, weekday=today.weekday(), begins="00:00", ends="24:00")
    assert [holder.staff for holder in rota.holders()[CALL_LINE]] == [paralegal]
    assert len(gaps(line, [shift])) == 6


def test_a_call_on_it_is_urgent(pia: StaffMember) -> None:
    call(To=CALL_LINE)
    assert Envelope.objects.get().urgent


def test_later_rounds_still_have_no_menu_and_the_voicemail_answers_in_the_end(pia: StaffMember) -> None:
    call(To=CALL_LINE, From="anonymous")
    assert "<Gather" not in call("dialled/1", To=CALL_LINE, DialCallStatus="no-answer", From="anonymous")
    assert "<Record" in call("dialled/3", To=CALL_LINE, DialCallStatus="no-answer", From="anonymous")
