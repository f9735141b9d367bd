"""The linter of advertising rules: which apply, what they find, what they block, and what an editor answers."""

from collections.abc import Callable

import pytest
from django.test import Client

from blog.advertising import findings, open_findings, rules
from blog.models import LedgerEntry, UpdatePage
from blog.sign_off.gate import MayNotPublish
from firm.models import FirmProfile, Office, Person, StaffMember

Publish = Callable[..., UpdatePage]


@pytest.fixture
def responsible(db: None) -> None:
    FirmProfile.objects.update_or_create(
        defaults={"responsible_attorney": Person.objects.create(name="Ada Stone", slug="ada-stone")}
    )


def ids(page: UpdatePage) -> set[str]:
    return {finding.rule for finding in findings(page)}


def test_every_rule_has_its_law_its_date_and_an_explanation_per_language_and_claims_no_human_check() -> None:
    assert len(rules()) >= 8
    for rule in rules():
        assert rule["jurisdictions"] and rule["citation"] and rule["source"].startswith("https://") and rule["dated"]
        assert rule["severity"] in {"warn", "block"}
        assert {"en", "es"} <= set(rule["explain"])
        assert rule["verified_by"] == ""
        assert "check" in rule or {"en", "es"} <= set(rule["words"])


@pytest.mark.parametrize(
    ("language", "words", "rule"),
    [
        ("en", "We guarantee a green card.", "guarantee"),
        ("es", "Le garantizamos la residencia.", "guarantee"),
        ("en", "We are specialists who care.", "specialist"),
        ("es", "Somos expertos en asilo.", "specialist"),
        ("en", "Our success rate is high.", "past-results"),
        ("en", "The best immigration lawyers in town.", "superlatives"),
        ("es", "Los mejores abogados.", "superlatives"),
        ("es", "Ofrecemos servicios de notario.", "notario"),
    ],
)
def test_words_that_rules_warn_of_are_found(
    publish: Publish, responsible: None, language: str, words: str, rule: str
) -> None:
    page = publish(language)
    assert ids(page) == set()
    page.dek = words
    assert ids(page) == {rule}


def test_ordinary_words_and_words_of_others_are_left_alone(publish: Publish, responsible: None) -> None:
    page = publish(
        dek="A notary public may not give legal advice. An expert witness testified. The guaranty clause.",
        sources=[("source", {"kind": "news", "title": "The best immigration lawyers say", "url": "", "note": ""})],
    )
    assert ids(page) == set()


def test_the_rules_of_a_state_apply_where_the_firm_has_an_office(publish: Publish, responsible: None) -> None:
    page = publish(dek="We guarantee success.")
    assert ids(page) == {"guarantee"}
    Office.objects.create(name="LA", street="1 St", city="Los Angeles", region="California")
    assert ids(page) >= {"guarantee", "guarantee-ca"}
    assert findings(page)[0].blocks


def test_a_blocking_rule_holds_on_every_way_to_the_public(publish: Publish, responsible: None) -> None:
    page = publish()
    office = Office.objects.create(name="LA", street="1 St", city="Los Angeles", region="CA")
    FirmProfile.objects.update(responsible_office=office)
    page.dek = "We guarantee success."
    with pytest.raises(MayNotPublish, match="6158"):
        page.save_revision().publish()


def test_a_missing_responsible_attorney_is_told(publish: Publish) -> None:
    assert ids(publish()) == {"responsible"}


def test_an_editor_acknowledges_a_warning_with_a_reason_and_the_record_keeps_it(
    publish: Publish, responsible: None, editor: StaffMember, client_for: Callable[..., Client]
) -> None:
    page = publish(dek="Our success rate is public.")
    client, address = client_for(editor), f"/cms/advertising/{page.pk}/"
    html = client.get(address).content.decode()
    assert "success rate" in html and "ABA Model Rule 7.1" in html
    assert "Answer the advertising rules" in client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    finding = findings(page)[0]
    client.post(address, {"finding": finding.key, "reason": " "})
    assert open_findings(page)
    client.post(address, {"finding": finding.key, "reason": "It quotes the agency's own figure."})
    assert open_findings(page) == []
    entry = LedgerEntry.objects.get(kind="acknowledged")
    assert (entry.actor, entry.facts["reason"]) == (editor, "It quotes the agency's own figure.")
    page.dek = "Our success rate is public. The best lawyers."
    assert {finding.rule for finding in open_findings(page)} == {"superlatives"}
