"""Two open leads of one number: what joined the wrong one is moved with one key, and back with another."""

import pytest

from intake.desk.actions import moving, triage
from intake.desk.cards import open_card, open_entry
from intake.desk.filing import file_arrivals
from intake.models import AuditEvent, Entry, Lead, OutgoingText
from tests.desk.conftest import CALLER, LINE

HTMX = {"HX-Request": "true"}


@pytest.fixture
def rosa_and_jorge(desk, form, text):
    """Rosa and Jorge share a phone; both were acknowledged there, and Jorge was spoken with last."""
    for name in ("Rosa", "Jorge"):
        receipt = form(phone=CALLER, name=name)
        OutgoingText.objects.create(
            purpose="acknowledgement", state="delivered", line=LINE, envelope_id=receipt.id, key=name, sealed=b"x"
        )
        file_arrivals(desk)
    text("¿Me llaman a las 10?")
    file_arrivals(desk)
    by_name = {open_card(desk, lead).name: lead for lead in Lead.objects.all()}
    return by_name["Rosa"], by_name["Jorge"]


def the_text() -> Entry:
    return Entry.objects.get(kind="text-in")


def preview(desk, lead) -> str:
    return open_card(desk, Lead.objects.get(pk=lead.pk)).preview


def test_a_text_that_two_leads_may_own_says_whose_else_it_may_be(desk, rosa_and_jorge):
    rosa, jorge = rosa_and_jorge
    assert the_text().lead == jorge
    assert open_entry(desk, the_text())["also"] == [str(rosa.pk)]


def test_moved_it_stands_in_the_other_lead_which_is_ours_again_and_gets_what_follows(
    desk, paralegal, rosa_and_jorge, text
):
    rosa, jorge = rosa_and_jorge
    triage.snooze(paralegal, rosa.pk, None)
    moving.move(desk, paralegal, the_text().pk, rosa.pk)
    assert the_text().lead == rosa
    assert Lead.objects.get(pk=rosa.pk).status == Lead.Status.OPEN
    assert preview(desk, rosa) == "¿Me llaman a las 10?"
    assert preview(desk, jorge) == "¿Tengo que ir?"
    text("Gracias")
    file_arrivals(desk)
    assert {entry.lead for entry in Entry.objects.filter(kind="text-in")} == {rosa}


def test_z_moves_it_back(desk, paralegal, rosa_and_jorge, client_for, unlock):
    rosa, jorge = rosa_and_jorge
    mei = unlock(client_for(paralegal), paralegal)
    page = mei.get(f"/desk/lead/{jorge.pk}/").content.decode()
    assert "Belongs to Rosa" in page
    mei.post(f"/desk/lead/{jorge.pk}/move/{the_text().pk}/{rosa.pk}/", headers=HTMX)
    assert the_text().lead == rosa
    assert mei.post("/desk/undo/", headers=HTMX).status_code == 200
    assert the_text().lead == jorge
    assert open_entry(desk, the_text())["also"] == [str(rosa.pk)]
    assert triage.last_step(paralegal) is None


def test_it_moves_nowhere_but_to_a_lead_of_its_own_number(desk, paralegal, rosa_and_jorge, form):
    form(phone="+12025550199", name="Somebody else")
    file_arrivals(desk)
    stranger = next(lead for lead in Lead.objects.all() if open_card(desk, lead).name == "Somebody else")
    with pytest.raises(moving.CannotMove):
        moving.move(desk, paralegal, the_text().pk, stranger.pk)


def test_the_record_of_a_move_holds_ids_alone(desk, paralegal, rosa_and_jorge):
    rosa, jorge = rosa_and_jorge
    moving.move(desk, paralegal, the_text().pk, rosa.pk)
    event = AuditEvent.objects.get(action="lead.move")
    assert (event.subject, event.facts["to"]) == (str(jorge.pk), str(rosa.pk))
    assert "llaman" not in str(list(AuditEvent.objects.values()))
