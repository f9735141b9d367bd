"""The rota as administrators write it: hours per person and weekday, gaps shown, on record."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from firm.models import ContactNumber, StaffMember
from intake.desk.settings.pages import zone_in_words
from intake.models import AuditEvent, Shift
from intake.phone.gaps import gaps
from tests.markup import flat

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


@pytest.fixture
def office(db: None) -> ContactNumber:
    hours = {"mon": [["08:00", "20:00"]], "tue": [["08:00", "12:00"], ["13:00", "17:00"]]}
    return ContactNumber.objects.create(number="+12025550187", kind="both", label="Main", hours=hours)


def typed(staff: StaffMember, **days: str) -> dict[str, str]:
    """`mon="8:00 to 20:00"` and so on, as the form posts it."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    fields = {f"on_{staff.pk}_{index}": days.get(day, "") for index, day in enumerate(names)}
    return fields | {f"turn_{staff.pk}": days.get("turn", "1")}


def test_an_administrator_writes_the_week_and_it_is_on_record(
    administrator: StaffMember, paralegal: StaffMember, office: ContactNumber, client_for: ClientFor
) -> None:
    answer = client_for(administrator).post(
        f"/desk/settings/rota/{office.pk}/", typed(paralegal, mon="8:00 to 12:00, 13:00 to 20:00", turn="2")
    )
    assert answer.status_code == 302
    rows = Shift.objects.values_list("weekday", "begins", "ends", "position")
    assert list(rows) == [(0, "08:00", "12:00", 2), (0, "13:00", "20:00", 2)]
    assert AuditEvent.objects.filter(action="rota.change", actor=administrator).count() == 1


def test_a_night_is_written_in_one_and_kept_as_two(
    administrator: StaffMember, paralegal: StaffMember, office: ContactNumber, client_for: ClientFor
) -> None:
    client_for(administrator).post(f"/desk/settings/rota/{office.pk}/", typed(paralegal, sun="20:00 to 8:00"))
    assert list(Shift.objects.values_list("weekday", "begins", "ends")) == [
        (0, "00:00", "08:00"),
        (6, "20:00", "24:00"),
    ]


@pytest.mark.parametrize("nonsense", ["8 to", "25:00 to 26:00", "8:00 to 10:00, 9:00 to 11:00"])
def test_what_cannot_be_read_is_said_and_nothing_is_lost(
    nonsense: str, administrator: StaffMember, paralegal: StaffMember, office: ContactNumber, client_for: ClientFor
) -> None:
    Shift.objects.create(line=office, staff=paralegal, weekday=3, begins="08:00", ends="09:00")
    answer = client_for(administrator).post(f"/desk/settings/rota/{office.pk}/", typed(paralegal, mon=nonsense))
    assert answer.status_code == 422
    assert nonsense in answer.content.decode()
    assert Shift.objects.get().weekday == 3


def test_hours_nobody_covers_are_shown_as_gaps(
    paralegal: StaffMember, attorney: StaffMember, office: ContactNumber, client_for: ClientFor
) -> None:
    Shift.objects.create(line=office, staff=paralegal, weekday=0, begins="08:00", ends="17:00")
    Shift.objects.create(line=office, staff=attorney, weekday=0, begins="10:00", ends="12:00")
    Shift.objects.create(line=office, staff=attorney, weekday=1, begins="07:00", ends="14:00")
    assert gaps(office, Shift.objects.all()) == [(0, ("17:00", "20:00")), (1, ("14:00", "17:00"))]
    page = flat(unescape(client_for(paralegal).get("/desk/settings/rota/").content.decode()))
    assert "Nobody answers Mon 5 p.m.–8 p.m., Tue 2 p.m.–5 p.m., although the line says it is open." in page


def test_an_emergency_line_is_open_at_any_hour(paralegal: StaffMember, office: ContactNumber) -> None:
    office.urgent = True
    Shift.objects.create(line=office, staff=paralegal, weekday=0, begins="00:00", ends="23:00")
    assert (0, ("23:00", "24:00")) in gaps(office, Shift.objects.all())
    assert len(gaps(office, Shift.objects.all())) == 7


@pytest.mark.parametrize("who", ["paralegal", "attorney"])
def test_only_administrators_write_it(
    who: str, office: ContactNumber, client_for: ClientFor, request: pytest.FixtureRequest
) -> None:
    client = client_for(request.getfixturevalue(who))
    assert client.get("/desk/settings/rota/").status_code == 200
    assert client.post(f"/desk/settings/rota/{office.pk}/", {}).status_code == 403


def test_zones_and_languages_are_said_in_words(
    administrator: StaffMember, office: ContactNumber, client_for: ClientFor
) -> None:
    office.languages = ["en", "es"]
    office.save()
    page = client_for(administrator).get("/desk/settings/numbers/").content.decode()
    assert "English, Spanish" in page
    assert zone_in_words() == "Eastern Time (New York)"
    assert "Eastern Time (New York)" in page
    assert "America/" not in page
