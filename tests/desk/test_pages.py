"""The desk's pages: what they show, what they cost, and what each reading leaves behind."""

import io
import uuid
import zipfile
from datetime import timedelta
from html import unescape

import pyrage
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pyrage import x25519

from intake.desk.actions import reading
from intake.desk.cards import open_card, open_details
from intake.desk.filing import file_arrivals
from intake.models import AuditEvent, Draft, Entry, Envelope, Lead, OutgoingText, Presence, RemoteRecord, SealedFile
from intake.phone import remote
from intake.vault.files import seal_file
from tests.desk.conftest import CALLER
from tests.markup import flat

POLL = {"HX-Request": "true", "X-Desk-Poll": "1"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def mei(paralegal, client_for, unlock, desk) -> Client:
    return unlock(client_for(paralegal), paralegal)


def lead_url(lead, name="lead"):
    return reverse(f"desk:{name}", args=[lead.pk])


@pytest.fixture
def rosa(form, desk) -> Lead:
    form(phone=CALLER, question="Mi hermano fue detenido", detained=True, language="es")
    file_arrivals(desk)
    return Lead.objects.get()


def shown(response):
    return flat(unescape(response.content.decode()))


def test_the_first_look_files_what_arrived_and_shows_it(mei, form):
    form(name="Rosa M.", question="Mi hermano fue detenido", detained=True)
    page = shown(mei.get("/desk/"))
    assert "Rosa M." in page
    assert "Mi hermano fue detenido" in page
    assert 'class="hotg">Detained' in page
    assert Envelope.objects.filter(filed_at=None).count() == 0


def test_the_most_urgent_comes_first_then_the_earliest_promise(mei, form):
    form(name="Later")
    form(name="Sooner", question="court date")
    form(name="Urgent", detained=True)
    page = shown(mei.get("/desk/"))
    assert page.index("Urgent") < page.index("Sooner") < page.index("Later")


def test_nobody_is_waiting(mei):
    assert "Nobody is waiting." in shown(mei.get("/desk/"))


def test_foreign_words_carry_their_language_and_direction(mei, form):
    form(language="ar", question="هل أقدم إقراري الضريبي؟")
    assert 'lang="ar" dir="auto"' in shown(mei.get("/desk/"))


def test_every_view_and_filter_answers(mei, rosa):
    for view in ("mine", "nobody", "waiting", "snoozed", "done", "quarantined", "texts", "calls", "forms"):
        assert mei.get(f"/desk/queue/{view}/").status_code == 200
    assert mei.get("/desk/?only=urgent").status_code == 200
    assert mei.get("/desk/queue/nonsense/").status_code == 404


def test_the_queue_costs_at_most_eight_queries_at_any_depth(mei, form):
    for _ in range(60):
        form()
    for _ in range(3):
        mei.get("/desk/")
    with CaptureQueriesContext(connection) as asked:
        first = mei.get("/desk/")
    assert len(but_for_the_public_cache(asked)) <= 8
    after = first.context["page"].after
    with CaptureQueriesContext(connection) as asked:
        more = mei.get("/desk/", {"after": after}, headers=HTMX)
    assert len(but_for_the_public_cache(asked)) <= 8
    assert len(more.context["page"].rows) == 10
    seen = {row.lead.pk for row in first.context["page"].rows} | {row.lead.pk for row in more.context["page"].rows}
    assert len(seen) == 60


def test_more_rows_come_from_the_view_even_beside_an_open_lead(mei, form):
    for _ in range(52):
        form()
    mei.get("/desk/")
    lead = Lead.objects.first()
    page = unescape(shown(mei.get(f"/desk/lead/{lead.pk}/", {"view": "nobody"})))
    assert 'hx-get="/desk/queue/nobody/?after=' in page
    assert 'href="?view=nobody&only=urgent"' in page


def but_for_the_public_cache(asked):
    """Without the public pages' generation, which tests ask for every time and a server once in a second."""
    return [query["sql"] for query in asked if "firm_generation" not in query["sql"]]


def test_an_empty_note_is_not_said_to_be_kept(mei, rosa):
    answer = mei.post(lead_url(rosa, "say"), {"kind": "note", "body": "  ", "send_id": uuid.uuid4()}, headers=HTMX)
    assert "There is nothing to keep yet." in shown(answer)
    assert not Entry.objects.filter(lead=rosa, kind=Entry.Kind.NOTE).exists()


def test_a_composer_without_its_id_is_refused_not_failed_on(mei, rosa):
    for send_id in ("", "nonsense"):
        assert mei.post(lead_url(rosa, "say"), {"kind": "note", "body": "x", "send_id": send_id}).status_code == 404
    assert mei.get("/desk/poll/", {"depth": "²"}, headers=POLL).status_code == 200


def test_a_poll_is_304_until_something_changes(mei, rosa, text):
    tag = mei.get("/desk/poll/", headers=POLL).headers["HX-PTag"]
    again = mei.get("/desk/poll/", headers=POLL | {"HX-PTag": tag})
    assert again.status_code == 304
    assert again.content == b""
    text("Hola")
    assert mei.get("/desk/poll/", headers=POLL | {"HX-PTag": tag}).status_code == 200


def test_a_colleagues_reading_does_not_make_the_queue_draw_itself_again(mei, rosa, attorney):
    mei.get(lead_url(rosa))
    tag = mei.get("/desk/poll/", headers=POLL).headers["HX-PTag"]
    mei.get(lead_url(rosa))
    assert mei.get("/desk/poll/", headers=POLL | {"HX-PTag": tag}).status_code == 304


def test_a_poll_sees_a_delivery_report_of_the_open_lead(mei, rosa):
    address = f"/desk/poll/?lead={rosa.pk}"
    entry = Entry.objects.get()
    sent = OutgoingText.objects.create(purpose="reply", line="+1", key="k", sealed=b"", lead=rosa, entry=entry)
    tag = mei.get(address, headers=POLL).headers["HX-PTag"]
    sent.state = "delivered"
    sent.save()
    assert mei.get(address, headers=POLL | {"HX-PTag": tag}).status_code == 200


def test_opening_a_lead_shows_its_words_and_leaves_an_audit_row(mei, paralegal, rosa):
    page = shown(mei.get(lead_url(rosa)))
    assert "Mi hermano fue detenido" in page
    assert "Somebody is detained." in page
    assert "Promised by" in page
    assert "Do not name the firm" in page
    event = AuditEvent.objects.get(action="lead.open")
    assert (event.actor, event.subject) == (paralegal, str(rosa.pk))
    assert not Lead.objects.get().unread


def test_the_number_is_masked_until_somebody_asks_and_that_is_recorded(mei, rosa):
    assert "555-0133" not in shown(mei.get(lead_url(rosa)))
    assert "•••-•••-0133" in shown(mei.get(lead_url(rosa)))
    assert "202-555-0133" in shown(mei.post(lead_url(rosa, "reveal"), headers=HTMX))
    assert AuditEvent.objects.filter(action="number.reveal", subject=str(rosa.pk)).count() == 1


def test_an_altered_entry_is_shown_as_such_and_the_rest_still_reads(mei, rosa, text, desk):
    Entry.objects.update(body=b"x" * 60)
    page = shown(mei.get(lead_url(rosa)))
    assert "This entry was altered" in page
    assert "Rosa M." in page


def test_an_altered_card_does_not_hide_the_others(mei, rosa, form):
    Lead.objects.update(card=b"x" * 60)
    form(name="Linh T.")
    page = shown(mei.get("/desk/"))
    assert "Linh T." in page
    assert "Does not open" in page
    assert "altered in the database" in shown(mei.get(lead_url(rosa)))


def test_two_people_on_one_lead_see_each_other(mei, rosa, attorney, client_for, unlock):
    other = unlock(client_for(attorney), attorney)
    other.get(lead_url(rosa))
    assert "Ada is here" in shown(mei.get(lead_url(rosa)))


def test_search_finds_a_name_without_its_accents_and_leaves_a_row_without_the_words(mei, form):
    form(name="José Núñez")
    mei.get("/desk/")
    page = shown(mei.post("/desk/find/", {"q": "jose nunez"}, headers=HTMX))
    assert "José Núñez" in page
    event = AuditEvent.objects.get(action="desk.search")
    assert event.facts == {"found": 1}


@pytest.mark.parametrize("asked", ["0133", "202-555-0133", "Roza", "detenido"])
def test_search_finds_numbers_misspellings_and_words(mei, rosa, asked):
    assert "Rosa M." in shown(mei.post("/desk/find/", {"q": asked}, headers=HTMX))


def test_search_by_reference(mei, rosa):
    assert "Rosa M." in shown(mei.post("/desk/find/", {"q": rosa.reference.lower()}, headers=HTMX))
    assert "Nobody by that" in shown(mei.post("/desk/find/", {"q": "zzzzqq"}, headers=HTMX))


def test_a_voicemail_is_played_decrypted_never_stored_and_recorded(mei, voicemail, desk):
    receipt = voicemail()
    file_id = uuid.uuid4()
    sealed = seal_file(file_id, "audio/wav", "v.wav", b"RIFF-sound")
    SealedFile.objects.create(
        id=file_id, envelope_id=receipt.id, key="RE1", received_at="2026-01-01T00:00Z", bucket=1, sealed=sealed
    )
    mei.get("/desk/")
    assert f"/desk/file/{file_id}/" in shown(mei.get(lead_url(Lead.objects.get())))
    response = mei.get(f"/desk/file/{file_id}/")
    assert response.content == b"RIFF-sound"
    assert "no-store" in response.headers["Cache-Control"]
    assert AuditEvent.objects.filter(action="file.open").count() == 1
    part = mei.get(f"/desk/file/{file_id}/", headers={"Range": "bytes=5-"})
    assert (part.status_code, part.content) == (206, b"sound")


def test_saving_a_voicemail_is_recorded_as_leaving_the_desk(mei, voicemail):
    receipt = voicemail()
    file_id = uuid.uuid4()
    sealed = seal_file(file_id, "audio/mpeg", "Rosa.mp3", b"sound")
    SealedFile.objects.create(
        id=file_id, envelope_id=receipt.id, key="RE1", received_at="2026-01-01T00:00Z", bucket=1, sealed=sealed
    )
    mei.get("/desk/")
    assert f"/desk/file/{file_id}/?download=1" in shown(mei.get(lead_url(Lead.objects.get())))
    # Not even a range gets around the record.
    response = mei.get(f"/desk/file/{file_id}/?download=1", headers={"Range": "bytes=1-"})
    assert response.content == b"sound"
    assert response.headers["Content-Disposition"] == f'attachment; filename="amparo-{file_id.hex[:8]}.mp3"'
    assert AuditEvent.objects.get(action="file.download").subject == str(file_id)


def test_an_attachment_that_is_no_picture_is_only_a_download(mei, text):
    receipt = text(media=[{"sid": "ME1", "type": "text/html"}])
    file_id = uuid.uuid4()
    sealed = seal_file(file_id, "text/html", "x.html", b"<script>alert(1)</script>")
    SealedFile.objects.create(
        id=file_id, envelope_id=receipt.id, key="ME1", received_at="2026-01-01T00:00Z", bucket=1, sealed=sealed
    )
    mei.get("/desk/")
    response = mei.get(f"/desk/file/{file_id}/")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_no_desk_address_answers_without_an_open_desk(client_for, paralegal, rosa):
    closed = client_for(paralegal)
    for address in ("/desk/", "/desk/poll/", lead_url(rosa), "/desk/find/", "/desk/outbox/"):
        response = closed.get(address)
        assert response.status_code in {302, 204}
        assert "Rosa" not in response.content.decode()


def test_an_editor_and_an_administrator_open_no_lead(rosa, editor, administrator, client_for, unlock):
    for member in (editor, administrator):
        client = unlock(client_for(member), member)
        assert client.get(lead_url(rosa)).status_code == 403
        assert client.post(lead_url(rosa, "done")).status_code == 403


def test_a_half_typed_reply_is_kept_sealed_and_shown_again(mei, rosa, desk):
    response = mei.post(lead_url(rosa, "draft"), {"kind": "text", "body": "Querida Rosa í"}, headers=HTMX)
    assert "14" in shown(response)
    assert "“í”" in shown(response)
    assert b"Querida" not in bytes(Draft.objects.get().body)
    assert "Querida Rosa í" in shown(mei.get(lead_url(rosa)))
    mei.post(lead_url(rosa, "draft"), {"kind": "text", "body": ""}, headers=HTMX)
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_draft_still_on_its_way_when_send_was_pressed_does_not_bring_the_words_back(mei, rosa):
    composer = {"kind": "note", "body": "Call the clerk", "send_id": str(uuid.uuid4())}
    mei.post(lead_url(rosa, "say"), composer, headers=HTMX)
    mei.post(lead_url(rosa, "draft"), composer, headers=HTMX)
    assert not Draft.objects.exists()
    mei.post(lead_url(rosa, "draft"), composer | {"send_id": str(uuid.uuid4())}, headers=HTMX)
    assert Draft.objects.count() == 1


def test_a_refused_file_is_told_in_the_timeline_and_no_longer_awaited(mei, text):
    receipt = text("", media=[{"sid": "ME" + "3" * 32, "type": "image/jpeg"}])
    mei.get("/desk/")
    lead = Lead.objects.get()
    assert "A picture is still being fetched." in shown(mei.get(lead_url(lead)))
    tag = mei.get(f"/desk/poll/?lead={lead.pk}", headers=POLL).headers["HX-PTag"]
    remote.to_fetch("media", "ME" + "3" * 32, parent="MM1", envelope=receipt.id)
    RemoteRecord.objects.update(refused="type", state="erased")
    page = shown(mei.get(f"/desk/poll/?lead={lead.pk}", headers=POLL | {"HX-PTag": tag}))
    assert "it is a program or a web page" in page
    assert "still being fetched" not in page


def test_a_picture_is_shown_in_place_only_when_somebody_opens_it(mei, text):
    receipt = text("", media=[{"sid": "ME1", "type": "image/png"}, {"sid": "ME2", "type": "application/pdf"}])
    for key, kind in (("ME1", "image/png"), ("ME2", "application/pdf")):
        file_id = uuid.uuid4()
        sealed = seal_file(file_id, kind, "x", b"x")
        SealedFile.objects.create(
            id=file_id, envelope_id=receipt.id, key=key, received_at="2026-01-01T00:00Z", bucket=1, sealed=sealed
        )
    mei.get("/desk/")
    page = shown(mei.get(lead_url(Lead.objects.get())))
    assert page.count('loading="lazy"') == 1
    assert "download" in page
    assert not AuditEvent.objects.filter(action="file.open").exists()


def test_presence_is_written_by_polls_and_ends(mei, rosa):
    mei.get(f"/desk/poll/?lead={rosa.pk}", headers=POLL)
    assert Presence.objects.count() == 1


def test_a_lead_that_is_shown_without_being_opened_is_on_record_all_the_same(mei, rosa):
    def openings():
        return AuditEvent.objects.filter(action="lead.open", subject=str(rosa.pk)).count()

    mei.get(f"/desk/poll/?lead={rosa.pk}", headers=POLL)  # an address somebody typed: no page of ours asks so first
    assert openings() == 1
    mei.get(f"/desk/poll/?lead={rosa.pk}", headers=POLL)
    mei.post("/desk/undo/", {"lead": str(rosa.pk)}, headers=HTMX)
    assert openings() == 1
    Presence.objects.update(seen_at=timezone.now() - reading.LATELY - timedelta(seconds=1))
    mei.post("/desk/undo/", {"lead": str(rosa.pk)}, headers=HTMX)
    assert openings() == 2


def test_a_poll_beside_a_lead_that_is_gone_leads_back_to_the_queue(mei):
    answer = mei.get(f"/desk/poll/?lead={uuid.uuid4()}", headers=POLL)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/desk/")
    assert not AuditEvent.objects.filter(action="lead.open").exists()


def test_the_form_without_scripts_lands_back_on_the_lead(mei, rosa):
    response = mei.post(lead_url(rosa, "assign"), {"to": ""})
    assert response.status_code == 302
    assert str(rosa.pk) in response.headers["Location"]


def test_the_rules_of_safety_are_changed_and_kept_sealed(mei, rosa, desk):
    mei.post(lead_url(rosa, "safety"), {"neutral": "on", "hours": "17-21", "words": "Only her sister answers"})
    rules = open_details(desk, Lead.objects.get()).rules
    assert (rules["neutral"], rules["no_voicemail"], rules["hours"]) == (True, False, "17-21")
    assert "sister" not in str(list(AuditEvent.objects.values()))
    assert open_card(desk, Lead.objects.get()).name == "Rosa M."


def test_an_export_opens_with_the_recipients_key_holds_the_words_and_is_recorded(mei, rosa):
    key = x25519.Identity.generate()
    response = mei.post(lead_url(rosa, "export"), {"recipient": str(key.to_public())})
    archive = zipfile.ZipFile(io.BytesIO(pyrage.decrypt(response.content, [key])))
    assert "Mi hermano fue detenido" in archive.read("lead.json").decode()
    assert AuditEvent.objects.filter(action="lead.export", subject=str(rosa.pk)).count() == 1
    assert "no age key" in shown(mei.post(lead_url(rosa, "export"), {"recipient": "age1nonsense"}))


def test_an_export_without_a_key_shows_a_one_off_one(mei, rosa):
    assert "AGE-SECRET-KEY-1" in shown(mei.post(lead_url(rosa, "export")))


def test_a_stale_step_says_so_and_shows_how_it_is_now(mei, rosa):
    rosa.refresh_from_db()
    Lead.objects.update(row_version=9)
    response = mei.post(lead_url(rosa, "done"), {"version": rosa.row_version, "lead": str(rosa.pk)}, headers=HTMX)
    assert response.status_code == 409
    assert "nothing was done" in shown(response)
    assert Lead.objects.get().status == Lead.Status.OPEN


def test_words_that_could_not_be_sent_are_still_in_the_composer(mei, rosa, text):
    form = {"kind": "text", "body": "Sí, a las 10", "send_id": str(uuid.uuid4()), "seen": "0"}
    response = mei.post(lead_url(rosa, "say"), form | {"lead": str(rosa.pk)}, headers=HTMX)
    assert "wrote while you were typing" in shown(response)
    assert "Sí, a las 10</textarea>" in shown(response)
    assert form["send_id"] in shown(response)
    plain = mei.post(lead_url(rosa, "say"), form)
    assert "Sí, a las 10</textarea>" in shown(plain)


@pytest.mark.django_db(transaction=True)
def test_a_reply_that_arrived_meanwhile_is_shown_and_the_words_stay(mei, rosa, text):
    mei.get(lead_url(rosa))
    said = {"kind": "text", "body": "Llámenos hoy", "send_id": str(uuid.uuid4()), "seen": "1", "view": "now"}
    mei.post(lead_url(rosa, "draft"), said, headers=HTMX)
    mei.post(lead_url(rosa, "say"), {**said, "send_id": str(uuid.uuid4())}, headers=HTMX)  # now the number is hers
    text("No puedo, mejor mañana")
    answer = mei.post(lead_url(rosa, "say"), said, headers=HTMX)
    page = shown(answer)
    assert answer.status_code == 200
    assert "No puedo, mejor mañana" in page.split('id="compose"')[1]
    assert "Llámenos hoy" in page.split('id="compose"')[1]
    assert Entry.objects.filter(kind="text-out").count() == 1
