"""Twilio's own list against ours: every page, within a bounded number of requests, pictures by their message."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from intake.models import InboundCall, OutgoingCall, OutgoingText, RemoteRecord
from intake.phone import remote, strangers
from intake.phone.account import Kept, KeptPage
from intake.phone.fetching import erase_due
from intake.phone.simulator.network import Network
from intake.phone.strangers import Place, erase_found, forget, unknown, walk
from tests.phone.conftest import TEXT_LINE

pytestmark = pytest.mark.django_db


def sid(prefix: str, number: int) -> str:
    return f"{prefix}{number:032x}"


def kept(kind: str, number: int, parent: str = "", pictures: int = 0) -> Kept:
    prefix = {"message": "SM", "call": "CA", "recording": "RE", "media": "ME"}[kind]
    return Kept(kind, sid(prefix, number), timezone.now() - timedelta(hours=3), parent, pictures)


class Listing:
    """An account that lists `things`, two a page, and remembers what it was asked."""

    def __init__(self, *things: Kept) -> None:
        self.things, self.asked = things, []

    def kept(self, kind: str, page: str) -> KeptPage:
        self.asked.append(kind)
        start = int(page or 0)
        of_kind = [one for one in self.things if one.kind == kind]
        return KeptPage(tuple(of_kind[start : start + 2]), str(start + 2) if start + 2 < len(of_kind) else "")

    def pictures(self, message: str) -> list[Kept]:
        self.asked.append(message)
        return [one for one in self.things if one.parent == message and one.kind == "media"]


def noted() -> set[tuple[str, str]]:
    return set(RemoteRecord.objects.filter(state="found").values_list("kind", "sid"))


def test_every_page_of_every_kind_is_walked() -> None:
    things = [kept("message", n) for n in range(5)] + [kept("call", n) for n in range(3)] + [kept("recording", 1)]
    listing: Any = Listing(*things)
    place, whole = walk(listing, Place())
    assert (whole, place.listed) == (True, 9)
    assert noted() == {(one.kind, one.sid) for one in things}
    assert listing.asked == ["message"] * 3 + ["call"] * 2 + ["recording"]
    assert RemoteRecord.objects.get(sid=things[0].sid).created_at == things[0].created


def test_pictures_are_listed_of_unknown_texts_that_have_some() -> None:
    text, bare, known = kept("message", 1, pictures=1), kept("message", 2), kept("message", 3, pictures=1)
    remote.to_erase("message", known.sid)
    listing: Any = Listing(text, bare, known, kept("media", 1, text.sid), kept("media", 2, known.sid))
    walk(listing, Place())
    assert ("media", sid("ME", 1)) in noted()
    assert len(noted()) == 3
    assert bare.sid not in listing.asked
    assert known.sid not in listing.asked
    assert RemoteRecord.objects.get(kind="media").parent_sid == text.sid


@pytest.mark.parametrize("requests", [2, 3, 4])
def test_it_stops_after_so_many_requests_and_goes_on_there(monkeypatch: pytest.MonkeyPatch, requests: int) -> None:
    monkeypatch.setattr(strangers, "REQUESTS", requests)
    texts = [kept("message", n, pictures=1) for n in range(4)]
    listing: Any = Listing(*texts, *(kept("media", n, text.sid) for n, text in enumerate(texts)), kept("call", 1))
    place, whole, presses = Place(), False, 0
    while not whole:
        before = len(listing.asked)
        place, whole = walk(listing, place)
        assert len(listing.asked) - before <= requests
        presses += 1
        assert presses < 30
    assert place.listed == 5
    assert len(noted()) == 9


def test_it_stops_when_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "PATIENCE", -1.0)
    listing: Any = Listing(kept("message", 1))
    assert walk(listing, Place()) == (Place(), False)


def test_a_new_walk_forgets_what_an_earlier_one_found() -> None:
    walk(Listing(kept("message", 1)), Place())  # type: ignore[arg-type]
    RemoteRecord.objects.create(kind="media", sid="ME1", state="found", refused="type", not_before=timezone.now())
    forget()
    assert [(one.sid, one.state) for one in RemoteRecord.objects.all()] == [("ME1", "erased")]


def test_what_is_still_under_way_is_not_strange() -> None:
    things = [kept("message", n) for n in range(3)] + [kept("call", n) for n in range(4)]
    OutgoingText.objects.create(purpose="reply", state="queued", line=TEXT_LINE, sid=sid("SM", 0), key="a", sealed=b"")
    OutgoingText.objects.create(
        purpose="reply", state="delivered", line=TEXT_LINE, sid=sid("SM", 1), key="b", sealed=b""
    )
    InboundCall.objects.create(call_sid=sid("CA", 0), line=TEXT_LINE)
    InboundCall.objects.create(call_sid=sid("CA", 1), line=TEXT_LINE, ended_at=timezone.now())
    OutgoingCall.objects.create(purpose="page", sid=sid("CA", 2), key="c")
    leg = kept("call", 9, parent=sid("CA", 0))
    assert {one.sid for one in unknown([*things, leg])} == {sid("SM", 1), sid("SM", 2), sid("CA", 1), sid("CA", 3)}
    just_now = Kept("message", sid("SM", 7), timezone.now())
    assert unknown([just_now]) == []


def test_what_we_believed_erased_and_twilio_still_lists_is_strange_and_erased_again(network: Network) -> None:
    thing = kept("message", 1)
    remote.to_erase("message", thing.sid)
    RemoteRecord.objects.update(state="erased")
    walk(Listing(thing), Place())  # type: ignore[arg-type]
    assert noted() == {("message", thing.sid)}
    assert erase_found() == 1
    assert erase_due() == 1
    assert thing.sid in network.erased


def test_a_texts_pictures_are_erased_before_it(network: Network) -> None:
    text = kept("message", 1, pictures=1)
    walk(Listing(text, kept("media", 1, text.sid)), Place())  # type: ignore[arg-type]
    RemoteRecord.objects.filter(kind="media").update(id=10**6)  # noted later
    erase_found()
    assert erase_due() == 1
    assert text.sid not in network.erased
    RemoteRecord.objects.update(not_before=timezone.now())
    assert erase_due() == 1
    assert text.sid in network.erased


def test_nothing_found_counts_as_kept_by_us() -> None:
    walk(Listing(kept("message", 1)), Place())  # type: ignore[arg-type]
    assert remote.held() == 0
