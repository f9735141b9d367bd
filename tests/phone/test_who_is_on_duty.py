"""The weekly rota, what people change about it now, and hand-overs that move nothing until they are taken."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from firm.models import ContactNumber, FirmProfile, StaffMember
from intake.models import Duty, HandOver, Shift
from intake.phone import rota
from intake.phone.duty import is_on_duty, on_duty, set_duty
from intake.phone.hand_over import CannotHandOver, answer, ask, concerning, held_by
from intake.phone.uncovered import tell_attorneys
from tests.conftest import join_firm
from tests.phone.conftest import CALL_LINE, TEXT_LINE

TUESDAY_NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # 12:00 in New York
ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TUESDAY_NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def main(lines: tuple[ContactNumber, ContactNumber]) -> ContactNumber:
    return lines[0]


@pytest.fixture
def detained(lines: tuple[ContactNumber, ContactNumber]) -> ContactNumber:
    return lines[1]


@pytest.fixture
def zora(db: None) -> StaffMember:
    from firm.roles import Role

    return join_firm("Zora Second", Role.PARALEGAL)


def shift(line: ContactNumber, staff: StaffMember, begins: str = "08:00", ends: str = "20:00", **more: Any) -> Shift:
    return Shift.objects.create(
        line=line, staff=staff, weekday=more.pop("weekday", 1), begins=begins, ends=ends, **more
    )


def test_the_plan_puts_people_on_one_line_and_not_on_the_other(
    main: ContactNumber, detained: ContactNumber, paralegal: StaffMember, attorney: StaffMember
) -> None:
    shift(main, paralegal)
    shift(detained, attorney)
    assert list(on_duty(TEXT_LINE)) == [paralegal]
    assert list(on_duty(CALL_LINE)) == [attorney]
    assert set(on_duty()) == {paralegal, attorney}


def test_people_are_rung_in_the_planned_order_and_who_joined_by_themselves_last(
    main: ContactNumber, paralegal: StaffMember, attorney: StaffMember, zora: StaffMember
) -> None:
    set_duty(zora, True)
    shift(main, attorney, position=1)
    shift(main, paralegal, position=0)
    assert list(on_duty(TEXT_LINE)) == [paralegal, attorney, zora]


def test_a_shift_is_in_the_firms_zone_and_over_at_its_end(
    main: ContactNumber, paralegal: StaffMember, noon: time_machine.Traveller
) -> None:
    shift(main, paralegal, "12:00", "13:00")
    assert is_on_duty(paralegal)
    noon.move_to(TUESDAY_NOON + timedelta(hours=1))
    assert not is_on_duty(paralegal)
    profile = FirmProfile.load()
    profile.time_zone = "America/Chicago"
    profile.save()
    noon.move_to(TUESDAY_NOON + timedelta(hours=1, minutes=1))
    assert is_on_duty(paralegal)


def test_a_night_that_is_two_shifts_ends_in_the_morning(main: ContactNumber, paralegal: StaffMember) -> None:
    shift(main, paralegal, "11:00", "24:00")
    shift(main, paralegal, "00:00", "08:00", weekday=2)
    assert held_by(paralegal)[TEXT_LINE].until == datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


def test_nobody_is_planned_on_a_holiday_but_for_emergencies(
    main: ContactNumber, detained: ContactNumber, paralegal: StaffMember, attorney: StaffMember
) -> None:
    shift(main, paralegal)
    shift(detained, attorney)
    ContactNumber.objects.update(holidays=["2026-11-24"])
    detained.refresh_from_db()
    detained.urgent = True
    detained.save()
    assert not on_duty(TEXT_LINE).exists()
    assert list(on_duty(CALL_LINE)) == [attorney]


def test_off_overrides_a_planned_shift_until_it_is_over(
    main: ContactNumber, paralegal: StaffMember, noon: time_machine.Traveller
) -> None:
    shift(main, paralegal)
    shift(main, paralegal, weekday=2)
    set_duty(paralegal, False)
    assert not on_duty().exists()
    set_duty(paralegal, True)
    assert is_on_duty(paralegal)
    assert not Duty.objects.exists()
    set_duty(paralegal, False)
    noon.move_to(TUESDAY_NOON + timedelta(days=1))
    assert is_on_duty(paralegal)


def test_off_before_todays_shift_is_off_for_it(
    main: ContactNumber, paralegal: StaffMember, noon: time_machine.Traveller
) -> None:
    shift(main, paralegal, "14:00", "20:00")
    set_duty(paralegal, False)
    noon.move_to(TUESDAY_NOON + timedelta(hours=3))
    assert not is_on_duty(paralegal)


def test_who_left_the_firm_is_rung_no_more(main: ContactNumber, paralegal: StaffMember) -> None:
    shift(main, paralegal)
    assert is_on_duty(paralegal)
    StaffMember.objects.filter(pk=paralegal.pk).update(is_active=False)
    assert not on_duty(TEXT_LINE).exists()


# ---- handing over ----------------------------------------------------------------------------------


def test_nothing_moves_until_the_colleague_accepts(
    main: ContactNumber, paralegal: StaffMember, zora: StaffMember
) -> None:
    shift(main, paralegal, position=3)
    question = ask(paralegal, zora.pk)
    assert list(on_duty(TEXT_LINE)) == [paralegal]
    assert list(concerning(zora)) == list(concerning(paralegal)) == [question]
    answer(zora, question.pk, accepted=True)
    assert list(on_duty(TEXT_LINE)) == [zora]
    (held,) = rota.holders()[TEXT_LINE]
    assert (held.position, held.instead_of) == (3, paralegal.pk)
    assert held.until == datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def test_a_refusal_and_a_silence_leave_the_line_where_it_was(
    main: ContactNumber, paralegal: StaffMember, zora: StaffMember, noon: time_machine.Traveller
) -> None:
    shift(main, paralegal)
    answer(zora, ask(paralegal, zora.pk).pk, accepted=False)
    assert list(on_duty(TEXT_LINE)) == [paralegal]
    assert concerning(paralegal)[0].accepted is False
    late = ask(paralegal, zora.pk)
    noon.shift(HandOver.PATIENCE + timedelta(minutes=1))
    with pytest.raises(CannotHandOver):
        answer(zora, late.pk, accepted=True)
    assert list(on_duty(TEXT_LINE)) == [paralegal]
    assert late in concerning(paralegal)
    assert late not in concerning(zora)


def test_only_the_asked_colleague_can_accept_and_only_once(
    main: ContactNumber, paralegal: StaffMember, zora: StaffMember, attorney: StaffMember
) -> None:
    shift(main, paralegal)
    question = ask(paralegal, zora.pk)
    with pytest.raises(CannotHandOver):
        answer(attorney, question.pk, accepted=True)
    answer(zora, question.pk, accepted=True)
    with pytest.raises(CannotHandOver):
        answer(zora, question.pk, accepted=False)
    assert list(on_duty(TEXT_LINE)) == [zora]


def test_one_line_may_be_handed_over_and_the_other_kept(
    main: ContactNumber, detained: ContactNumber, paralegal: StaffMember, zora: StaffMember
) -> None:
    shift(main, paralegal)
    shift(detained, paralegal)
    answer(zora, ask(paralegal, zora.pk, main).pk, accepted=True)
    assert list(on_duty(TEXT_LINE)) == [zora]
    assert list(on_duty(CALL_LINE)) == [paralegal]


def test_two_lines_may_be_asked_of_two_colleagues_and_a_new_question_withdraws_the_one_about_the_same(
    main: ContactNumber, detained: ContactNumber, paralegal: StaffMember, zora: StaffMember, attorney: StaffMember
) -> None:
    shift(main, paralegal)
    shift(detained, paralegal)
    first, second = ask(paralegal, zora.pk, main), ask(paralegal, attorney.pk, detained)
    assert set(concerning(paralegal)) == {first, second}
    again = ask(paralegal, attorney.pk, main)
    assert set(concerning(paralegal)) == {second, again}
    everything = ask(paralegal, zora.pk)
    assert list(concerning(paralegal)) == [everything]
    for late, taker in ((first, zora), (second, attorney), (again, attorney)):
        with pytest.raises(CannotHandOver):
            answer(taker, late.pk, accepted=True)


def test_who_is_planned_and_went_on_by_themselves_as_well_is_off_the_line_they_handed_over(
    main: ContactNumber,
    detained: ContactNumber,
    paralegal: StaffMember,
    zora: StaffMember,
    noon: time_machine.Traveller,
) -> None:
    shift(main, paralegal, "13:00", "20:00")
    set_duty(paralegal, True)
    noon.shift(timedelta(hours=2))
    answer(zora, ask(paralegal, zora.pk, main).pk, accepted=True)
    assert list(on_duty(TEXT_LINE)) == [zora]
    assert list(on_duty(CALL_LINE)) == [paralegal]


def test_the_hand_over_ends_with_the_shift_and_next_week_is_as_planned(
    main: ContactNumber, paralegal: StaffMember, zora: StaffMember, noon: time_machine.Traveller
) -> None:
    shift(main, paralegal)
    answer(zora, ask(paralegal, zora.pk).pk, accepted=True)
    noon.move_to(TUESDAY_NOON + timedelta(days=7))
    assert list(on_duty(TEXT_LINE)) == [paralegal]


def test_who_went_on_by_themselves_hands_over_all_of_it(
    main: ContactNumber, detained: ContactNumber, paralegal: StaffMember, zora: StaffMember
) -> None:
    set_duty(paralegal, True)
    with pytest.raises(CannotHandOver):
        ask(paralegal, zora.pk, main)
    answer(zora, ask(paralegal, zora.pk).pk, accepted=True)
    assert list(on_duty(TEXT_LINE)) == list(on_duty(CALL_LINE)) == [zora]
    set_duty(zora, False)
    assert not on_duty().exists()


def test_coming_back_takes_the_phones_back(main: ContactNumber, paralegal: StaffMember, zora: StaffMember) -> None:
    shift(main, paralegal)
    answer(zora, ask(paralegal, zora.pk).pk, accepted=True)
    set_duty(paralegal, True)
    assert list(on_duty(TEXT_LINE)) == [paralegal]


def test_who_took_over_and_goes_off_does_not_ring_the_first_again(
    main: ContactNumber, paralegal: StaffMember, zora: StaffMember
) -> None:
    shift(main, paralegal)
    answer(zora, ask(paralegal, zora.pk).pk, accepted=True)
    set_duty(zora, False)
    assert not on_duty(TEXT_LINE).exists()


@pytest.mark.usefixtures("main")
def test_nothing_is_handed_over_by_who_holds_nothing_or_to_who_reads_no_leads(
    paralegal: StaffMember, zora: StaffMember, editor: StaffMember
) -> None:
    with pytest.raises(CannotHandOver):
        ask(paralegal, zora.pk)
    set_duty(paralegal, True)
    for nobody in (editor.pk, paralegal.pk, 10_000):
        with pytest.raises(CannotHandOver):
            ask(paralegal, nobody)
    assert not HandOver.objects.exists()


def test_what_the_giver_no_longer_holds_cannot_be_taken(
    main: ContactNumber, paralegal: StaffMember, zora: StaffMember
) -> None:
    shift(main, paralegal)
    question = ask(paralegal, zora.pk)
    set_duty(paralegal, False)
    with pytest.raises(CannotHandOver):
        answer(zora, question.pk, accepted=True)
    assert not on_duty().exists()


# ---- nobody ----------------------------------------------------------------------------------------


def test_the_attorneys_are_told_once_that_an_open_line_has_nobody(
    main: ContactNumber, detained: ContactNumber, paralegal: StaffMember, attorney: StaffMember
) -> None:
    shift(main, paralegal)
    shift(detained, paralegal)
    assert tell_attorneys() == 0
    set_duty(paralegal, False)
    assert tell_attorneys() == 2
    assert tell_attorneys() == 0
    (message,) = mail.outbox
    assert message.to == [attorney.email]
    assert main.label in message.body
    set_duty(paralegal, True)
    tell_attorneys()
    set_duty(paralegal, False)
    assert tell_attorneys() == 2


def test_a_closed_line_needs_nobody(main: ContactNumber, attorney: StaffMember) -> None:
    ContactNumber.objects.exclude(pk=main.pk).delete()
    main.hours = {"mon": [["08:00", "20:00"]]}
    main.save()
    assert tell_attorneys() == 0


@pytest.mark.usefixtures("main", "attorney")
def test_a_mail_that_could_not_leave_is_tried_again(settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.phone.dead_mail.EmailBackend"
    assert tell_attorneys() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tell_attorneys() == 2
