"""A newcomer makes a key and is admitted; one who forgot the words is re-admitted; one who leaves is shut out."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from firm.models import StaffMember
from intake.models import AuditEvent, OpenDesk, StaffKey, Wrap
from intake.vault import key_holders, staff_key
from intake.vault.phrase import fingerprint, first_unknown_word, new_phrase, words
from intake.vault.staff_key import NoKey, Pause, WrongPhrase
from tests.vault.keys import PHRASE, DeskKeys

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
Unlock = Callable[[Client, StaffMember], Client]


@pytest.fixture
def colleague(client_for: ClientFor, unlock: Unlock, attorney: StaffMember) -> Client:
    """A window of the attorney, whose desk is open."""
    return unlock(client_for(attorney), attorney)


def words_shown(client: Client) -> str:
    page = client.post(reverse("desk:people-key")).content.decode()
    return " ".join(re.findall(r"<li>([a-z-]+)</li>", page))


def admit(client: Client, newcomer: StaffMember, said: str, phrase: str = PHRASE):
    return client.post(reverse("desk:people-admit", args=[newcomer.pk]), {"said": said, "phrase": phrase})


def test_a_newcomer_is_admitted_in_four_steps(client_for, paralegal, colleague, desk_keys: DeskKeys) -> None:
    newcomer = client_for(paralegal)
    phrase = words_shown(newcomer)
    assert len(phrase.split()) == 6
    newcomer.post(reverse("desk:people-words"), {"phrase": phrase})
    said = re.search(r'class="aloud">([a-z -]+)<', newcomer.get(reverse("desk:people")).content.decode())
    assert said
    assert paralegal.name in colleague.get(reverse("desk:people")).content.decode()
    assert admit(colleague, paralegal, said[1]).status_code == 302
    newcomer.post(reverse("desk:unlock"), {"phrase": phrase})
    assert OpenDesk.objects.filter(staff=paralegal).exists()
    assert AuditEvent.objects.get(action="people.admit").subject == str(paralegal.pk)


def test_words_are_shown_once_and_kept_nowhere(client_for, paralegal, desk_keys: DeskKeys) -> None:
    newcomer = client_for(paralegal)
    phrase = words_shown(newcomer)
    for name in ("people", "people-words", "unlock"):
        page = newcomer.get(reverse(f"desk:{name}")).content.decode()
        assert phrase not in page
        assert phrase.split()[0] + "</li>" not in page


def test_an_unproven_key_is_not_offered_for_admission(client_for, paralegal, colleague) -> None:
    words_shown(client_for(paralegal))
    assert paralegal.name not in colleague.get(reverse("desk:people")).content.decode()
    assert admit(colleague, paralegal, "x").status_code == 404


def test_words_typed_back_wrong_prove_nothing(client_for, paralegal, desk_keys: DeskKeys) -> None:
    newcomer = client_for(paralegal)
    words_shown(newcomer)
    assert "not your six words" in newcomer.post(reverse("desk:people-words"), {"phrase": PHRASE}).content.decode()
    assert "Word 1" in newcomer.post(reverse("desk:people-words"), {"phrase": "zzzz"}).content.decode()
    assert StaffKey.objects.get(staff=paralegal).proven_at is None


@pytest.fixture
def waiting(paralegal: StaffMember, desk_keys: DeskKeys) -> StaffKey:
    return staff_key.prove(paralegal, staff_key.make(paralegal))


def test_a_fingerprint_that_is_not_the_waiting_keys_admits_nobody(colleague, paralegal, waiting: StaffKey) -> None:
    """Somebody who writes the database put another key there: the words read aloud are not its words."""
    said = fingerprint(waiting.public_key)
    StaffKey.objects.filter(pk=waiting.pk).update(public_key="age1" + "q" * 58)
    answer = admit(colleague, paralegal, said)
    assert (answer.status_code, Wrap.objects.filter(staff_key=waiting).exists()) == (422, False)
    assert "Do not admit it" in answer.content.decode()


def test_an_open_desk_left_alone_admits_nobody(colleague, paralegal, waiting: StaffKey) -> None:
    said = fingerprint(waiting.public_key)
    for phrase in ("abacus", "zzzz", ""):
        assert admit(colleague, paralegal, said, phrase).status_code == 422
    assert not Wrap.objects.filter(staff_key=waiting).exists()


def test_a_locked_desk_admits_nobody(client_for, attorney, paralegal, desk_keys, waiting: StaffKey) -> None:
    desk_keys.give(attorney)
    answer = admit(client_for(attorney), paralegal, fingerprint(waiting.public_key))
    assert answer.url.startswith("/desk/unlock/")
    assert not Wrap.objects.filter(staff_key=waiting).exists()


def test_who_forgot_the_words_is_readmitted_with_new_ones(client_for, unlock, paralegal, colleague) -> None:
    forgetful = unlock(client_for(paralegal), paralegal)
    phrase = words_shown(forgetful)
    assert not OpenDesk.objects.filter(staff=paralegal).exists()
    with pytest.raises(WrongPhrase):
        key_holders.secrets_of(paralegal, PHRASE)
    forgetful.post(reverse("desk:people-words"), {"phrase": phrase})
    assert "forgot the words" in colleague.get(reverse("desk:people")).content.decode()
    admit(colleague, paralegal, fingerprint(StaffKey.objects.get(staff=paralegal).public_key))
    assert key_holders.secrets_of(paralegal, phrase)
    assert AuditEvent.objects.filter(action="people.readmit", subject=str(paralegal.pk)).count() == 1


def test_the_only_one_who_can_open_the_desk_cannot_throw_the_key_away(client_for, unlock, paralegal) -> None:
    client = unlock(client_for(paralegal), paralegal)
    answer = client.post(reverse("desk:people-key"))
    assert (answer.status_code, "Use the paper key" in answer.content.decode()) == (409, True)
    assert key_holders.secrets_of(paralegal, PHRASE)


def test_whoever_is_revoked_opens_nothing_any_more(client_for, unlock, paralegal, attorney, colleague) -> None:
    unlock(client_for(paralegal), paralegal)
    key_holders.revoke(paralegal, by=attorney)
    assert not OpenDesk.objects.filter(staff=paralegal).exists()
    with pytest.raises(NoKey):
        key_holders.secrets_of(paralegal, PHRASE)
    assert AuditEvent.objects.get(action="people.revoke").actor == attorney
    key_holders.revoke(paralegal)  # twice is once
    assert AuditEvent.objects.filter(action="people.revoke").count() == 1


def test_a_key_of_another_person_does_not_open_in_ones_own_row(paralegal, attorney, desk_keys: DeskKeys) -> None:
    desk_keys.give(attorney)
    desk_keys.give(paralegal, "zoom " * 6)
    theirs = StaffKey.objects.get(staff=attorney)
    StaffKey.objects.filter(staff=attorney).delete()
    StaffKey.objects.filter(staff=paralegal).update(salt=theirs.salt, sealed_private=theirs.sealed_private)
    with pytest.raises(WrongPhrase):
        staff_key.open_private(paralegal, PHRASE)


def test_a_wrap_swapped_for_another_desks_is_refused(paralegal, desk_keys: DeskKeys) -> None:
    """Who writes the database cannot make the firm read, or seal to, a desk key of their own."""
    key = desk_keys.give(paralegal)
    other = "AGE-SECRET-KEY-1" + desk_keys.paper[16:]
    key_holders.wrap({1: other}, key)
    with pytest.raises(key_holders.VaultError):
        key_holders.secrets_of(paralegal, PHRASE)


def test_tries_are_counted_even_when_two_come_at_once(paralegal, desk_keys: DeskKeys) -> None:
    desk_keys.give(paralegal)
    for _ in range(5):
        with pytest.raises(WrongPhrase):
            staff_key.open_private(paralegal, "abacus")
    with pytest.raises(Pause):
        staff_key.open_private(paralegal, PHRASE)


def test_six_words_have_77_bits() -> None:
    assert len(set(words())) == 7776
    assert len({new_phrase() for _ in range(100)}) == 100
    assert first_unknown_word(new_phrase()) is None
