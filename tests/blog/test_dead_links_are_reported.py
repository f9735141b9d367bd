"""Sources are asked whether they still answer: politely, only public addresses, only when the firm allows it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog import links
from blog.links import asking
from blog.links.asking import Answer, ask
from blog.models import SourceLink, UpdatePage
from firm.models import StaffMember

URL = "https://example.org/6103"
Publish = Callable[..., UpdatePage]


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], tuple[int, str]]:
    """A network in memory: (method, address) → status and Location; what is not in it is silent."""
    answers: dict[tuple[str, str], tuple[int, str]] = {}

    def one(url: str, method: str) -> tuple[int, str]:
        if (method, url) not in answers:
            raise TimeoutError
        return answers[method, url]

    monkeypatch.setattr(asking, "one", one)
    return answers


def test_head_is_enough_and_get_is_asked_where_head_is_refused(net: Any) -> None:
    net["HEAD", URL] = (200, "")
    assert ask(URL) == Answer("alive", 200)
    net["HEAD", URL], net["GET", URL] = (405, ""), (200, "")
    assert ask(URL).state == "alive"
    net["GET", URL] = (404, "")
    assert ask(URL) == Answer("dead", 404)
    net["GET", URL] = (403, "")
    assert ask(URL).state == "refused" if net["HEAD", URL][0] == 405 else False


def test_a_moved_source_says_where_to_and_a_circle_ends(net: Any) -> None:
    net["HEAD", URL] = (301, "/new")
    net["HEAD", "https://example.org/new"] = (200, "")
    assert ask(URL) == Answer("moved", 200, "https://example.org/new")
    net["HEAD", "https://example.org/new"] = (302, URL)
    assert ask(URL).state == "silent"
    net["HEAD", URL] = (302, "http://[nowhere/")
    assert ask(URL).state == "silent"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
        "http://[::1]/", "file:///etc/passwd", "ftp://example.org/", "https://example.org:22/",
    ],
)  # fmt: skip
def test_no_private_address_and_no_other_protocol_is_ever_asked(address: str) -> None:
    assert ask(address).state == "forbidden"


def test_a_redirect_into_the_private_network_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = asking.one
    monkeypatch.setattr(
        asking, "one", lambda url, method: (302, "http://127.0.0.1/") if url == URL else real(url, method)
    )
    assert ask(URL).state == "forbidden"


def test_nothing_goes_out_unless_the_firm_allows_it(publish: Publish, net: Any, settings: Any) -> None:
    publish()
    links.gather()
    links.look()
    assert SourceLink.objects.get().state == "waiting"
    settings.CHECK_LINKS = True
    net["HEAD", URL] = (200, "")
    links.look()
    assert SourceLink.objects.get().state == "alive"


def test_few_are_asked_a_turn_and_silence_is_asked_again_before_it_counts(
    publish: Publish, net: Any, settings: Any
) -> None:
    settings.CHECK_LINKS = True
    blocks = [("source", {"kind": "news", "title": str(n), "url": f"https://example.org/{n}"}) for n in range(5)]
    publish(sources=blocks)
    links.gather()
    links.look()
    assert SourceLink.objects.exclude(looked_at=None).count() == links.A_TURN
    link = SourceLink.objects.exclude(looked_at=None).first()
    assert link is not None and link.next_look > timezone.now() + timedelta(hours=5)
    assert not links.broken().exists()
    for _turn in range(2):
        links.note(link, Answer("silent"))
    assert list(links.broken()) == [link]
    links.note(link, Answer("alive", 200))
    assert not links.broken().exists()


def test_the_report_shows_what_is_broken_and_the_dashboard_counts_it(
    publish: Publish, editor: StaffMember, client_for: Callable[..., Client]
) -> None:
    page = publish()
    links.gather()
    client = client_for(editor)
    assert "no longer answer" not in client.get("/cms/").content.decode()
    links.note(SourceLink.objects.get(), Answer("dead", 404))
    assert "1 source no longer answers" in client.get("/cms/").content.decode()
    html = client.get("/cms/sources/").content.decode()
    assert URL in html and "404" in html and page.title in html


def test_an_address_nobody_names_any_more_is_forgotten(publish: Publish) -> None:
    page = publish()
    links.gather()
    page.sources = []
    page.save()
    links.gather()
    assert not SourceLink.objects.exists()
