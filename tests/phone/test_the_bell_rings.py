import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import F
from django.utils import timezone

from firm.models import StaffMember
from intake.mailbox import drop
from intake.models import Bell, Envelope, OutgoingText
from intake.phone.bell import acknowledge, ring_what_arrived
from intake.phone.duty import is_on_duty, on_duty, set_duty
from intake.phone.notices import mail_what_did_not_arrive
from intake.phone.simulator.network import Network
from intake.vault import OpenedDesk

pytestmark = pytest.mark.usefixtures("lines", "desk")
NOTICE = "Something arrived at the desk. https://firm.example/desk/"


def arrival(kind: str = "form", **changes: Any) -> uuid.UUID:
    return drop(Envelope.Kind(kind), {"question": "quetzal"}, key=str(uuid.uuid4()), **changes).id


def later(**time: float) -> None:
    """Time passes: every bell rang so much longer ago."""
    Bell.objects.exclude(rung_at=None).update(rung_at=F("rung_at") - timedelta(**time))


def test_staff_set_themselves_on_and_off(paralegal: StaffMember) -> None:
    for on in (True, True, False, False):
        set_duty(paralegal, on)
        assert is_on_duty(paralegal) is on
        assert on_duty().exists() is on


def test_who_left_or_lost_the_role_is_not_on_duty(pia: StaffMember, editor: StaffMember) -> None:
    set_duty(editor, True)
    assert list(on_duty()) == [pia]
    StaffMember.objects.filter(pk=pia.pk).update(is_active=False)
    assert not on_duty().exists()


def test_an_arrival_texts_who_is_on_duty_and_says_nothing_of_it(pia: StaffMember, network: Network) -> None:
    arrival()
    assert ring_what_arrived() == 1
    assert [(text.phone, text.body) for text in network.texts] == [("+12025550155", NOTICE)]
    assert OutgoingText.objects.get().purpose == "bell"
    assert not mail.outbox


def test_without_a_phone_the_bell_comes_by_mail(paralegal: StaffMember) -> None:
    set_duty(paralegal, True)
    arrival()
    ring_what_arrived()
    (message,) = mail.outbox
    assert (message.to, message.body) == ([paralegal.email], NOTICE)


def test_a_text_that_cannot_leave_becomes_a_mail(pia: StaffMember, network: Network) -> None:
    network.set_fault("429", 600)
    arrival()
    assert ring_what_arrived() == 1
    assert mail.outbox[0].to == [pia.email]
    assert OutgoingText.objects.get().state == "failed"


def test_with_nobody_on_duty_all_attorneys_are_mailed(attorney: StaffMember, paralegal: StaffMember) -> None:
    arrival()
    ring_what_arrived()
    assert [message.to for message in mail.outbox] == [[attorney.email]]


def test_it_rings_once_for_an_arrival_that_is_not_urgent(pia: StaffMember, network: Network) -> None:
    arrival()
    ring_what_arrived()
    later(minutes=10)
    assert ring_what_arrived() == 0
    assert len(network.texts) == 1


def test_arrivals_close_together_share_a_notice_within_the_minute(pia: StaffMember, network: Network) -> None:
    arrival()
    ring_what_arrived()
    arrival()
    arrival()
    assert ring_what_arrived() == 0
    later(seconds=41)
    assert ring_what_arrived() == 1
    assert len(network.texts) == 2
    later(seconds=41)
    assert ring_what_arrived() == 0


def test_an_urgent_arrival_rings_at_once_by_text_and_mail(pia: StaffMember, network: Network) -> None:
    arrival()
    ring_what_arrived()
    arrival(urgent=True)
    assert ring_what_arrived() == 1
    assert len(network.texts) == 2
    assert len(mail.outbox) == 1
    assert network.texts[1].body == NOTICE


def test_an_urgent_arrival_rings_again_every_three_minutes_until_someone_acknowledges(
    pia: StaffMember, network: Network
) -> None:
    urgent = arrival(urgent=True)
    ring_what_arrived()
    later(minutes=2)
    assert ring_what_arrived() == 0
    later(minutes=1)
    assert ring_what_arrived() == 1
    later(minutes=3)
    assert ring_what_arrived() == 1
    assert acknowledge([urgent], pia) == 1
    later(minutes=3)
    assert ring_what_arrived() == 0
    bell = Bell.objects.get()
    assert (bell.rounds, bell.acknowledged_by) == (3, pia)
    assert len(network.texts) == 3


def test_what_was_opened_before_its_bell_never_rings(pia: StaffMember, network: Network) -> None:
    assert acknowledge([arrival(urgent=True)], pia) == 1
    assert ring_what_arrived() == 0
    assert acknowledge([uuid.uuid4()], pia) == 0


def test_an_arrival_filed_at_once_by_an_open_desk_rings_all_the_same(pia: StaffMember) -> None:
    arrival()
    now = timezone.now()
    Envelope.objects.update(filed_at=now, received_at=now.replace(minute=0, second=0, microsecond=0))
    assert ring_what_arrived() == 1


def test_old_filed_mail_suspects_and_opt_outs_ring_no_bell(pia: StaffMember) -> None:
    arrival()
    Envelope.objects.update(filed_at=timezone.now(), received_at=timezone.now() - timedelta(hours=3))
    arrival(suspect=True)
    arrival("opt-out")
    assert ring_what_arrived() == 0


def test_when_nothing_could_leave_the_next_sweep_tries_again(
    pia: StaffMember, network: Network, settings: Any, desk: OpenedDesk
) -> None:
    network.set_fault("429", 600)
    settings.EMAIL_BACKEND = "tests.phone.dead_mail.EmailBackend"
    arrival()
    assert ring_what_arrived() == 0
    network.set_fault("", 0)
    assert ring_what_arrived() == 1


def test_a_notice_that_a_carrier_did_not_bring_comes_by_mail_once(pia: StaffMember, network: Network) -> None:
    arrival()
    ring_what_arrived()
    assert mail_what_did_not_arrive() == 0
    network.set_fault("30003", 600)
    network.deliver_reports(all_now=True)
    assert [mail_what_did_not_arrive(), mail_what_did_not_arrive()] == [1, 0]
    (message,) = mail.outbox
    assert message.to == [pia.email]
    assert "did not reach your phone" in message.body


def test_while_no_mail_leaves_either_it_is_tried_again(pia: StaffMember, network: Network, settings: Any) -> None:
    arrival()
    ring_what_arrived()
    network.set_fault("30003", 600)
    network.deliver_reports(all_now=True)
    settings.EMAIL_BACKEND = "tests.phone.dead_mail.EmailBackend"
    assert mail_what_did_not_arrive() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail_what_did_not_arrive() == 1
