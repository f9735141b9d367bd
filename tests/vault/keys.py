"""Keys for tests: real age and real Argon2id, but Argon2 at its cheapest."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from django.test import Client
from pyrage import x25519

from firm.models import StaffMember
from intake.models import DeskKey, PaperKey, StaffKey
from intake.vault import OpenedDesk, key_holders, open_desks, staff_key, stretching
from intake.vault.doorway import cookie_name

PHRASE = "abacus abdomen abdominal abide abiding ability"
PIN = "271828"
CHEAP = stretching.Cost(time=1, memory_kib=8)


class DeskKeys:
    """A desk key, pinned in the settings, with its secret and a proven paper key at hand."""

    def __init__(self, settings: LazySettings) -> None:
        self.row, self.secrets = key_holders.new_desk_key()
        self.public_key = self.row.public_key
        settings.DESK_PUBLIC_KEY = self.public_key
        paper = x25519.Identity.generate()
        self.paper = str(paper)
        self.paper_row = PaperKey.objects.create(
            public_key=str(paper.to_public()), proven_at=DeskKey.objects.get(pk=1).created_at
        )
        key_holders.wrap(self.secrets, self.paper_row)

    def give(self, staff: StaffMember, phrase: str = PHRASE) -> StaffKey:
        """A proven and admitted key for `staff`."""
        staff_key.make(staff, phrase)
        key = staff_key.prove(staff, phrase)
        key_holders.wrap(self.secrets, key)
        return key

    def opened(self, staff_id: int = 0) -> OpenedDesk:
        return OpenedDesk(self.secrets, staff_id)


@pytest.fixture(autouse=True)
def cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretching, "PHRASE_COST", CHEAP)
    monkeypatch.setattr(stretching, "PIN_COST", CHEAP)


@pytest.fixture
def desk_keys(db: None, settings: LazySettings, cheap_argon2: None) -> Iterator[DeskKeys]:
    """A desk key of epoch 1, pinned as `settings.DESK_PUBLIC_KEY`."""
    yield DeskKeys(settings)


@pytest.fixture
def opened_desk(desk_keys: DeskKeys) -> OpenedDesk:
    """What an unlocked member of staff holds."""
    return desk_keys.opened()


@pytest.fixture
def unlock(desk_keys: DeskKeys) -> Callable[[Client, StaffMember], Client]:
    """`unlock(client, staff)`: the signed-in client's desk is open from now on, with PIN `keys.PIN`."""

    def open_it(client: Client, staff: StaffMember) -> Client:
        if not StaffKey.objects.filter(staff=staff).exists():
            desk_keys.give(staff)
        session_key = client.session.session_key
        assert session_key, "sign the client in first"
        client.cookies[cookie_name()] = open_desks.open_for(staff, desk_keys.secrets, session_key, PIN)
        return client

    return open_it
