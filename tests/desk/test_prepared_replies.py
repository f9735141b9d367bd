"""Words the firm has ready: approved by an attorney, counted as sent, offered in the person's language, never sent."""

import pytest
from django.utils import timezone

from intake.desk.filing import file_arrivals
from intake.desk.replies import fill
from intake.models import AuditEvent, Draft, Lead, OutgoingText, PreparedReply
from intake.phone.segments import count
from tests.desk.conftest import CALLER
from tests.markup import flat

HTMX = {"HX-Request": "true"}
WRITTEN = {"language": "es", "title": "Horario", "body": "{firm} atiende: {hours}. Clave {code}"}


@pytest.fixture
def mei(paralegal, client_for, unlock, desk):
    return unlock(client_for(paralegal), paralegal)


@pytest.fixture
def rosa(form, desk) -> Lead:
    form(phone=CALLER, language="es", neutral=False)
    file_arrivals(desk)
    return Lead.objects.get()


def prepare(language="es", title="Horario", body="Atendemos de 9 a 5.", *, approved=True) -> PreparedReply:
    at = timezone.now() if approved else None
    return PreparedReply.objects.create(language=language, title=title, body=body, approved_at=at)


def offers(client, lead) -> str:
    return flat(client.get(f"/desk/lead/{lead.pk}/replies/", headers=HTMX).content.decode())


def insert(client, rosa, reply, **typed):
    return client.post(f"/desk/lead/{rosa.pk}/replies/{reply.pk}/", typed, headers=HTMX)


def test_what_an_attorney_writes_is_approved_and_offered(client_for, attorney, mei, rosa, line):
    assert client_for(attorney).post("/desk/settings/replies/new/", WRITTEN).status_code == 302
    reply = PreparedReply.objects.get()
    assert reply.approved_by == attorney
    assert "Horario" in offers(mei, rosa)
    assert AuditEvent.objects.filter(action="reply.save", actor=attorney).exists()


def test_what_an_administrator_writes_waits_for_an_attorney(client_for, administrator, attorney, mei, rosa):
    client_for(administrator).post("/desk/settings/replies/new/", WRITTEN)
    reply = PreparedReply.objects.get()
    assert "Horario" not in offers(mei, rosa)
    assert client_for(administrator).post(f"/desk/settings/replies/{reply.pk}/approve/").status_code == 403
    seen = {"seen": reply.changed_at.isoformat()}
    client_for(attorney).post(f"/desk/settings/replies/{reply.pk}/approve/", seen)
    assert "Horario" in offers(mei, rosa)


def test_words_changed_while_they_were_read_are_not_approved(client_for, attorney):
    reply = prepare(approved=False)
    seen = reply.changed_at.isoformat()
    reply.body = "Something else"
    reply.save()
    client_for(attorney).post(f"/desk/settings/replies/{reply.pk}/approve/", {"seen": seen})
    reply.refresh_from_db()
    assert reply.approved_at is None


def test_other_words_lose_the_approval(client_for, administrator):
    reply = prepare()
    client_for(administrator).post(f"/desk/settings/replies/{reply.pk}/", {**WRITTEN, "body": "Llame"})
    reply.refresh_from_db()
    assert reply.approved_at is None


def test_the_length_is_counted_as_sent_and_names_the_culprit(client_for, attorney, line):
    answer = client_for(attorney).post("/desk/settings/replies/count/", {"language": "es", "body": "Así es, {firm}"})
    page = flat(answer.content.decode())
    assert "“í”" in page
    assert "{firm}" not in page


@pytest.mark.parametrize(
    ("body", "said"), [("Hello {name}", "{name} is not filled in"), ("x" * 1601, "1600 characters at most")]
)
def test_words_that_could_not_be_sent_are_refused_and_stay_typed(client_for, attorney, body, said):
    answer = client_for(attorney).post("/desk/settings/replies/new/", {**WRITTEN, "body": body})
    assert answer.status_code == 422
    assert said in flat(answer.content.decode())
    assert body in answer.content.decode()
    assert not PreparedReply.objects.exists()


def test_their_own_language_comes_first_filled_in(mei, rosa):
    prepare("en", "Hours", "We answer 9 to 5.")
    prepare("es", "Horario", "Clave {code}")
    page = offers(mei, rosa)
    assert page.index("Horario") < page.index("Hours")
    assert f"Clave {rosa.reference}" in page


def test_a_reply_goes_behind_what_is_typed_and_nothing_is_sent(mei, rosa):
    answer = insert(mei, rosa, prepare(), body="Buenos días.", kind="text", lead=str(rosa.pk))
    assert "Buenos días.\nAtendemos de 9 a 5.</textarea>" in answer.content.decode()
    assert Draft.objects.count() == 1
    assert not OutgoingText.objects.exists()


def test_one_nobody_approved_is_not_inserted(mei, rosa):
    assert insert(mei, rosa, prepare(approved=False)).status_code == 404


def test_one_that_names_the_firm_is_not_offered_to_who_asked_us_not_to(mei, form, desk):
    form(phone=CALLER, neutral=True)
    file_arrivals(desk)
    prepare(body="{firm} atiende.")
    page = offers(mei, Lead.objects.get())
    assert "Names the firm; they asked us not to." in page
    assert "<button disabled" in page


def test_the_hours_cost_no_more_than_their_letters(line):
    assert count(fill("{hours}", "en", "K7F-3MQ")).culprits == ()


def test_a_removed_one_is_gone(client_for, administrator, mei, rosa):
    reply = prepare()
    client_for(administrator).post(f"/desk/settings/replies/{reply.pk}/remove/")
    assert "Horario" not in offers(mei, rosa)
