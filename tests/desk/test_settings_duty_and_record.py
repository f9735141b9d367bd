"""Who is on duty, and the record that shows whether it was tampered with."""

from collections.abc import Callable

import pytest
from django.test import Client

from firm.models import StaffMember
from intake.desk import audit
from intake.models import AuditEvent, Duty

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


def test_people_set_themselves_on_and_off(paralegal: StaffMember, client_for: ClientFor) -> None:
    client = client_for(paralegal)
    assert "Nobody is on duty" in client.get("/desk/settings/duty/").content.decode()
    client.post("/desk/settings/duty/mine/", {"on": "yes"})
    assert Duty.objects.get().staff == paralegal
    assert paralegal.name in client.get("/desk/settings/duty/").content.decode()
    client.post("/desk/settings/duty/mine/", {"on": "no"})
    assert not Duty.objects.exists()
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["duty.on", "duty.off"]


@pytest.mark.parametrize("who", ["administrator", "editor", "stranger"])
def test_only_who_reads_leads_takes_their_bells(
    who: str, client_for: ClientFor, request: pytest.FixtureRequest
) -> None:
    answer = client_for(request.getfixturevalue(who)).post("/desk/settings/duty/mine/", {"on": "yes"})
    assert answer.status_code == 403
    assert not Duty.objects.exists()


def test_a_bell_times_stand_in_the_firms_zone(paralegal: StaffMember, client_for: ClientFor) -> None:
    Duty.objects.create(staff=paralegal)
    page = client_for(paralegal).get("/desk/settings/duty/").content.decode()
    assert " EST" in page or " EDT" in page


def test_the_record_is_filtered_by_person_and_by_id(
    attorney: StaffMember, paralegal: StaffMember, client_for: ClientFor
) -> None:
    audit.record(paralegal, "lead.open", "K7F-2MQ")
    audit.record(attorney, "lead.open", "AAA-AAA")
    client = client_for(attorney)
    assert [e.subject for e in client.get("/desk/settings/audit/").context["events"]] == ["AAA-AAA", "K7F-2MQ"]
    assert [e.actor for e in client.get(f"/desk/settings/audit/?person={paralegal.pk}").context["events"]] == [
        paralegal
    ]
    assert [e.actor for e in client.get("/desk/settings/audit/?subject=AAA-AAA").context["events"]] == [attorney]


def test_the_record_says_whether_its_chain_is_whole(attorney: StaffMember, client_for: ClientFor) -> None:
    first = audit.record(attorney, "lead.open", "K7F-2MQ")
    audit.record(attorney, "lead.open", "AAA-AAA")
    client = client_for(attorney)
    assert "The chain is whole" in client.get("/desk/settings/audit/").content.decode()
    AuditEvent.objects.filter(pk=first.pk).update(subject="AAA-AAA")
    page = client.get("/desk/settings/audit/").content.decode()
    assert "The chain is broken" in page
    assert f"Entry {first.pk}" in page


@pytest.mark.parametrize("who", ["paralegal", "editor", "stranger"])
def test_the_record_is_not_for_everyone(who: str, client_for: ClientFor, request: pytest.FixtureRequest) -> None:
    assert client_for(request.getfixturevalue(who)).get("/desk/settings/audit/").status_code == 403
