"""The linter of advertising rules: which apply, what they find, what they block, and what an editor answers."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from blog.advertising import findings, open_findings, rules, words_in
from blog.advertising.jurisdictions import STATES
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


EVERY_GROUND = pytest.mark.parametrize(
    "ground", [ground for rule in rules() for ground in rule["ground"]], ids=lambda ground: ground["citation"]
)


def test_every_rule_finds_by_words_or_by_a_check_and_explains_itself_in_each_language() -> None:
    assert len(rules()) >= 8
    assert len({rule["id"] for rule in rules()}) == len(rules())
    for rule in rules():
        assert rule["severity"] in {"warn", "block"}
        assert {"en", "es"} <= set(rule["explain"])
        assert ("check" in rule) != ("words" in rule)
        assert rule["ground"]


@EVERY_GROUND
def test_every_ground_says_what_was_read_of_its_law_and_claims_no_attorney(ground: dict[str, Any]) -> None:
    assert ground["jurisdiction"] == "US" or ground["jurisdiction"] in STATES.values()
    assert ground["citation"] and ground["source"].startswith("https://")
    assert isinstance(ground.get("effective", date.min), date) and ground["read_on"] >= date(2026, 11, 1)
    assert ground["read"] in {"law", "quoted", "reported", "unread"}
    assert bool(ground["text"]) == (ground["read"] in {"law", "quoted"}), "its words are there when they were read"
    assert bool(ground["read_at"]) == (ground["read"] != "unread")
    assert ground["verified_by"] == ""


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("rule", [rule for rule in rules() if "words" in rule], ids=lambda rule: rule["id"])
def test_each_pattern_finds_its_examples_and_leaves_the_others(rule: dict[str, Any], language: str) -> None:
    assert rule["finds"][language] and rule["leaves"][language]
    for sentence in rule["finds"][language]:
        assert words_in(sentence, rule, language), sentence
    for sentence in rule["leaves"][language]:
        assert not words_in(sentence, rule, language), sentence
    for pattern in rule["words"][language]:
        alone = {"words": {language: [pattern]}}
        assert words_in(" ".join(rule["finds"][language]), alone, language), f"no example of {pattern}"


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
    assert ids(page) >= {"guarantee", "guarantee-express"}
    assert findings(page)[0].blocks


def test_a_finding_names_the_law_of_each_of_the_firms_states_and_of_no_other(
    publish: Publish, responsible: None
) -> None:
    Office.objects.create(name="Hyattsville", street="1 St", city="Hyattsville", region="MD")
    (finding,) = findings(publish(dek="Our success rate is high."))
    assert [ground.jurisdiction for ground in finding.grounds] == ["US", "MD"]
    assert "19-307.1" in finding.citation and "Florida" not in finding.citation


def test_copies_kept_for_fewer_years_than_a_state_asks_are_told(publish: Publish, responsible: None) -> None:
    FirmProfile.objects.update(record_years=2)
    page = publish()
    assert ids(page) == set()
    Office.objects.create(name="Hyattsville", street="1 St", city="Hyattsville", region="MD")
    assert ids(page) == {"keeping"}
    FirmProfile.objects.update(record_years=3)
    assert ids(page) == set()


def test_maryland_allows_the_word_specialist_and_the_general_warning_stays(publish: Publish, responsible: None) -> None:
    Office.objects.create(name="Hyattsville", street="1 St", city="Hyattsville", region="MD")
    (finding,) = findings(publish(dek="We are specialists who care."))
    assert not finding.blocks and {ground.jurisdiction for ground in finding.grounds} == {"US"}


def test_a_blocking_rule_holds_on_every_way_to_the_public(publish: Publish, responsible: None) -> None:
    page = publish()
    office = Office.objects.create(name="LA", street="1 St", city="Los Angeles", region="CA")
    FirmProfile.objects.update(responsible_office=office)
    page.dek = "We guarantee success."
    with pytest.raises(MayNotPublish, match=r"6157\.2"):
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
