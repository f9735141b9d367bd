"""In the demo a turned clock turns the night along: what may be texted, what leaves later, and whose phone rings."""

from datetime import timedelta

import pytest
import time_machine

from intake.desk.actions import talking
from intake.desk.actions.talking import last_said
from intake.desk.cards import open_card, open_details
from intake.desk.filing import file_arrivals
from intake.desk.texting import CannotText, texting
from intake.models import Lead, OutgoingText, Shift
from intake.phone import clock, ringing
from intake.phone.simulator import turned_clock
from intake.phone.simulator.network import HOME
from tests.desk.conftest import LINE
from tests.desk.test_texting import MORNING, NIGHT, NOON, press

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def network(settings):
    settings.SIMULATOR = True
    HOME.clear()
    with time_machine.travel(NOON, tick=False):
        yield HOME
        turned_clock.turn_to(None)
    HOME.clear()


def offered(desk, lead):
    return texting(open_card(desk, lead), open_details(desk, lead), last_said(desk, lead), clock.now())


def test_a_text_of_the_night_leaves_when_the_clock_is_turned_to_the_morning(desk, paralegal, text, network):
    text()
    file_arrivals(desk)
    lead = Lead.objects.get()
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        turned_clock.turn_to(NIGHT)
        with pytest.raises(CannotText, match="It is 10:00 pm for them"):
            talking.reply(desk, paralegal, press(lead))
        (choice,) = offered(desk, lead).later
        assert choice.at == MORNING
        talking.reply(desk, paralegal, press(lead, "Buenos días", later=choice.value))
        network.deliver_reports(all_now=True)
        assert network.texts == []
        turned_clock.turn_to(MORNING)
        network.deliver_reports(all_now=True)
    assert [one.body for one in network.texts] == ["Buenos días"]
    assert OutgoingText.objects.get().state == "delivered"


def test_it_can_be_taken_back_until_then(desk, paralegal, text, network):
    text()
    file_arrivals(desk)
    lead = Lead.objects.get()
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        turned_clock.turn_to(NIGHT)
        sent = talking.reply(desk, paralegal, press(lead, later=offered(desk, lead).later[0].value))
        turned_clock.turn_to(None)  # by the real clock it is long before
        talking.take_back(desk, paralegal, sent.entry_id)
    assert (OutgoingText.objects.get().state, network.scheduled) == ("canceled", [])


def test_who_wrote_a_moment_ago_is_answered_at_night_all_the_same(desk, paralegal, text, network):
    turned_clock.turn_to(NIGHT)
    text()
    file_arrivals(desk)
    talking.reply(desk, paralegal, press(Lead.objects.get()))
    assert len(network.texts) == 1


def test_whose_shift_it_is_by_the_turned_clock_is_rung(line, paralegal):
    paralegal.notice_phone = "+12025550155"
    paralegal.save()
    Shift.objects.all().delete()
    Shift.objects.create(line=line, staff=paralegal, weekday=1, begins="08:00", ends="12:00")
    assert ringing.whom_to_ring(LINE, urgent=False) == []
    turned_clock.turn_to(MORNING)
    assert ringing.whom_to_ring(LINE, urgent=False) == [paralegal]
