"""May this person be texted: permission on record, no stop, no doubt, and an hour that is theirs."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from intake.ask import wording
from intake.desk.actions import permission, talking, triage
from intake.desk.cards import open_card, open_details, open_entry
from intake.desk.filing import file_arrivals
from intake.desk.texting import CannotText, texting
from intake.desk.timeline import opened
from intake.models import AuditEvent, Draft, Entry, Lead, OutgoingText
from intake.phone.scheduling import cancel_asked
from intake.phone.simulator.network import HOME
from tests.desk.conftest import CALLER, LINE
from tests.markup import flat

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)  # Monday noon for a 202 number
NIGHT = datetime(2026, 11, 24, 3, tzinfo=UTC)  # Monday, ten at night
MORNING = datetime(2026, 11, 24, 13, tzinfo=UTC)  # Tuesday, eight in the morning


@pytest.fixture(autouse=True)
def network():
    HOME.clear()
    yield HOME
    HOME.clear()


def only(**columns) -> Lead:
    return Lead.objects.get(**columns)


def press(lead, body="Sí. La llamamos.", later=""):
    return talking.Reply(lead.pk, uuid.uuid4(), body, 99, later)


def how(desk, lead):
    now = timezone.now()
    return texting(open_card(desk, lead), open_details(desk, lead), talking.last_said(desk, lead), now)


def filed(desk, *arrivals) -> Lead:
    for arrive in arrivals:
        arrive()
    file_arrivals(desk)
    return only()


# ---- permission ----------------------------------------------------------------------------------------


def test_the_words_agreed_to_on_the_form_are_kept_exactly_with_their_date_and_version(desk, form):
    form(phone=CALLER, consent={"text": "Yes, “text” me.", "version": "2026-11-22"})
    file_arrivals(desk)
    allowed = how(desk, only()).permission
    assert (allowed["kind"], allowed["text"], allowed["version"]) == ("form", "Yes, “text” me.", "2026-11-22")
    assert allowed["number"] == CALLER
    assert datetime.fromisoformat(allowed["at"])
    assert b"Yes" not in bytes(only().details)


def test_who_texted_first_may_be_answered_and_nothing_more(desk, text):
    allowed = how(desk, filed(desk, text))
    assert allowed.permission["kind"] == "wrote"
    assert not allowed.refused


def test_who_only_called_may_not_be_texted_until_they_say_yes(desk, paralegal, call, network):
    lead = filed(desk, call)
    with pytest.raises(CannotText, match="No permission"):
        talking.reply(desk, paralegal, press(lead))
    assert not Entry.objects.filter(kind="text-out").exists()
    permission.agreed(desk, paralegal, lead.pk)
    given = how(desk, only()).permission
    assert (given["kind"], given["text"]) == ("staff", wording.spoken_consent("es"))
    assert AuditEvent.objects.filter(action="lead.consent", actor=paralegal).exists()


def test_who_asked_to_be_called_on_the_form_may_not_be_texted(desk, form):
    form(phone=CALLER, reach="call")
    file_arrivals(desk)
    assert "No permission" in how(desk, only()).refused


def test_a_key_pressed_for_texts_is_a_permission(desk, call):
    call(consent={"text": "Press 2 and we text you.", "version": "3"})
    file_arrivals(desk)
    assert how(desk, only()).permission["kind"] == "keypress"


def test_a_permission_is_the_numbers_and_not_the_leads(desk, form, text):
    form(phone=CALLER, reach="call")
    text(sender="+12025550199")
    file_arrivals(desk)
    assert "No permission" in how(desk, only(channel="form")).refused


# ---- stop ----------------------------------------------------------------------------------------------


def test_a_stop_holds_for_every_line_and_every_lead_done_ones_and_new_ones_too(desk, paralegal, text, form, opt_out):
    done = filed(desk, text)
    triage.done(paralegal, done.pk)
    text(to="+12025550142")
    opt_out()
    form(phone=CALLER)
    file_arrivals(desk)
    assert Lead.objects.count() == 3
    for lead in Lead.objects.all():
        with pytest.raises(CannotText, match="stop"):
            talking.reply(desk, paralegal, press(lead))
    opt_out("START")
    file_arrivals(desk)
    assert not any(open_card(desk, lead).stopped for lead in Lead.objects.all())
    assert all(open_details(desk, lead).stops[-1]["type"] == "START" for lead in Lead.objects.all())


def test_what_a_stop_said_is_told_in_the_timeline_word_for_word(desk, text, opt_out):
    text()
    opt_out(body="No más")
    file_arrivals(desk)
    entry = open_entry(desk, Entry.objects.get(kind="system"))
    assert (entry["what"], entry["words"]) == ("stop", "No más")


@pytest.mark.django_db(transaction=True)
def test_a_stop_cancels_what_was_scheduled_and_what_waits(desk, paralegal, form, opt_out, network):
    with time_machine.travel(NOON, tick=False):
        form(phone=CALLER)
        file_arrivals(desk)
        lead = only()
        talking.reply(desk, paralegal, press(lead, later=how(desk, lead).later[0].value))
        network.set_fault("429", 600)
        talking.reply(desk, paralegal, press(lead, "and this"))
        network.set_fault("", 0)
        opt_out()
        file_arrivals(desk)
        network.deliver_reports(all_now=True)
    assert set(OutgoingText.objects.values_list("state", flat=True)) == {"canceled"}
    assert network.scheduled == network.texts == []


def test_what_may_mean_stop_holds_every_lead_of_the_number_until_a_person_decides(desk, paralegal, text, form):
    form(phone=CALLER)
    text("STOP PLEASE, my husband was detained", opt_out="UNCLEAR")
    file_arrivals(desk)
    said = Entry.objects.get(kind="text-in")
    assert open_entry(desk, said)["body"].endswith("detained")
    for lead in Lead.objects.all():
        with pytest.raises(CannotText, match="may mean stop"):
            talking.reply(desk, paralegal, press(lead))
    permission.go_on(desk, paralegal, said.lead_id)
    assert not any(how(desk, lead).refused for lead in Lead.objects.all())


def test_a_person_decides_that_it_meant_stop_and_may_take_that_back(desk, paralegal, text):
    lead = filed(desk, lambda: text("leave me alone", opt_out="UNCLEAR"))
    permission.stop(desk, paralegal, lead.pk)
    assert open_card(desk, only()).stopped
    assert AuditEvent.objects.filter(action="lead.stop", actor=paralegal).exists()
    permission.go_on(desk, paralegal, lead.pk)
    assert not open_card(desk, only()).stopped


def test_nobody_at_the_desk_lifts_a_stop_they_wrote_themselves(desk, paralegal, text, opt_out):
    lead = filed(desk, text, opt_out)
    with pytest.raises(CannotText, match="START"):
        permission.go_on(desk, paralegal, lead.pk)
    assert open_card(desk, only()).stopped


def test_a_later_text_of_who_is_held_does_not_lift_the_hold(desk, text):
    filed(desk, lambda: text("stop it", opt_out="UNCLEAR"), lambda: text("hello?"))
    assert open_card(desk, only()).held


@pytest.mark.django_db(transaction=True)
def test_a_refusal_by_twilio_at_sending_stops_every_lead_of_the_number(desk, paralegal, text, form, network):
    text()
    form(phone=CALLER)
    file_arrivals(desk)
    network.blocked.add(CALLER)
    talking.reply(desk, paralegal, press(only(channel="text")))
    file_arrivals(desk)
    assert all(open_card(desk, lead).stopped for lead in Lead.objects.all())


# ---- hours ---------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_at_night_the_composer_says_why_and_offers_the_first_hour_that_is_theirs(desk, paralegal, text, network):
    with time_machine.travel(NOON, tick=False) as clock:
        lead = filed(desk, text)
        clock.move_to(NIGHT)
        with pytest.raises(CannotText, match="It is 10:00 pm for them \\(Eastern\\)"):
            talking.reply(desk, paralegal, press(lead))
        (offer,) = how(desk, lead).later
        assert offer.at == MORNING
        assert offer.label == "Send tomorrow at 8:00 am their time (Eastern)"
        sent = talking.reply(desk, paralegal, press(lead, later=offer.value))
    assert (sent.state, sent.send_at, network.texts) == ("scheduled", MORNING, [])
    assert open_entry(desk, Entry.objects.get(kind="text-out"))["send_at"] == MORNING.isoformat()


@pytest.mark.django_db(transaction=True)
def test_who_wrote_a_moment_ago_is_answered_at_any_hour(desk, paralegal, text, network):
    with time_machine.travel(NIGHT, tick=False) as clock:
        lead = filed(desk, text)
        clock.shift(timedelta(minutes=14))
        talking.reply(desk, paralegal, press(lead))
        clock.shift(timedelta(minutes=2))
        with pytest.raises(CannotText):
            talking.reply(desk, paralegal, press(lead))
    assert len(network.texts) == 1


def test_the_hours_they_asked_for_count_as_well(desk, form, paralegal):
    with time_machine.travel(NOON, tick=False) as clock:
        form(phone=CALLER)
        file_arrivals(desk)
        from intake.desk.actions import person

        person.keep_safe(desk, paralegal, only().pk, {"hours": "17-21"})
        clock.shift(timedelta(hours=1))
        answer = how(desk, only())
    assert answer.quiet
    assert answer.later[0].at == NOON + timedelta(hours=5)


def test_who_agreed_in_words_may_get_a_reminder_later_and_who_only_wrote_may_not(desk, form, text):
    with time_machine.travel(NOON, tick=False):
        form(phone=CALLER)
        text(sender="+12025550199")
        file_arrivals(desk)
        reminders = how(desk, only(channel="form")).later
        assert [one.at for one in reminders] == [
            datetime(2026, 11, 23, 23, tzinfo=UTC),
            datetime(2026, 11, 24, 14, tzinfo=UTC),
            datetime(2026, 11, 30, 14, tzinfo=UTC),
        ]
        assert how(desk, only(channel="text")).later == []


@pytest.mark.parametrize("value", ["nonsense", "2026-11-24T13:00:00", NIGHT.isoformat(), NOON.isoformat()])
def test_a_moment_that_is_not_allowed_is_refused_and_nothing_is_written(desk, paralegal, form, value):
    with time_machine.travel(NOON, tick=False):
        form(phone=CALLER)
        file_arrivals(desk)
        with pytest.raises(CannotText, match="Choose again"):
            talking.reply(desk, paralegal, press(only(), later=value))
    assert not Entry.objects.filter(kind="text-out").exists()


def test_without_a_messaging_service_the_composer_says_what_is_missing(desk, text, settings):
    with time_machine.travel(NOON, tick=False) as clock:
        lead = filed(desk, text)
        clock.move_to(NIGHT)
        settings.SIMULATOR, settings.TWILIO_MESSAGING_SERVICE_SID = False, ""
        answer = how(desk, lead)
    assert answer.later == []
    assert "Messaging Service" in answer.quiet


@pytest.mark.django_db(transaction=True)
def test_a_scheduled_text_is_taken_back_and_its_words_lie_in_the_composer(desk, paralegal, form, network):
    with time_machine.travel(NOON, tick=False):
        form(phone=CALLER)
        file_arrivals(desk)
        lead = only()
        talking.reply(desk, paralegal, press(lead, "Reminder", later=how(desk, lead).later[0].value))
        assert only().status == Lead.Status.WAITING
        talking.take_back(desk, paralegal, Entry.objects.get(kind="text-out").pk)
    assert (OutgoingText.objects.get().state, network.scheduled) == ("canceled", [])
    assert only().status == Lead.Status.OPEN
    assert only().promise_due
    assert talking.read_draft(desk, paralegal, lead.pk)["body"] == "Reminder"
    shown = opened(desk, paralegal, only()).moments[-1]
    assert (shown.unsent, shown.red, shown.state) == (True, False, "taken back, it never left")


@pytest.mark.django_db(transaction=True)
def test_closing_a_lead_cancels_what_was_scheduled(desk, paralegal, form, network):
    with time_machine.travel(NOON, tick=False):
        form(phone=CALLER)
        file_arrivals(desk)
        lead = only()
        talking.reply(desk, paralegal, press(lead, later=how(desk, lead).later[0].value))
        triage.done(paralegal, lead.pk)
        assert cancel_asked() == 1
    assert network.scheduled == []
    assert not Draft.objects.exists()


def test_a_stop_reaches_an_open_composer_by_the_poll_and_leaves_its_words_alone(
    desk, paralegal, text, opt_out, client_for, unlock
):
    lead = filed(desk, text)
    client = unlock(client_for(paralegal), paralegal)
    client.get(f"/desk/lead/{lead.pk}/")
    opt_out()
    answer = client.get("/desk/poll/", {"lead": str(lead.pk)}, headers={"HX-Request": "true", "X-Desk-Poll": "1"})
    page = flat(answer.content.decode())
    sends = page[page.index('hx-target="#sends"') :]
    assert 'data-send="text" disabled data-cannot' in sends
    assert "They asked us to stop texting" in page[page.index('hx-target="#may"') :]
    assert "<textarea" not in page


# ---- what failed ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_reply_that_never_arrived_brings_its_lead_back_once(desk, paralegal, text, network):
    lead = filed(desk, text)
    sent = talking.reply(desk, paralegal, press(lead))
    assert only().status == Lead.Status.WAITING
    OutgoingText.objects.filter(pk=sent.pk).update(state="undelivered", error_code=30003)
    assert triage.bring_back_failed() == 1
    assert (only().status, only().unread) == (Lead.Status.OPEN, True)
    triage.snooze(paralegal, lead.pk, None)
    assert triage.bring_back_failed() == 0


def test_a_done_lead_is_suggested_when_its_number_writes_again(desk, paralegal, text):
    before = filed(desk, text)
    triage.done(paralegal, before.pk)
    text("Me again")
    file_arrivals(desk)
    again = only(status="open")
    assert open_details(desk, again).suggestions == [{"lead": str(before.pk), "why": "before"}]
    assert LINE in open_card(desk, again).threads[0]["line"]
