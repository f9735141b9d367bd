"""No desk address answers with contents while the desk is locked or covered, whoever adds one next."""

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from firm.models import StaffMember
from intake.models import OpenDesk

pytestmark = pytest.mark.django_db
DOORS = {"unlock", "cover", "cover-passkey", "lock", "pulse"}
EXAMPLES = {"uuid": str(uuid.uuid4()), "int": "1", "str": "x", "slug": "x", "path": "x"}


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route, pattern


def desk_patterns() -> list[tuple[str, URLPattern]]:
    everything = addresses(get_resolver().url_patterns)
    return [(route, pattern) for route, pattern in everything if route.startswith("desk/")]


def filled(route: str) -> str:
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda part: EXAMPLES[part[1] or "str"], route)


DESK = desk_patterns()


@pytest.mark.parametrize(("route", "pattern"), DESK, ids=[route for route, _ in DESK])
def test_every_view_wears_the_guard(route: str, pattern: URLPattern) -> None:
    assert pattern.name == "pulse" or hasattr(pattern.callback, "desk_roles"), f"{route} lacks @desk_page"


@pytest.mark.parametrize("covered", [False, True], ids=["locked", "covered"])
def test_every_address_leads_back_to_the_door(
    covered: bool, client_for: Callable[..., Client], unlock: Callable, attorney: StaffMember, paralegal: StaffMember
) -> None:
    client = client_for(attorney)
    if covered:
        unlock(client, attorney)
        client.post(reverse("desk:cover"))
        assert OpenDesk.objects.get().covered_at
    door = "/desk/cover/" if covered else "/desk/unlock/"
    wrong = []
    for route, pattern in DESK:
        opened = getattr(pattern.callback, "needs_open_desk", False)
        if pattern.name in DOORS or not (covered or opened):
            continue
        for ask in (client.get, client.post):
            answer = ask(filled(route))
            refused = answer.status_code in {403, 405} or (answer.status_code == 302 and answer.url.startswith(door))
            stored = "no-store" not in answer.headers.get("Cache-Control", "")
            if not refused or stored:
                wrong.append((ask.__name__, route, answer.status_code))
    assert wrong == []
    assert len(DESK) > 15
