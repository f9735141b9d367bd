"""No promised time is shown that the rota does not cover."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from firm.facts import facts, published
from firm.models import ContactNumber, StaffMember
from intake.ask.confirmation import opening_of
from intake.desk.promise import promised
from intake.models import Band, Shift
from intake.phone.duty import set_duty

NEW_YORK = ZoneInfo("America/New_York")
TUESDAY_NINE = datetime(2026, 11, 24, 9, 0, tzinfo=NEW_YORK)


@pytest.fixture
def main(db: None) -> ContactNumber:
    hours = {day: [["08:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    return ContactNumber.objects.create(number="+12025550187", kind="both", label="Main", hours=hours)


def plan(line: ContactNumber, staff: StaffMember, begins: str, ends: str, weekday: int = 1) -> None:
    Shift.objects.create(line=line, staff=staff, weekday=weekday, begins=begins, ends=ends)


def due(band: Band, moment: datetime = TUESDAY_NINE) -> datetime | None:
    return promised(band, moment, list(published()))


@pytest.mark.usefixtures("main")
@pytest.mark.parametrize("band", list(Band))
def test_hours_alone_promise_nothing(band: Band) -> None:
    assert due(band) is None


def test_the_clock_runs_only_while_somebody_is_planned(main: ContactNumber, paralegal: StaffMember) -> None:
    plan(main, paralegal, "09:30", "10:00")
    plan(main, paralegal, "17:00", "24:00")
    assert due(Band.HOUR) == TUESDAY_NINE.replace(hour=17, minute=30)


def test_a_shift_outside_the_printed_hours_promises_nothing(main: ContactNumber, paralegal: StaffMember) -> None:
    plan(main, paralegal, "06:00", "08:00")
    assert due(Band.HOUR) is None


def test_an_emergency_line_promises_minutes_only_where_it_is_covered(
    main: ContactNumber, paralegal: StaffMember
) -> None:
    main.urgent = True
    main.save()
    plan(main, paralegal, "22:00", "24:00")
    assert due(Band.NOW) == TUESDAY_NINE.replace(hour=22, minute=15)


@pytest.mark.parametrize("kind", ["urgent", "direct"])
def test_a_night_on_an_emergency_or_direct_line_promises_nothing_to_who_only_asks(
    kind: str, main: ContactNumber, paralegal: StaffMember
) -> None:
    setattr(main, kind, True)
    main.save()
    plan(main, paralegal, "00:00", "24:00")
    assert due(Band.HOUR) is None
    assert due(Band.NOW) == TUESDAY_NINE.replace(minute=15)


def test_the_visitor_is_told_of_the_next_hour_somebody_is_planned(main: ContactNumber, paralegal: StaffMember) -> None:
    plan(main, paralegal, "13:00", "20:00")
    opening = opening_of(facts("en").text_number, TUESDAY_NINE)
    assert (opening.now, opening.opens) == (False, TUESDAY_NINE.replace(hour=13))


def test_the_next_hour_is_past_the_weekend_and_the_holiday(main: ContactNumber, paralegal: StaffMember) -> None:
    main.holidays = ["2026-11-30"]
    main.save()
    for weekday in (0, 1):
        plan(main, paralegal, "08:00", "20:00", weekday)
    friday_night = datetime(2026, 11, 27, 21, 0, tzinfo=NEW_YORK)
    assert opening_of(facts("en").text_number, friday_night).opens == datetime(2026, 12, 1, 8, 0, tzinfo=NEW_YORK)


@pytest.mark.usefixtures("main")
def test_without_a_rota_the_visitor_is_told_no_hour() -> None:
    opening = opening_of(facts("en").text_number, TUESDAY_NINE)
    assert (opening.now, opening.opens) == (False, None)


def test_who_put_themselves_on_is_at_the_desk_now_and_who_went_off_is_not(
    main: ContactNumber, paralegal: StaffMember
) -> None:
    line = facts("en").text_number
    set_duty(paralegal, True)
    assert opening_of(line, TUESDAY_NINE).now
    assert not opening_of(line, TUESDAY_NINE + timedelta(hours=12)).now
    set_duty(paralegal, False)
    assert not opening_of(line, TUESDAY_NINE).now
