"""A colleague left with the key: a new one is made, everything is re-sealed to it, and the old one opens nothing more."""

import io
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from firm.models import StaffMember
from intake.mailbox import drop
from intake.management.commands import desk_rotate
from intake.models import (
    AuditEvent,
    DeskKey,
    Draft,
    Entry,
    Envelope,
    Lead,
    OpenDesk,
    OutgoingText,
    SealedFile,
    StaffKey,
    Wrap,
)
from intake.vault import OpenedDesk, Tampered, VaultError, go_live, key_holders, paper, rotation, seal_record
from intake.vault.files import open_file, seal_file
from tests.vault.keys import PHRASE, DeskKeys

pytestmark = pytest.mark.django_db
Settings = Any


@pytest.fixture
def holders(desk_keys: DeskKeys, paralegal: StaffMember, attorney: StaffMember) -> tuple[StaffMember, StaffMember]:
    desk_keys.give(paralegal)
    desk_keys.give(attorney)
    return paralegal, attorney


def a_house_full(desk: OpenedDesk, author: StaffMember) -> dict[str, Any]:
    """One sealed thing of every kind."""
    lead = Lead(
        id=uuid.uuid4(), reference="K7F-3MQ", received_hour=timezone.now(), channel="form", queue_at=timezone.now(),
        purge_on=date(2030, 1, 1), epoch=desk.epoch,
    )  # fmt: skip
    lead.card = desk.seal_row(lead.id, "card", {"name": "Rosa"}, head="rosa")
    lead.details = desk.seal_row(lead.id, "details", {"rules": {}})
    lead.save(force_insert=True)
    entry = Entry(id=uuid.uuid4(), lead=lead, position=1, kind="note", hour=timezone.now(), epoch=desk.epoch)
    entry.body = desk.seal_row(entry.id, "body", {"body": "a note"})
    entry.save(force_insert=True)
    draft = Draft(id=uuid.uuid4(), lead=lead, author=author, epoch=desk.epoch)
    draft.body = desk.seal_row(draft.id, "draft", {"body": "half"})
    draft.save(force_insert=True)
    arrived = drop(Envelope.Kind.TEXT, {"body": "Hola"}, key=str(uuid.uuid4()))
    file_id = uuid.uuid4()
    SealedFile.objects.create(
        id=file_id, envelope_id=arrived.id, key="ME1", received_at=timezone.now(), bucket=1,
        sealed=seal_file(file_id, "image/png", "a.png", b"data"),
    )  # fmt: skip
    text_id = uuid.uuid4()
    OutgoingText.objects.create(
        id=text_id, purpose="reply", state="outbox", line="+1", key="k", lead=lead,
        sealed=seal_record(text_id, "outgoing-text", {"to": "+2", "body": "Sí"}),
    )  # fmt: skip
    return {"lead": lead, "arrived": arrived.id}


def everything(desk: OpenedDesk) -> list[Any]:
    """Opens all of it. Raises: VaultError, for the first that does not open."""
    lead, entry, draft = Lead.objects.get(), Entry.objects.get(), Draft.objects.get()
    envelope, text = Envelope.objects.get(), OutgoingText.objects.get()
    return [
        desk.open_row(lead.id, "card", lead.epoch, lead.card),
        desk.open_head(lead.id, "card", lead.epoch, lead.card),
        desk.open_row(lead.id, "details", lead.epoch, lead.details),
        desk.open_row(entry.id, "body", entry.epoch, entry.body)["body"],
        desk.open_row(draft.id, "draft", draft.epoch, draft.body)["body"],
        desk.open_record(envelope.sealed, envelope.id, envelope.kind)["body"],
        desk.open_record(text.sealed, text.id, "outgoing-text")["body"],
        open_file(desk, SealedFile.objects.get())[2],
    ]


def rotated(settings: Settings, by: StaffMember) -> dict[int, str]:
    """Begins, and pins the new key; what `by` opens from now on."""
    row = rotation.begin(key_holders.secrets_of(by, PHRASE), by)
    settings.DESK_PUBLIC_KEY = row.public_key
    return key_holders.secrets_of(by, PHRASE)


def test_everything_opens_with_the_new_key_alone_and_nothing_with_the_old_one(settings, desk_keys, holders) -> None:
    before = a_house_full(desk_keys.opened(), holders[0]) and everything(desk_keys.opened())
    secrets = rotated(settings, holders[0])
    assert set(secrets) == {1, 2}
    assert [*rotation.reseal(secrets)][-1].moved == 6
    rotation.retire(holders[0])
    for staff in holders:  # who typed nothing holds it, too
        assert set(key_holders.secrets_of(staff, PHRASE)) == {2}
    assert set(paper.secrets_from(desk_keys.paper)) == {2}
    assert everything(OpenedDesk({2: secrets[2]}, 0)) == before
    old = desk_keys.opened()
    for opening in (
        lambda: old.open_blob(Envelope.objects.get().sealed),
        lambda: old.open_blob(SealedFile.objects.get().sealed),
        lambda: old.open_blob(OutgoingText.objects.get().sealed),
        lambda: old.open_row(Lead.objects.get().id, "card", 1, Lead.objects.get().card),
    ):
        with pytest.raises(VaultError):
            opening()
    assert not Wrap.objects.filter(desk_key=1).exists()
    assert DeskKey.objects.get(pk=1).retired_at


def test_who_left_gets_no_new_key(settings, desk_keys, holders) -> None:
    leaver, attorney = holders
    leaver.is_active = False
    leaver.save()
    rotated(settings, attorney)
    assert not Wrap.objects.filter(desk_key=2, staff_key__staff=leaver).exists()


def test_a_key_that_nobody_admitted_is_not_wrapped(settings, desk_keys, holders, administrator) -> None:
    desk_keys.give(administrator)
    Wrap.objects.filter(staff_key__staff=administrator).delete()
    rotated(settings, holders[0])
    assert not Wrap.objects.filter(staff_key__staff=administrator).exists()


def test_it_may_be_cut_off_anywhere_and_goes_on(settings, desk_keys, holders, monkeypatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 1)
    a_house_full(desk_keys.opened(), holders[0])
    secrets = rotated(settings, holders[0])
    next(rotation.reseal(secrets))  # and the machine goes down
    assert everything(OpenedDesk(secrets, 0))  # half and half is readable by whoever unlocks
    [*rotation.reseal(secrets)]
    assert everything(OpenedDesk({2: secrets[2]}, 0))
    assert [*rotation.reseal(secrets)][-1].moved == 0


def test_a_row_that_was_altered_stops_nothing_and_is_counted(settings, desk_keys, holders) -> None:
    house = a_house_full(desk_keys.opened(), holders[0])
    Lead.objects.update(card=b"x" * 40)
    Envelope.objects.filter(pk=house["arrived"]).update(sealed=b"nonsense")
    last = [*rotation.reseal(rotated(settings, holders[0]))][-1]
    assert (last.moved, last.closed) == (4, 2)


def test_nothing_is_resealed_before_the_new_key_is_pinned(desk_keys, holders) -> None:
    rotation.begin(desk_keys.secrets, holders[0])
    with pytest.raises(rotation.CannotRotate):
        next(rotation.reseal(key_holders.secrets_of(holders[0], PHRASE)))
    with pytest.raises(rotation.CannotRotate):
        rotation.begin(desk_keys.secrets, holders[0])


def test_without_a_paper_key_nothing_begins(desk_keys, holders) -> None:
    desk_keys.paper_row.delete()
    with pytest.raises(rotation.CannotRotate):
        rotation.begin(desk_keys.secrets, holders[0])
    assert DeskKey.objects.count() == 1


def test_open_desks_are_locked_when_it_begins_and_when_the_old_key_goes(
    settings, desk_keys, holders, client_for: Callable[..., Client], unlock: Any
) -> None:
    unlock(client_for(holders[0]), holders[0])
    rotated(settings, holders[0])
    assert not OpenDesk.objects.exists()
    unlock(client_for(holders[0]), holders[0])
    rotation.retire(holders[0])
    assert not OpenDesk.objects.exists()


def test_a_process_that_still_pins_the_old_key_takes_nothing_more(settings, desk_keys, holders) -> None:
    """It would seal to a key that nobody has any more."""
    old = settings.DESK_PUBLIC_KEY
    rotated(settings, holders[0])
    assert go_live.missing() == []
    rotation.stop_taking()
    assert go_live.missing() == []
    settings.DESK_PUBLIC_KEY = old
    assert "replaced" in go_live.missing()[0]


def test_the_record_tells_who_did_it_and_who_holds_the_new_key(settings, desk_keys, holders) -> None:
    rotated(settings, holders[0])
    rotation.retire(holders[0])
    begun, retired = AuditEvent.objects.filter(action__startswith="desk-key.").order_by("id")
    assert (begun.action, begun.actor, len(begun.facts["holders"])) == ("desk-key.rotate", holders[0], 2)
    assert (retired.action, retired.actor) == ("desk-key.retire", holders[0])


# ---- The command ------------------------------------------------------------------------------------


def run(monkeypatch: pytest.MonkeyPatch, staff: StaffMember, *answers: str) -> str:
    shown = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{answer}\n" for answer in answers)))
    monkeypatch.setattr(desk_rotate.time, "sleep", lambda _seconds: None)
    call_command("desk_rotate", staff=staff.email, stdout=shown)
    return shown.getvalue()


def test_the_command_makes_a_key_waits_until_it_is_pinned_and_finishes(
    monkeypatch, settings, desk_keys, holders
) -> None:
    a_house_full(desk_keys.opened(), holders[0])
    shown = run(monkeypatch, holders[0], "yes", PHRASE)
    key = DeskKey.objects.get(pk=2).public_key
    assert all(member.name in shown for member in holders)
    assert f"DESK_PUBLIC_KEY={key}" in shown
    assert f"DESK_PUBLIC_KEY={key}" in run(monkeypatch, holders[0])  # not pinned yet: says so again, does nothing
    settings.DESK_PUBLIC_KEY = key
    assert "Done" in run(monkeypatch, holders[0], PHRASE)
    assert everything(OpenedDesk(key_holders.secrets_of(holders[1], PHRASE), 0))
    assert not Wrap.objects.filter(desk_key=1).exists()


def test_the_command_changes_nothing_without_a_yes_or_the_words(monkeypatch, desk_keys, holders) -> None:
    for answers in (["no"], ["yes", *["abacus abacus abacus abacus abacus abacus"] * 4]):
        with pytest.raises(CommandError):
            run(monkeypatch, holders[0], *answers)
    assert DeskKey.objects.count() == 1
    assert StaffKey.objects.count() == 2


def test_the_old_key_opens_no_envelope_that_arrives_afterwards(settings, desk_keys, holders) -> None:
    rotated(settings, holders[0])
    drop(Envelope.Kind.TEXT, {"body": "Hola"}, key="later")
    with pytest.raises(Tampered):
        desk_keys.opened().open_blob(Envelope.objects.get().sealed)
