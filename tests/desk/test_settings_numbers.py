"""A published number changes only when two people want it, and every attorney hears of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from firm.models import ContactNumber, NumberChange, StaffMember
from firm.models.contact_number import read_number
from firm.roles import Role
from intake.desk import audit
from intake.desk.settings import numbers
from intake.desk.settings.forms import LineForm, read_dates, read_spans
from intake.models import AuditEvent
from tests.conftest import join_firm

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from firm.staff import mail

    monkeypatch.setattr(mail, "post_later", mail.post)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda job, **kwargs: job())


@pytest.fixture
def line(db: None) -> ContactNumber:
    return ContactNumber.objects.create(
        number="+12025550187", kind="text", label="Texts", languages=["en", "es"], hours={"mon": [["08:00", "20:00"]]}
    )


@pytest.fixture
def second(db: None) -> StaffMember:
    return join_firm("Zoe Second", Role.ADMINISTRATOR)


def typed(line: ContactNumber | None = None, **other: Any) -> dict[str, Any]:
    """The form as the page shows it, with `other` typed over it."""
    form = LineForm(line=line)
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in {**values, **other}.items() if value not in (None, False, [])}


def test_one_person_alone_changes_no_number(
    administrator: StaffMember, attorney: StaffMember, line: ContactNumber, client_for: ClientFor
) -> None:
    client_for(administrator).post(f"/desk/settings/numbers/{line.pk}/", typed(line, number="(202) 555-0142"))
    line.refresh_from_db()
    assert line.number == "+12025550187"
    change = NumberChange.objects.get()
    assert change.proposed == {"number": "+12025550142"}
    page = client_for(attorney).get("/desk/settings/numbers/").content.decode()
    assert "+12025550187" in page
    assert "+12025550142" in page


def test_who_proposed_cannot_confirm(administrator: StaffMember, line: ContactNumber, client_for: ClientFor) -> None:
    client = client_for(administrator)
    client.post(f"/desk/settings/numbers/{line.pk}/", typed(line, number="+12025550142"))
    client.post(f"/desk/settings/numbers/changes/{NumberChange.objects.get().pk}/", {"decision": "confirm"})
    line.refresh_from_db()
    assert line.number == "+12025550187"
    assert NumberChange.objects.get().decided_at is None


@pytest.mark.parametrize("confirmer", ["attorney", "second"])
def test_a_second_administrator_or_an_attorney_makes_it_so(
    confirmer: str,
    administrator: StaffMember,
    line: ContactNumber,
    client_for: ClientFor,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bumped: list[bool] = []
    monkeypatch.setattr(numbers, "bump", lambda: bumped.append(True))
    client_for(administrator).post(f"/desk/settings/numbers/{line.pk}/", typed(line, number="+12025550142"))
    assert not bumped
    change = NumberChange.objects.get()
    client_for(request.getfixturevalue(confirmer)).post(
        f"/desk/settings/numbers/changes/{change.pk}/", {"decision": "confirm"}
    )
    line.refresh_from_db()
    assert line.number == "+12025550142"
    assert bumped == [True]


def test_a_refused_change_changes_nothing(
    administrator: StaffMember, attorney: StaffMember, line: ContactNumber, client_for: ClientFor
) -> None:
    client_for(administrator).post(f"/desk/settings/numbers/{line.pk}/", typed(line, kind="both"))
    change = NumberChange.objects.get()
    client_for(attorney).post(f"/desk/settings/numbers/changes/{change.pk}/", {"decision": "refuse"})
    change.refresh_from_db()
    line.refresh_from_db()
    assert (change.accepted, line.kind) == (False, "text")


def test_a_change_is_decided_once(
    administrator: StaffMember, attorney: StaffMember, second: StaffMember, line: ContactNumber
) -> None:
    change = numbers.propose(administrator, line, {"number": "+12025550142"})
    assert change
    numbers.decide(attorney, change.pk, accepted=False)
    with pytest.raises(numbers.Refused):
        numbers.decide(second, change.pk, accepted=True)
    line.refresh_from_db()
    assert line.number == "+12025550187"


def test_hours_and_holidays_need_one_administrator_and_show_at_once(
    administrator: StaffMember, attorney: StaffMember, line: ContactNumber, client_for: ClientFor
) -> None:
    given = typed(line, hours_tue="8 am to 12, 13:00-20:00", holidays="2026-12-25")
    client_for(administrator).post(f"/desk/settings/numbers/{line.pk}/", given)
    line.refresh_from_db()
    assert line.hours["tue"] == [["08:00", "12:00"], ["13:00", "20:00"]]
    assert line.holidays == ["2026-12-25"]
    assert [message.to for message in outbox.outbox] == [[attorney.email]]


def test_hours_changed_together_with_the_number_wait_with_it(
    administrator: StaffMember, line: ContactNumber, client_for: ClientFor
) -> None:
    given = typed(line, number="+12025550142", hours_mon="9:00 to 10:00")
    client_for(administrator).post(f"/desk/settings/numbers/{line.pk}/", given)
    line.refresh_from_db()
    assert line.hours == {"mon": [["08:00", "20:00"]]}


def test_a_new_line_and_a_removed_one_need_two(
    administrator: StaffMember, attorney: StaffMember, line: ContactNumber, client_for: ClientFor
) -> None:
    client = client_for(administrator)
    client.post("/desk/settings/numbers/new/", typed(number="2025550142", kind="call", label="Calls"))
    client.post(f"/desk/settings/numbers/{line.pk}/remove/")
    assert list(ContactNumber.objects.all()) == [line]
    for change in NumberChange.objects.all():
        client_for(attorney).post(f"/desk/settings/numbers/changes/{change.pk}/", {"decision": "confirm"})
    assert [each.number for each in ContactNumber.objects.all()] == ["+12025550142"]
    page = client_for(attorney).get("/desk/settings/numbers/")
    assert page.status_code == 200


def test_a_second_change_of_the_same_line_waits_its_turn(administrator: StaffMember, line: ContactNumber) -> None:
    numbers.propose(administrator, line, {"number": "+12025550142"})
    with pytest.raises(numbers.Refused):
        numbers.propose(administrator, line, {"label": "Other"})


def test_two_new_lines_with_one_number_do_not_both_come_true(administrator: StaffMember, attorney: StaffMember) -> None:
    wanted = {
        "number": "+12025550142",
        "kind": "call",
        "label": "Calls",
        "languages": ["en"],
        "hours": {},
        "holidays": [],
    }
    changes = [numbers.propose(administrator, None, {**wanted, "urgent": False}) for _time in range(2)]
    numbers.decide(attorney, changes[0].pk, accepted=True)  # type: ignore[union-attr]
    with pytest.raises(numbers.Refused):
        numbers.decide(attorney, changes[1].pk, accepted=True)  # type: ignore[union-attr]
    assert ContactNumber.objects.count() == 1


def test_every_attorney_is_told_when_it_is_proposed_and_when_it_is_confirmed(
    administrator: StaffMember, attorney: StaffMember, line: ContactNumber
) -> None:
    other = join_firm("Bea Attorney", Role.ATTORNEY)
    gone = join_firm("Cy Attorney", Role.ATTORNEY)
    StaffMember.objects.filter(pk=gone.pk).update(is_active=False)
    change = numbers.propose(administrator, line, {"number": "+12025550142"})
    assert change
    numbers.decide(attorney, change.pk, accepted=True)
    assert sorted(message.to[0] for message in outbox.outbox) == sorted([attorney.email, other.email] * 2)
    last = outbox.outbox[-1].body
    for word in ("Texts", administrator.name, attorney.name, "/desk/settings/numbers/"):
        assert word in last


def test_each_step_is_recorded_without_the_number(
    administrator: StaffMember, attorney: StaffMember, line: ContactNumber
) -> None:
    change = numbers.propose(administrator, line, {"number": "+12025550142"})
    assert change
    numbers.decide(attorney, change.pk, accepted=True)
    events = AuditEvent.objects.filter(action__startswith="number.")
    assert [(event.action, event.actor) for event in events] == [
        ("number.propose", administrator),
        ("number.confirm", attorney),
    ]
    assert all("5550142" not in str(event.facts) for event in events)
    assert audit.first_broken_link() is None


@pytest.mark.parametrize("who", ["paralegal", "editor", "stranger", "attorney"])
def test_nobody_but_an_administrator_proposes(
    who: str, line: ContactNumber, client_for: ClientFor, request: pytest.FixtureRequest
) -> None:
    client = client_for(request.getfixturevalue(who))
    answer = client.post(f"/desk/settings/numbers/{line.pk}/", typed(line, hours_mon="1:00 to 2:00"))
    assert answer.status_code == 403
    line.refresh_from_db()
    assert line.hours == {"mon": [["08:00", "20:00"]]}


@pytest.mark.parametrize(
    "written", ["(202) 555-0187", "202 555 0187", "+1 202-555-0187", "1.202.555.0187", "+12025550187"]
)
def test_a_number_is_understood_however_it_is_typed(written: str) -> None:
    assert read_number(written) == "+12025550187"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("202 555 018", "few"),
        ("+1 202 555 01877777777", "many"),
        ("hello", "no phone number"),
        ("+1 111 555 0187", "area code"),
    ],
)
def test_a_number_typed_wrong_is_refused_with_the_reason(
    written: str, reason: str, administrator: StaffMember, line: ContactNumber, client_for: ClientFor
) -> None:
    answer = client_for(administrator).post(f"/desk/settings/numbers/{line.pk}/", typed(line, number=written))
    assert answer.status_code == 422
    assert reason in str(answer.context["form"].errors["number"])
    assert f'value="{written}"' in answer.content.decode()
    assert not NumberChange.objects.exists()


@pytest.mark.parametrize(
    "written", ["20:00 to 8:00", "8:00", "8:00 to 25:00", "soon to later", "8:00 to 12:00, 11:00 to 13:00"]
)
def test_hours_that_cannot_be_are_refused(
    written: str, administrator: StaffMember, line: ContactNumber, client_for: ClientFor
) -> None:
    answer = client_for(administrator).post(f"/desk/settings/numbers/{line.pk}/", typed(line, hours_fri=written))
    assert answer.context["form"].errors["hours_fri"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", []),
        ("8-20", [["08:00", "20:00"]]),
        ("8 am – 8:30 p.m.", [["08:00", "20:30"]]),
        ("12 am to 24:00", [["00:00", "24:00"]]),
        ("13:00 to 17:00, 8:00 to 12:00", [["08:00", "12:00"], ["13:00", "17:00"]]),
    ],
)
def test_hours_are_understood_however_they_are_typed(written: str, read: list[list[str]]) -> None:
    assert read_spans(written) == read


def test_dates_are_sorted_and_kept_once() -> None:
    assert read_dates("2026-12-25\n2026-11-26, 2026-12-25") == ["2026-11-26", "2026-12-25"]
