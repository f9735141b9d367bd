"""A hand-over reaches people who do not sit at the desk: who was asked, and who keeps the phones after all."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core import mail

from firm.models import StaffMember
from firm.roles import Role
from intake.models import HandOver
from intake.phone.duty import set_duty
from intake.phone.hand_over import AT_THE_DESK, answer, ask, read, ring
from intake.phone.simulator.network import Network
from tests.conftest import join_firm

pytestmark = pytest.mark.usefixtures("lines", "desk")
ASKED = "A colleague asks you about the phones. https://firm.example/desk/settings/duty/"
KEPT = "Nobody took the phones from you: you still have them. https://firm.example/desk/settings/duty/"
Clock = time_machine.Traveller


@pytest.fixture(autouse=True)
def six_pm() -> Iterator[Clock]:
    with time_machine.travel(datetime(2026, 11, 24, 23, 0, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def zora(db: None) -> StaffMember:
    """Has no phone for the bell."""
    return join_firm("Zora Second", Role.PARALEGAL)


def test_who_was_asked_and_sits_at_the_desk_is_not_rung(
    pia: StaffMember, zora: StaffMember, six_pm: Clock, network: Network
) -> None:
    question = ask(pia, zora.pk)
    assert ring() == 0
    answer(zora, question.pk, accepted=True)
    six_pm.shift(HandOver.PATIENCE + AT_THE_DESK)
    assert ring() == 0
    assert (network.texts, mail.outbox) == ([], [])


def test_after_half_a_minute_they_get_one_notice_that_says_nothing_of_anybody(
    zora: StaffMember, ada: StaffMember, pia: StaffMember, six_pm: Clock, network: Network
) -> None:
    ask(pia, ada.pk)
    six_pm.shift(AT_THE_DESK)
    assert [ring(), ring()] == [1, 0]
    assert [(text.phone, text.body) for text in network.texts] == [(ada.notice_phone, ASKED)]
    assert not mail.outbox


def test_without_a_phone_it_comes_by_mail(pia: StaffMember, zora: StaffMember, six_pm: Clock) -> None:
    ask(pia, zora.pk)
    six_pm.shift(AT_THE_DESK)
    assert ring() == 1
    (message,) = mail.outbox
    assert (message.to, message.body) == ([zora.email], ASKED)


@pytest.mark.parametrize("refused", [True, False])
def test_who_keeps_the_phones_is_told_once(
    refused: bool, pia: StaffMember, zora: StaffMember, six_pm: Clock, network: Network
) -> None:
    question = ask(pia, zora.pk)
    if refused:
        answer(zora, question.pk, accepted=False)
    six_pm.shift(HandOver.PATIENCE)
    assert [ring(), ring()] == [1, 0]
    assert [(text.phone, text.body) for text in network.texts] == [(pia.notice_phone, KEPT)]


def test_who_has_read_it_at_the_desk_or_is_off_duty_by_now_is_not_told_again(
    pia: StaffMember, zora: StaffMember, six_pm: Clock, network: Network
) -> None:
    question = ask(pia, zora.pk)
    answer(zora, question.pk, accepted=False)
    read(pia, question.pk)
    six_pm.shift(HandOver.PATIENCE)
    assert ring() == 0
    ask(pia, zora.pk)
    set_duty(pia, False)
    six_pm.shift(HandOver.PATIENCE)
    assert ring() == 0
    assert not network.texts


def test_a_question_that_was_taken_back_rings_nobody(pia: StaffMember, zora: StaffMember, six_pm: Clock) -> None:
    read(pia, ask(pia, zora.pk).pk)
    six_pm.shift(HandOver.PATIENCE)
    assert ring() == 0
    assert not mail.outbox


def test_when_nothing_could_leave_it_is_tried_again(
    pia: StaffMember, zora: StaffMember, six_pm: Clock, settings: Any
) -> None:
    ask(pia, zora.pk)
    six_pm.shift(AT_THE_DESK)
    settings.EMAIL_BACKEND = "tests.phone.dead_mail.EmailBackend"
    assert ring() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert ring() == 1
