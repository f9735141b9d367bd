"""Several people work at the same moment: the record stays one chain, and nobody waits for each other in a circle."""

import threading
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connections, transaction

from firm.models import StaffMember
from firm.roles import Role
from intake.desk import audit
from intake.desk.actions import person, reading, talking, triage
from intake.desk.filing import file_arrivals
from intake.desk.settings import staff_actions
from intake.desk.settings.numbers import Refused
from intake.models import AuditEvent, Entry, Lead
from tests.conftest import join_firm

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, TIMES = 4, 15


def at_once(*acts: Callable[[], Any]) -> list[BaseException]:
    """What went wrong in any of several threads that began together."""
    wrong: list[BaseException] = []
    begin = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        begin.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001  the main thread tells it
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def again_and_again(act: Callable[[], Any]) -> Callable[[], None]:
    def repeat() -> None:
        for _ in range(TIMES):
            act()

    return repeat


@pytest.fixture
def leads(form, desk) -> list[Lead]:
    form(name="Rosa M.")
    form(name="Linh T.")
    file_arrivals(desk)
    return list(Lead.objects.all())


def test_what_several_people_do_at_once_is_one_chain() -> None:
    def work() -> None:
        with transaction.atomic():
            audit.record(None, "lead.open")
            audit.record(None, "lead.seen")

    assert at_once(*[again_and_again(work)] * PEOPLE) == []
    assert AuditEvent.objects.count() == PEOPLE * TIMES * 2
    assert audit.first_broken_link() is None


def test_one_opens_a_lead_while_another_changes_it(leads, paralegal, attorney) -> None:
    lead = leads[0].pk

    def opened() -> None:
        Lead.objects.filter(pk=lead).update(unread=True)
        reading.open_lead(paralegal, lead)

    assert at_once(*map(again_and_again, (opened, lambda: triage.assign(attorney, lead, attorney)))) == []
    assert audit.first_broken_link() is None


def test_one_joins_two_leads_while_another_changes_them(leads, desk, paralegal, attorney) -> None:
    one, other = (lead.pk for lead in leads)
    acts = (
        lambda: person.link(desk, paralegal, one, other),
        lambda: triage.assign(attorney, one, attorney),
        lambda: triage.assign(attorney, other, attorney),
    )
    assert at_once(*map(again_and_again, acts)) == []


def test_the_same_press_that_comes_several_times_at_once_is_one_note(leads, desk, paralegal) -> None:
    press = uuid.uuid4()

    def noted() -> None:
        talking.note(desk, paralegal, leads[0].pk, "Call after five", press)

    assert at_once(*[noted] * PEOPLE) == []
    assert Entry.objects.filter(kind=Entry.Kind.NOTE).count() == 1


def test_two_administrators_who_take_each_others_role_leave_one(administrator) -> None:
    other = join_firm("Zoe Second", Role.ADMINISTRATOR)
    pairs = ((administrator, other), (other, administrator))
    wrong = at_once(*(partial(staff_actions.set_roles, actor, member, []) for actor, member in pairs))
    assert [type(error) for error in wrong] == [Refused]
    assert StaffMember.objects.filter(groups__name=Role.ADMINISTRATOR.value).count() == 1
    assert audit.first_broken_link() is None
