"""What arrives becomes a lead, or continues one; nothing is filed twice and nothing is joined by guess."""

import uuid
from base64 import b64encode
from datetime import timedelta

from firm.facts import today
from intake.desk.cards import open_card, open_details, open_entry
from intake.desk.filing import file_arrivals, file_batch
from intake.desk.timeline import opened
from intake.models import AuditEvent, Band, Entry, Envelope, Lead, OutgoingText
from tests.desk.conftest import CALLER, LINE


def kinds(lead):
    return [entry.kind for entry in lead.entries.all()]


def acknowledge(envelope_id):
    return OutgoingText.objects.create(
        purpose="acknowledgement",
        state="delivered",
        line=LINE,
        envelope_id=envelope_id,
        key=str(uuid.uuid4()),
        sealed=b"x",
    )


def test_a_form_becomes_a_lead_with_sealed_words(desk, form):
    form(phone=CALLER, reference="K7F-3MQ", question="Mi hermano fue detenido esta mañana", detained=True)
    assert file_arrivals(desk) == 1
    lead = Lead.objects.get()
    assert lead.reference == "K7F-3MQ"
    assert lead.band == Band.NOW
    assert b"hermano" not in bytes(lead.card) + bytes(lead.details) + bytes(lead.entries.get().body)
    assert open_card(desk, lead).preview.startswith("Mi hermano")
    assert open_entry(desk, lead.entries.get())["question"].startswith("Mi hermano")


def test_filing_empties_the_envelope_and_keeps_its_key(desk, form):
    receipt = form()
    file_arrivals(desk)
    envelope = Envelope.objects.get(pk=receipt.id)
    assert bytes(envelope.sealed) == b""
    assert envelope.key
    assert envelope.received_at.minute == 0
    assert Lead.objects.get().received_hour.minute == 0


def test_filing_again_files_nothing(desk, form):
    form()
    assert file_arrivals(desk) == 1
    assert file_arrivals(desk) == 0
    assert file_batch(desk) == 0
    assert Lead.objects.count() == 1


def test_a_text_joins_the_open_thread_of_its_number(desk, text):
    text("Hola")
    text("¿Me pueden llamar?")
    file_arrivals(desk)
    assert kinds(Lead.objects.get()) == ["text-in", "text-in"]


def test_a_text_to_another_line_is_its_own_lead_and_a_suggestion(desk, text):
    text("Hola")
    text("Hola", to="+12025550142")
    file_arrivals(desk)
    first, second = sorted(Lead.objects.all(), key=lambda lead: len(open_details(desk, lead).suggestions))
    assert open_details(desk, second).suggestions == [{"lead": str(first.id), "why": "phone"}]


def test_a_text_after_the_lead_is_done_opens_a_new_one(desk, text):
    text()
    file_arrivals(desk)
    Lead.objects.update(status=Lead.Status.DONE)
    text()
    file_arrivals(desk)
    assert Lead.objects.count() == 2


def test_a_form_with_a_known_number_is_only_suggested(desk, form, text):
    text("Soy Rosa")
    form(phone=CALLER)
    file_arrivals(desk)
    by_channel = {lead.channel: lead for lead in Lead.objects.all()}
    assert open_details(desk, by_channel["form"]).suggestions == [{"lead": str(by_channel["text"].id), "why": "phone"}]


def test_a_form_with_a_known_email_is_only_suggested(desk, form):
    form(email="rosa@example.org")
    form(email="Rosa@example.org")
    file_arrivals(desk)
    assert Lead.objects.count() == 2
    assert sorted(len(open_details(desk, lead).suggestions) for lead in Lead.objects.all()) == [0, 1]


def test_a_text_from_the_number_on_a_form_is_not_joined_on_the_forms_word(desk, form, text):
    form(phone=CALLER)
    text()
    file_arrivals(desk)
    assert Lead.objects.count() == 2


def test_once_the_firm_has_texted_the_number_of_a_form_its_texts_calls_and_voicemail_join(
    desk, form, text, call, voicemail
):
    acknowledge(form(phone=CALLER).id)
    text("Gracias")
    call(sid="CA1", to="+12025550142")
    voicemail(call_sid="CA1", to="+12025550142")
    file_arrivals(desk)
    assert kinds(Lead.objects.get()) == ["form", "text-in", "call-in", "voicemail"]
    assert OutgoingText.objects.get().lead == Lead.objects.get()


def test_an_acknowledgement_still_being_sent_while_its_form_was_filed_is_learned_later(desk, form, text):
    receipt = form(phone=CALLER)
    file_arrivals(desk)
    acknowledge(receipt.id)
    text("Gracias")
    file_arrivals(desk)
    assert kinds(Lead.objects.get()) == ["form", "text-in"]


def test_a_voicemail_joins_the_call_that_left_it_even_when_the_number_is_withheld(desk, call, voicemail):
    call(sender="", sid="CA7")
    voicemail(sender="", call_sid="CA7")
    call(sender="")
    file_arrivals(desk)
    assert sorted(len(kinds(lead)) for lead in Lead.objects.all()) == [1, 2]


def test_an_altered_envelope_is_marked_shown_and_stops_nothing_else(desk, form):
    good, bad = form(), form()
    Envelope.objects.filter(pk=bad.id).update(sealed=b"age-encryption.org/v1 nonsense")
    assert file_arrivals(desk) == 2
    assert Envelope.objects.get(pk=bad.id).spoiled
    assert bytes(Envelope.objects.get(pk=bad.id).sealed)
    assert not Envelope.objects.get(pk=good.id).spoiled
    shown = [open_card(desk, lead).reason for lead in Lead.objects.all()]
    assert sorted(shown) == ["", "spoiled"]


def test_swapped_envelopes_are_both_refused(desk, form):
    one, two = form(), form()
    sealed = {envelope.id: bytes(envelope.sealed) for envelope in Envelope.objects.all()}
    Envelope.objects.filter(pk=one.id).update(sealed=sealed[two.id])
    Envelope.objects.filter(pk=two.id).update(sealed=sealed[one.id])
    file_arrivals(desk)
    assert Envelope.objects.filter(spoiled=True).count() == 2


def test_suspicious_arrivals_are_quarantined_and_promised_nothing(desk, form):
    form(suspect=True, question="buy now")
    file_arrivals(desk)
    lead = Lead.objects.get()
    assert lead.status == Lead.Status.QUARANTINED
    assert lead.promise_due is None


def test_stop_marks_every_lead_of_the_number(desk, form, text, opt_out):
    form(phone=CALLER)
    text()
    opt_out("STOP")
    file_arrivals(desk)
    assert all(open_card(desk, lead).stopped for lead in Lead.objects.all())


def test_stop_from_a_stranger_is_kept_as_done(desk, opt_out, line):
    opt_out("STOP")
    file_arrivals(desk)
    assert Lead.objects.get().status == Lead.Status.DONE
    assert kinds(Lead.objects.get()) == ["system"]


def test_start_takes_the_stop_away(desk, text, opt_out):
    text()
    opt_out("STOP")
    opt_out("START")
    file_arrivals(desk)
    assert not open_card(desk, Lead.objects.get()).stopped


def test_a_new_text_reopens_a_waiting_lead_and_raises_its_band_but_never_lowers_it(desk, text):
    text("Hola")
    file_arrivals(desk)
    Lead.objects.update(status=Lead.Status.WAITING, unread=False, promise_due=None)
    text("ICE detuvieron a mi hermano")
    file_arrivals(desk)
    lead = Lead.objects.get()
    assert (lead.status, lead.band, lead.unread) == (Lead.Status.OPEN, Band.NOW, True)
    assert lead.promise_due is not None
    text("gracias")
    file_arrivals(desk)
    assert Lead.objects.get().band == Band.NOW


def test_a_lead_learns_the_day_it_may_be_deleted_on(desk, form):
    form()
    file_arrivals(desk)
    assert Lead.objects.get().purge_on == today() + timedelta(days=90)


def test_a_reference_already_in_use_gives_way(desk, form):
    form(reference="K7F-3MQ")
    form(reference="K7F-3MQ")
    file_arrivals(desk)
    assert Lead.objects.values("reference").distinct().count() == 2


def test_filing_leaves_an_audit_row_without_content(desk, form):
    form(name="Unique Canary")
    file_arrivals(desk)
    event = AuditEvent.objects.get(action="mailbox.file")
    assert event.facts == {"filed": 1, "spoiled": 0}
    assert "Canary" not in str(list(AuditEvent.objects.values()))


def test_a_text_in_base64_is_kept_as_it_came_and_shown_as_it_was_written(desk, text, paralegal):
    words = "Buenos días, le escribo por mi hermano: mañana tiene corte y no sabemos qué papeles llevar."
    text(b64encode(words.encode()).decode())
    file_arrivals(desk)
    lead = Lead.objects.get()
    assert open_entry(desk, lead.entries.get())["body"] != words
    shown = opened(desk, paralegal, lead)
    assert shown.moments[0].body["body"] == words
    assert shown.card.preview in words


def test_lone_surrogates_and_control_characters_are_filed(desk, text):
    text("\ud800 \x00 \u202e olé")
    file_arrivals(desk)
    assert not Envelope.objects.get().spoiled
    assert Entry.objects.count() == 1
