"""What people at the desk do: each step checks the right, leaves an audit row, and can be taken back when it may."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from firm.models import StaffMember
from intake.desk.actions import person, talking, triage
from intake.desk.actions.change import Stale
from intake.desk.cards import open_card, open_details, open_entry
from intake.desk.filing import file_arrivals
from intake.models import AuditEvent, Band, Draft, Entry, Lead, OutgoingText
from intake.phone import outgoing
from intake.phone.gateway import SentText, TryLater
from tests.desk.conftest import CALLER, LINE


class Network:
    """The telephone network: remembers what left, or refuses."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.busy = False

    def send_text(self, text):
        if self.busy:
            raise TryLater(20429)
        self.sent.append((text.line, text.to, text.body))
        return SentText(f"SM{uuid.uuid4().hex}", "queued", text.body, timezone.now())


@pytest.fixture
def network(monkeypatch) -> Network:
    network = Network()
    monkeypatch.setattr(outgoing, "gateway", lambda: network)
    return network


@pytest.fixture
def lead(text, desk) -> Lead:
    text("Hola")
    file_arrivals(desk)
    return Lead.objects.get()


def say(lead, body="Sí. La llamamos.", seen=99, send_id=None):
    return talking.Reply(lead.pk, send_id or uuid.uuid4(), body, seen)


@pytest.mark.django_db(transaction=True)
def test_a_reply_is_an_entry_a_row_and_a_text_on_the_line_they_wrote_to(desk, paralegal, lead, network):
    sent = talking.reply(desk, paralegal, say(lead))
    assert network.sent == [(LINE, CALLER, "Sí. La llamamos.")]
    lead.refresh_from_db()
    assert (lead.status, lead.promise_due, lead.assignee) == (Lead.Status.WAITING, None, paralegal)
    entry = Entry.objects.get(kind="text-out")
    assert sent.entry == entry
    assert open_entry(desk, entry)["body"] == "Sí. La llamamos."
    assert AuditEvent.objects.filter(action="lead.reply", actor=paralegal).exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_press_twice_is_one_text(desk, paralegal, lead, network):
    press = say(lead)
    talking.reply(desk, paralegal, press)
    talking.reply(desk, paralegal, press)
    assert len(network.sent) == 1
    assert Entry.objects.filter(kind="text-out").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_reply_that_arrived_while_typing_is_shown_before_sending(desk, paralegal, lead, network, text):
    press = say(lead, seen=1)
    text("No, mejor a las 11")
    file_arrivals(desk)
    with pytest.raises(talking.NewArrived) as news:
        talking.reply(desk, paralegal, press)
    assert [open_entry(desk, entry)["body"] for entry in news.value.entries] == ["No, mejor a las 11"]
    assert network.sent == []
    assert not Entry.objects.filter(kind="text-out").exists()


@pytest.mark.django_db(transaction=True)
def test_what_cannot_leave_waits_and_leaves_once(desk, paralegal, lead, network):
    network.busy = True
    assert talking.reply(desk, paralegal, say(lead)).state == OutgoingText.State.OUTBOX
    network.busy = False
    entry = Entry.objects.get(kind="text-out")
    talking.retry(desk, paralegal, entry.pk)
    talking.retry(desk, paralegal, entry.pk)
    assert len(network.sent) == 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_whose_text_was_never_written_is_dialled_on_retry(desk, paralegal, lead, network):
    talking.reply(desk, paralegal, say(lead))
    OutgoingText.objects.all().delete()
    talking.retry(desk, paralegal, Entry.objects.get(kind="text-out").pk)
    assert len(network.sent) == 2


@pytest.mark.django_db(transaction=True)
def test_after_a_reply_its_texts_calls_and_voicemail_come_to_the_same_lead(desk, form, text, call, voicemail, network):
    paralegal = StaffMember.objects.get()
    form(phone=CALLER)
    file_arrivals(desk)
    talking.reply(desk, paralegal, say(Lead.objects.get()))
    text("Gracias")
    call(sid="CA5")
    voicemail(call_sid="CA5")
    file_arrivals(desk)
    kinds = [entry.kind for entry in Lead.objects.get().entries.all()]
    assert kinds == ["form", "text-out", "text-in", "call-in", "voicemail"]


def test_nobody_texts_a_number_that_asked_to_stop(desk, paralegal, lead, opt_out, network):
    opt_out("STOP")
    file_arrivals(desk)
    with pytest.raises(talking.CannotText):
        talking.reply(desk, paralegal, say(lead))
    assert network.sent == []


@pytest.mark.parametrize("body", ["", "  \n", "x" * 1601])
def test_an_empty_or_endless_text_is_refused_with_the_reason(desk, paralegal, lead, network, body):
    with pytest.raises(talking.CannotText):
        talking.reply(desk, paralegal, say(lead, body))
    assert not Entry.objects.filter(kind="text-out").exists()


def test_a_lead_without_a_number_says_so(desk, paralegal, form):
    form(phone="", email="a@example.org")
    file_arrivals(desk)
    with pytest.raises(talking.CannotText):
        talking.text_route(open_card(desk, Lead.objects.get()))


def test_a_note_stays_with_the_staff_and_keeps_the_promise_running(desk, paralegal, lead):
    note_id = uuid.uuid4()
    due = lead.promise_due
    for _ in range(2):
        talking.note(desk, paralegal, lead.pk, "Locator has nothing yet", note_id)
    assert Entry.objects.filter(kind="note").count() == 1
    assert b"Locator" not in bytes(Entry.objects.get(kind="note").body)
    assert Lead.objects.get().promise_due == due


def test_a_logged_call_that_reached_them_keeps_the_promise(desk, paralegal, lead):
    talking.log_call(desk, paralegal, lead.pk, "no-answer", "", uuid.uuid4())
    assert Lead.objects.get().promise_due
    talking.log_call(desk, paralegal, lead.pk, "reached", "Called back at 10", uuid.uuid4())
    assert Lead.objects.get().promise_due is None


def test_sending_forgets_the_draft(desk, paralegal, lead):
    talking.save_draft(desk, paralegal, lead.pk, "note", "half")
    talking.note(desk, paralegal, lead.pk, "whole", uuid.uuid4())
    assert not Draft.objects.exists()


def test_assign_snooze_and_done_are_undone_in_turn(paralegal, lead):
    triage.assign(paralegal, lead.pk, paralegal)
    triage.snooze(paralegal, lead.pk, timezone.now() + timedelta(hours=1))
    triage.done(paralegal, lead.pk)
    due = lead.promise_due
    assert triage.undo(paralegal).status == Lead.Status.SNOOZED
    assert triage.undo(paralegal).status == Lead.Status.OPEN
    undone = triage.undo(paralegal)
    assert (undone.assignee, undone.promise_due) == (None, due)
    with pytest.raises(triage.NothingToUndo):
        triage.undo(paralegal)


def test_undo_refuses_once_somebody_else_has_touched_the_lead(paralegal, attorney, lead):
    triage.done(paralegal, lead.pk)
    triage.reopen(attorney, lead.pk)
    with pytest.raises(Stale):
        triage.undo(paralegal)


def test_a_step_on_what_changed_meanwhile_does_nothing(paralegal, attorney, lead):
    triage.assign(attorney, lead.pk, attorney)
    with pytest.raises(Stale):
        triage.done(paralegal, lead.pk, version=lead.row_version)
    assert Lead.objects.get().status == Lead.Status.OPEN


def test_only_who_may_open_leads_may_be_given_one_or_change_one(paralegal, editor, lead):
    with pytest.raises(ValueError, match="only"):
        triage.assign(paralegal, lead.pk, editor)
    with pytest.raises(PermissionDenied):
        triage.done(editor, lead.pk)


def test_a_snoozed_lead_comes_back_by_itself(paralegal, lead):
    triage.snooze(paralegal, lead.pk, timezone.now() - timedelta(minutes=1))
    assert triage.wake() == 1
    assert Lead.objects.get().status == Lead.Status.OPEN
    assert triage.wake() == 0


def test_snoozed_until_they_answer_comes_back_when_they_do(paralegal, desk, lead, text):
    triage.snooze(paralegal, lead.pk, None)
    assert Lead.objects.get().status == Lead.Status.WAITING
    text("ya")
    file_arrivals(desk)
    assert Lead.objects.get().status == Lead.Status.OPEN


def test_release_from_quarantine_starts_the_clock(paralegal, desk, form):
    form(suspect=True)
    file_arrivals(desk)
    released = triage.release(paralegal, Lead.objects.get().pk)
    assert released.status == Lead.Status.OPEN
    assert released.promise_due


def test_linking_joins_no_words_and_dismissing_forgets_the_suggestion(paralegal, desk, form):
    form(phone=CALLER, name="Rosa")
    file_arrivals(desk)
    form(phone=CALLER, name="Jorge")
    file_arrivals(desk)
    rosa, jorge = sorted(Lead.objects.all(), key=lambda one: open_card(desk, one).name, reverse=True)
    assert open_details(desk, jorge).suggestions
    person.link(desk, paralegal, jorge.pk, rosa.pk)
    rosa.refresh_from_db()
    jorge.refresh_from_db()
    assert open_details(desk, rosa).linked == [str(jorge.pk)]
    assert open_details(desk, jorge).linked == [str(rosa.pk)]
    assert not open_details(desk, jorge).suggestions
    assert Entry.objects.filter(lead=rosa).count() == 1


def test_dismissing_forgets_the_suggestion_and_joins_nothing(paralegal, desk, form):
    form(phone=CALLER)
    form(phone=CALLER)
    file_arrivals(desk)
    one = next(lead for lead in Lead.objects.all() if open_details(desk, lead).suggestions)
    other = open_details(desk, one).suggestions[0]["lead"]
    person.dismiss(desk, paralegal, one.pk, uuid.UUID(other))
    one.refresh_from_db()
    assert not open_details(desk, one).suggestions
    assert not open_details(desk, one).linked


def test_the_audit_chain_holds_no_word_of_a_visitor(desk, paralegal, form, text, lead):
    form(name="Zebulon Canary", phone="+12025550177", email="canary@example.org", question="quetzal")
    file_arrivals(desk)
    talking.note(desk, paralegal, lead.pk, "quetzal", uuid.uuid4())
    person.keep_safe(desk, paralegal, lead.pk, {"words": "quetzal"})
    said = str(list(AuditEvent.objects.values()))
    for word in ("Canary", "quetzal", "+12025550177", CALLER, "canary"):
        assert word not in said


def test_no_promise_without_hours(desk, form, line):
    line.hours = {}
    line.save()
    form(detained=True)
    file_arrivals(desk)
    lead = Lead.objects.get()
    assert (lead.band, lead.promise_due) == (Band.NOW, None)
