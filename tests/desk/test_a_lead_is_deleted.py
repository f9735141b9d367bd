"""Deleted means gone: by an attorney's hand or on its date, from rows, files, drafts, spool, page and disk."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from firm.facts import today
from firm.models import StaffMember
from intake.desk.actions import deleting, talking, triage
from intake.desk.actions.change import Stale
from intake.desk.actions.private_page import answer_on_page
from intake.desk.filing import file_arrivals
from intake.mailbox import drop, spool
from intake.models import (
    AuditEvent,
    Draft,
    Entry,
    Envelope,
    Lead,
    OutgoingCall,
    OutgoingText,
    PageMessage,
    PrivatePage,
    RemoteRecord,
    SealedFile,
)
from intake.phone import fetching
from intake.vault import OpenedDesk, visitor
from intake.vault.files import seal_file
from tests.desk.conftest import CALLER, LINE
from tests.desk.test_the_private_page import CODE, KEY, post, words

pytestmark = pytest.mark.django_db
Arrive = Callable[..., Any]
Status = OutgoingText.State


@pytest.fixture
def lead(form: Arrive, desk: OpenedDesk) -> Lead:
    form(reference=CODE, reach="page", visitor_key=visitor.recipient_of(KEY))
    file_arrivals(desk)
    return Lead.objects.get()


def delete(attorney: StaffMember, lead: Lead, why: str = "asked") -> None:
    lead.refresh_from_db()
    deleting.delete(attorney, lead.pk, why, version=lead.row_version)


def sent(lead: Lead, state: str, **more: Any) -> OutgoingText:
    """A text of this lead, as the phone left it."""
    return OutgoingText.objects.create(
        purpose=OutgoingText.Purpose.REPLY, state=state, line=LINE, key=f"reply:{uuid.uuid4()}", lead=lead,
        sealed=b"words", **more,
    )  # fmt: skip


# ---- By hand ----------------------------------------------------------------------------------------


def test_everything_said_goes_and_what_stays_names_nobody(desk, attorney, lead) -> None:
    answer_on_page(desk, attorney, talking.Reply(lead.pk, uuid.uuid4(), "Sí.", 99))
    talking.note(desk, attorney, lead.pk, "a note", uuid.uuid4())
    talking.save_draft(desk, attorney, lead.pk, "text", "half a reply")
    envelope = Envelope.objects.get()
    file_id = uuid.uuid4()
    sealed = seal_file(file_id, "image/png", "a.png", b"x")
    SealedFile.objects.create(
        id=file_id, envelope=envelope, key="ME1", received_at=timezone.now(), bucket=1, sealed=sealed
    )
    delete(attorney, lead)
    for model in (Lead, Entry, Draft, SealedFile, PageMessage):
        assert not model.objects.exists(), model
    envelope.refresh_from_db()
    assert (bytes(envelope.sealed), envelope.bucket) == (b"", 0)
    assert bytes(PrivatePage.objects.get().sealed) == b""
    [event] = AuditEvent.objects.filter(action="lead.delete")
    assert (event.actor, event.subject, event.facts) == (
        attorney,
        str(lead.pk),
        {"why": "asked", "entries": 3, "files": 1},
    )


def test_only_an_attorney_deletes_or_keeps(paralegal, lead) -> None:
    with pytest.raises(PermissionDenied):
        delete(paralegal, lead)
    with pytest.raises(PermissionDenied):
        deleting.keep(paralegal, lead.pk, Lead.Kept.CLIENT)
    assert Lead.objects.exists()


@pytest.mark.parametrize("why", Lead.Kept.values)
def test_what_is_kept_is_not_deleted_until_that_is_taken_back(attorney, lead, why) -> None:
    deleting.keep(attorney, lead.pk, why)
    with pytest.raises(deleting.CannotDelete):
        delete(attorney, lead)
    deleting.keep(attorney, lead.pk, "")
    delete(attorney, lead)
    assert not Lead.objects.exists()


def test_what_was_added_meanwhile_is_read_before_it_is_deleted(desk, attorney, lead) -> None:
    version = lead.row_version
    post(do="message", body="Espere")
    file_arrivals(desk)
    with pytest.raises(Stale):
        deleting.delete(attorney, lead.pk, "asked", version=version)
    assert Entry.objects.count() == 2


def test_a_repeated_arrival_is_refused_after_the_deletion(desk, attorney, text) -> None:
    text("Hola")
    file_arrivals(desk)
    key = Envelope.objects.get().key
    delete(attorney, Lead.objects.get())
    assert not drop(Envelope.Kind.TEXT, {"sid": key, "from": CALLER, "line": LINE, "body": "Hola"}, key=key).fresh
    assert file_arrivals(desk) == 0


def test_a_step_of_ones_own_on_a_deleted_lead_is_passed_over_by_z(desk, attorney, lead, text) -> None:
    triage.done(attorney, lead.pk)
    text("Hola")
    file_arrivals(desk)
    other = Lead.objects.exclude(pk=lead.pk).get()
    triage.done(attorney, other.pk)
    delete(attorney, other)
    assert triage.undo(attorney).pk == lead.pk


# ---- What the phone holds ---------------------------------------------------------------------------


def test_a_scheduled_text_is_taken_back_first_or_nothing_is_deleted(attorney, lead) -> None:
    sent(lead, Status.SCHEDULED, sid="SM1", send_at=timezone.now() + timedelta(hours=1))
    with mock.patch("intake.phone.scheduling.gateway") as gateway:
        gateway.return_value.cancel_text.side_effect = TimeoutRefused()
        with pytest.raises(deleting.CannotDelete):
            delete(attorney, lead)
    assert Lead.objects.exists()
    with mock.patch("intake.phone.scheduling.gateway"):
        delete(attorney, lead)
    assert not Lead.objects.exists()


def test_what_twilio_keeps_of_its_texts_and_calls_is_erased_there(attorney, lead) -> None:
    text = sent(lead, Status.SENT, sid="SM" + "0" * 32)
    call = OutgoingCall.objects.create(
        purpose=OutgoingCall.Purpose.DESK, line=LINE, key="call", lead=lead, sid="CA" + "0" * 32
    )
    delete(attorney, lead)
    assert not OutgoingText.objects.exists()
    assert not OutgoingCall.objects.exists()
    asked = RemoteRecord.objects.filter(state=RemoteRecord.State.TO_ERASE)
    assert set(asked.values_list("kind", "sid")) == {("message", text.sid), ("call", call.sid)}


def test_a_picture_still_at_twilio_is_erased_there_and_never_fetched(desk, attorney, text) -> None:
    sid = "ME" + "0" * 32
    text("Mire", media=[{"sid": sid, "type": "image/png"}])
    file_arrivals(desk)
    waiting = RemoteRecord.objects.get(sid=sid)
    delete(attorney, Lead.objects.get())
    fetching._keep(waiting, "image/png", "a.png", b"came home too late")
    assert not SealedFile.objects.exists()
    record = RemoteRecord.objects.get(sid=sid)
    assert (record.state, record.envelope) == (RemoteRecord.State.TO_ERASE, None)


# ---- The visitor's page -----------------------------------------------------------------------------


def test_the_private_page_says_that_it_was_deleted_and_shows_nothing_more(desk, attorney, lead) -> None:
    answer_on_page(desk, attorney, talking.Reply(lead.pk, uuid.uuid4(), "Sí puede viajar.", 99))
    delete(attorney, lead)
    answer = post()
    assert answer.status_code == 200
    assert "What you told us is deleted." in words(answer)
    assert "viajar" not in words(answer)
    assert post(key=visitor.new_return_key()).status_code == 422


def test_the_page_says_so_for_ninety_days_and_the_emptied_envelope_goes_with_it(attorney, lead) -> None:
    delete(attorney, lead)
    Envelope.objects.update(filed_at=timezone.now() - timedelta(days=60))
    deleting.sweep_up()
    assert PrivatePage.objects.exists()
    PrivatePage.objects.update(deleted_on=today() - timedelta(days=90))
    deleting.sweep_up()
    assert not PrivatePage.objects.exists()
    assert not Envelope.objects.exists()


def test_an_envelope_of_a_lead_that_lives_is_never_swept_up(desk, lead) -> None:
    Envelope.objects.update(filed_at=timezone.now() - timedelta(days=400))
    deleting.sweep_up()
    assert Envelope.objects.exists()


# ---- On its date ------------------------------------------------------------------------------------


def test_on_its_date_a_lead_is_deleted_by_itself(lead) -> None:
    Lead.objects.update(purge_on=today() + timedelta(days=1), status=Lead.Status.DONE)
    assert deleting.purge_due() == 0
    Lead.objects.update(purge_on=today())
    assert deleting.purge_due() == 1
    assert not Entry.objects.exists()
    assert AuditEvent.objects.get(action="lead.purge").actor is None


@pytest.mark.parametrize("status", [Lead.Status.OPEN, Lead.Status.SNOOZED])
def test_what_waits_for_us_does_not_go_unanswered(lead, status) -> None:
    Lead.objects.update(purge_on=today() - timedelta(days=9), status=status)
    assert deleting.purge_due() == 0


def test_a_client_and_a_legal_hold_outlive_the_date_and_then_have_two_weeks(attorney, lead) -> None:
    for why in Lead.Kept.values:
        Lead.objects.update(purge_on=today() - timedelta(days=9), status=Lead.Status.DONE)
        deleting.keep(attorney, lead.pk, why)
        assert deleting.purge_due() == 0
        assert deleting.keep(attorney, lead.pk, "").purge_on == today() + timedelta(days=14)
        assert deleting.purge_due() == 0


def test_the_date_moves_on_with_every_word_theirs_or_ours(desk, paralegal, lead) -> None:
    soon = today() + timedelta(days=3)
    later = today() + timedelta(days=90)
    for speak in (
        lambda: (post(do="message", body="Sigo aquí"), file_arrivals(desk)),
        lambda: answer_on_page(desk, paralegal, talking.Reply(lead.pk, uuid.uuid4(), "Sí.", 99)),
        lambda: talking.log_call(desk, paralegal, lead.pk, "reached", "", uuid.uuid4()),
    ):
        Lead.objects.update(purge_on=soon)
        speak()
        lead.refresh_from_db()
        assert lead.purge_on == later


# ---- The page ---------------------------------------------------------------------------------------


@pytest.fixture
def browser(attorney: StaffMember, client_for: Any, unlock: Any) -> Client:
    return unlock(client_for(attorney), attorney)


def press(browser: Client, lead: Lead, **typed: str) -> Any:
    lead.refresh_from_db()
    form = {"version": str(lead.row_version), "hold": "no", "why": "asked", "code": CODE.lower(), **typed}
    return browser.post(f"/desk/lead/{lead.pk}/delete/", form)


def test_the_page_asks_for_a_hold_a_reason_and_the_code(browser, lead) -> None:
    for wrong in ({"hold": ""}, {"why": ""}, {"why": "whim"}, {"code": "XXX-XXX"}, {"version": "99"}):
        answer = press(browser, lead, **wrong)
        assert answer.status_code == 422, wrong
        assert 'role="alert"' in answer.content.decode()
    assert press(browser, lead).status_code == 200
    assert not Lead.objects.exists()


def test_yes_puts_it_under_a_legal_hold_instead(browser, lead) -> None:
    assert "legal hold" in press(browser, lead, hold="yes").content.decode()
    assert Lead.objects.get().kept == Lead.Kept.HOLD
    assert press(browser, lead).status_code == 422


def test_a_word_that_waits_in_the_spool_is_brought_in_before_anything_is_deleted(browser, lead) -> None:
    with mock.patch.object(Envelope, "save", side_effect=DatabaseError):
        post(do="message", body="Espere")
    assert spool.waiting()
    assert press(browser, lead).status_code == 422  # something was added
    assert not spool.waiting()
    assert press(browser, lead).status_code == 200
    assert not Entry.objects.exists()


def test_a_desk_that_shows_a_deleted_lead_is_led_away(browser, attorney, lead) -> None:
    browser.get(f"/desk/lead/{lead.pk}/")
    delete(attorney, lead)
    answer = browser.get(f"/desk/poll/?lead={lead.pk}", headers={"HX-Request": "true", "HX-PTag": "old"})
    assert answer.headers["HX-Redirect"] == "/desk/"


def test_a_paralegal_sees_the_wish_and_no_way_to_delete(paralegal, client_for, unlock, desk, lead) -> None:
    post(do="delete")
    file_arrivals(desk)
    page = unlock(client_for(paralegal), paralegal).get(f"/desk/lead/{lead.pk}/").content.decode()
    assert "They ask us to delete" in page
    assert "/delete/" not in page
    assert "An attorney decides it" in page


# ---- The disk ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_no_sealed_byte_is_left_in_the_database_files(desk, attorney, lead) -> None:
    """Sealed, and yet: who keeps a copy and gets the key later could read it."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL frees it by VACUUM; its files are the server's")
    traces = [bytes(lead.card)[:40], *(bytes(entry.body)[:40] for entry in lead.entries.all())]
    database = Path(connection.settings_dict["NAME"])

    def found() -> int:
        data = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
        return sum(trace in data for trace in traces)

    assert found() == len(traces)  # the search can see
    delete(attorney, lead)
    assert found() == 0


class TimeoutRefused(fetching.PhoneError):
    """Twilio does not answer."""

    def __init__(self) -> None:
        super().__init__(None)
