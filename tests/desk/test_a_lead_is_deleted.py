"""What somebody told us goes for good: when an attorney deletes it, and when its day has come."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from intake.desk.actions import deleting, talking, triage
from intake.desk.actions.private_page import answer_on_page
from intake.desk.filing import file_arrivals
from intake.models import (
    AuditEvent,
    Draft,
    Entry,
    Envelope,
    Lead,
    OutgoingText,
    PageMessage,
    PrivatePage,
    RemoteRecord,
    SealedFile,
)  # fmt: skip
from intake.phone import remote
from intake.vault import visitor
from intake.vault.files import seal_file
from tests.desk.conftest import LINE

CODE, KEY = "K7F-3MQ", "K7F3-MQ4A-CDEF-GHJK-MNPQ-RTWX"


@pytest.fixture
def lead(form, desk) -> Lead:
    form(reference=CODE, reach="page", visitor_key=visitor.recipient_of(KEY), question="Canary of the question")
    file_arrivals(desk)
    return Lead.objects.get()


def a_text(lead: Lead, state: str, **more) -> OutgoingText:
    return OutgoingText.objects.create(
        purpose="reply", state=state, line=LINE, lead=lead, key=str(uuid.uuid4()), sealed=b"x", **more
    )


@pytest.mark.django_db(transaction=True)
def test_everything_goes_with_it_and_its_visitor_finds_no_page(desk, attorney, lead) -> None:
    answer_on_page(desk, attorney, talking.Reply(lead.pk, uuid.uuid4(), "Sí puede viajar.", 99))
    talking.save_draft(desk, attorney, lead.pk, "text", "half typed")
    arrived = Envelope.objects.get()
    file_id = uuid.uuid4()
    SealedFile.objects.create(
        id=file_id, envelope=arrived, key="ME1", received_at=timezone.now(), bucket=1,
        sealed=seal_file(file_id, "image/png", "a.png", b"data"),
    )  # fmt: skip
    remote.to_fetch("media", "ME" + "0" * 32, envelope=arrived.pk)
    page = "/ask/status/"
    body = {"reference": CODE, "key": KEY}
    form = "application/x-www-form-urlencoded"
    assert (
        Client().post(page, "&".join(f"{name}={value}" for name, value in body.items()), content_type=form).status_code
        == 200
    )
    deleting.delete(attorney, lead.pk)
    for model in (Lead, Entry, Draft, PrivatePage, PageMessage, SealedFile):
        assert not model.objects.exists(), model
    kept = Envelope.objects.get()
    assert (bytes(kept.sealed), kept.key) == (b"", arrived.key), "a late replay is still refused"
    assert RemoteRecord.objects.get().state == "to-erase", "nothing more is fetched of it"
    assert (
        Client().post(page, "&".join(f"{name}={value}" for name, value in body.items()), content_type=form).status_code
        == 422
    )
    event = AuditEvent.objects.get(action="lead.delete")
    assert (event.actor, event.subject, event.facts) == (attorney, str(lead.pk), {})


@pytest.mark.django_db(transaction=True)
def test_nothing_of_it_is_left_in_the_database_file(attorney, lead) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL gives freed rows back at its next vacuum")
    blobs = [bytes(lead.card), *(bytes(entry.body) for entry in lead.entries.all())]
    deleting.delete(attorney, lead.pk)
    path = Path(connection.settings_dict["NAME"])
    left = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert not any(blob[12:60] in left for blob in blobs)


@pytest.mark.django_db(transaction=True)
def test_what_is_at_twilio_is_cancelled_or_erased_first(attorney, lead) -> None:
    sent = a_text(lead, "sent", sid="SM" + "1" * 32)
    on_its_way = a_text(lead, "unknown")
    waiting = a_text(lead, "outbox")
    with pytest.raises(deleting.UnderWay):
        deleting.delete(attorney, lead.pk)
    assert Lead.objects.exists()
    waiting.refresh_from_db()
    assert waiting.state == "canceled", "nothing more leaves to them"
    OutgoingText.objects.filter(pk=on_its_way.pk).update(state="failed")
    deleting.delete(attorney, lead.pk)
    assert RemoteRecord.objects.get(kind="message", sid=sent.sid).state == "to-erase"


@pytest.mark.django_db
def test_only_an_attorney_deletes(paralegal, editor, lead) -> None:
    for member in (paralegal, editor):
        with pytest.raises(PermissionDenied):
            deleting.delete(member, lead.pk)
    assert Lead.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_past_its_day_what_is_done_goes_and_what_is_worked_on_stays(form, desk, attorney) -> None:
    for name in ("done", "spam", "worked on", "young"):
        form(name=name, suspect=name == "spam")
    file_arrivals(desk)
    leads = list(Lead.objects.exclude(status="quarantined"))
    triage.done(attorney, leads[0].pk)
    triage.done(attorney, leads[2].pk)
    Lead.objects.exclude(pk=leads[2].pk).update(purge_on=timezone.now() - timedelta(days=1))
    assert deleting.purge() == 2
    assert set(Lead.objects.values_list("pk", flat=True)) == {leads[1].pk, leads[2].pk}
    assert AuditEvent.objects.filter(action="lead.purge", actor=None).count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_button_is_the_attorneys_and_asks_twice(attorney, paralegal, lead, client_for, unlock) -> None:
    mine, theirs = (unlock(client_for(member), member) for member in (attorney, paralegal))
    address = f"/desk/lead/{lead.pk}/delete/"
    assert address in mine.get(f"/desk/lead/{lead.pk}/").content.decode()
    assert address not in theirs.get(f"/desk/lead/{lead.pk}/").content.decode()
    assert theirs.post(address, {"sure": "yes"}).status_code == 403
    assert CODE in mine.get(address).content.decode()
    assert "nothing was deleted" in mine.post(address).content.decode()
    assert Lead.objects.exists()
    gone = mine.post(address, {"sure": "yes"})
    assert (gone.status_code, gone.headers["Location"]) == (302, "/desk/")
    assert not Lead.objects.exists()
    assert mine.get(address).status_code == 404
