"""Nothing is accepted from the public until two people and a paper key can open it again."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from intake.models import DeskKey, PaperKey, StaffKey
from intake.vault import checks, go_live
from tests.vault.keys import DeskKeys

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def production(settings) -> None:
    settings.DEMO = False
    cache.clear()


@pytest.fixture
def ready(desk_keys: DeskKeys, paralegal, attorney) -> DeskKeys:
    desk_keys.give(paralegal)
    desk_keys.give(attorney)
    return desk_keys


def test_two_proven_people_and_a_proven_paper_are_enough(ready: DeskKeys) -> None:
    assert go_live.missing() == []
    assert go_live.is_live()
    assert checks.check_live(["default"]) == []


LACKS: dict[str, Callable[[], object]] = {
    "one person only": lambda: StaffKey.objects.first().delete(),
    "a person who never proved the words": lambda: StaffKey.objects.filter(pk=StaffKey.objects.first().pk).update(
        proven_at=None
    ),
    "a person who has left": lambda: (
        type(StaffKey.objects.first().staff).objects.filter(pk=StaffKey.objects.first().pk).update(is_active=False)
    ),
    "no paper": lambda: PaperKey.objects.all().delete(),
    "a paper nobody typed back": lambda: PaperKey.objects.update(proven_at=None),
    "a retired paper": lambda: PaperKey.objects.update(retired_at=timezone.now()),
    "another pinned key than the desk's": lambda: DeskKey.objects.update(public_key="age1other"),
}


@pytest.mark.parametrize("lack", LACKS)
def test_what_is_missing_is_named_and_shuts_the_public_door(lack: str, ready: DeskKeys, client: Client) -> None:
    LACKS[lack]()
    assert go_live.missing()
    assert [found.id for found in checks.check_live(["default"])] == ["intake.W001"] * len(go_live.missing())
    for path in ("/ask/", "/es/ask/", "/twilio/text/"):
        answer = client.post(path, {"question": "canary"}, headers={"Sec-Fetch-Site": "same-origin"}, secure=True)
        assert answer.status_code == 503, path
        assert answer.headers["Retry-After"]
        assert "no-store" in answer.headers["Cache-Control"]
        assert b"canary" not in answer.content


def test_without_a_pinned_key_nothing_is_taken(settings, ready: DeskKeys) -> None:
    settings.DESK_PUBLIC_KEY = ""
    assert "desk_setup" in go_live.missing()[0]


def test_pages_stay_readable_and_the_desk_reachable(client: Client, desk_keys: DeskKeys) -> None:
    assert client.get("/ask/", secure=True).status_code != 503
    assert client.post("/accounts/login/", secure=True).status_code != 503


def test_the_answer_is_believed_for_a_few_seconds_only(ready: DeskKeys) -> None:
    assert go_live.is_live()
    PaperKey.objects.all().delete()
    assert go_live.is_live()
    cache.clear()
    assert not go_live.is_live()


def test_the_demo_takes_requests_without_all_this(settings) -> None:
    settings.DEMO = True
    assert go_live.is_live()
    assert checks.check_live(["default"]) == []


def test_a_check_that_names_no_database_asks_none(desk_keys: DeskKeys) -> None:
    assert checks.check_live() == []
    assert checks.check_live(["default"]) != []


def test_a_database_without_tables_is_named(monkeypatch) -> None:
    def broken() -> list[str]:
        raise OperationalError

    monkeypatch.setattr(go_live, "missing", broken)
    assert "migrate" in checks.check_live(["default"])[0].msg


@pytest.mark.parametrize("path", ["/", "/updates/", "/desk/unlock/", "/asking/", "/es/updates/ask/"])
def test_other_addresses_are_not_guarded(path: str) -> None:
    assert not go_live.takes_requests(path)
