"""Words a visitor relies on never change under the same version."""

import hashlib
import json
from dataclasses import asdict

from intake.ask import wording

# Changed a word? Give it a new version, and write the new pair here.
NOTICES = {"2026-11-22": "7fb812ec9e775d54", "2026-11-23": "894f65a911fccf1d"}
CONSENTS = {"2026-11-22": "8bdd014c31b24690", "2026-11-23": "e3756c9ff063cf7c"}


def digest(words: object) -> str:
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:16]


def test_the_notice_is_the_one_its_version_names() -> None:
    words = {language: asdict(notice) for language, notice in wording.NOTICES.items()}
    assert digest(words) == NOTICES[wording.NOTICE_VERSION]


def test_the_consent_is_the_one_its_version_names() -> None:
    assert digest(wording.CONSENTS) == CONSENTS[wording.CONSENT_VERSION]


def test_every_language_of_the_site_has_both() -> None:
    from django.conf import settings

    languages = {code for code, _name in settings.LANGUAGES}
    assert set(wording.NOTICES) == set(wording.CONSENTS) == languages


def test_nothing_says_that_a_request_is_not_confidential() -> None:
    words = json.dumps([asdict(notice) for notice in wording.NOTICES.values()]).lower()
    for phrase in ("not confidential", "not be confidential", "no es confidencial", "no será confidencial"):
        assert phrase not in words
