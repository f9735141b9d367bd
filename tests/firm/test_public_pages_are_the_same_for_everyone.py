"""Rule 1: no cookie, no token, no reader's own content; so every public page can be kept anywhere."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from firm import page_cache
from firm.models import ContactNumber, FirmProfile, Generation, StaffMember

pytestmark = pytest.mark.django_db
PAGES = ["/", "/es/", "/updates/", "/es/updates/", "/updates/?page=1", "/updates/feed/", "/attorneys/", "/sitemap.xml"]


@pytest.mark.parametrize("path", PAGES)
def test_no_cookie_is_set_and_none_is_asked_for(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Vary"] == "Accept-Encoding"
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("path", PAGES)
def test_staff_with_a_session_get_the_same_bytes(
    client: Client, client_for: Any, editor: StaffMember, path: str
) -> None:
    anonymous = client.get(path)
    page_cache.bump()  # so that the second is rendered anew, for somebody signed in
    signed_in = client_for(editor).get(path, headers={"accept-language": "es", "cookie": "anything=1"})
    assert signed_in.content == anonymous.content


def test_an_unchanged_page_costs_no_query(client: Client, settings: Any, django_assert_num_queries: Any) -> None:
    client.get("/")
    settings.PAGE_CACHE_SECONDS = 3600
    with django_assert_num_queries(0):
        assert client.get("/?fbclid=somebody-shared-it").status_code == 200


def test_whoever_has_the_page_is_told_it_is_unchanged(client: Client) -> None:
    first = client.get("/")
    again = client.get("/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    page = FirmProfile.load()
    page.name = "Another name & Co"
    page.save()
    changed = client.get("/", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert "Another name &amp; Co" in changed.content.decode()


def test_packed_copies_unpack_to_the_page(client: Client) -> None:
    import gzip

    import brotli

    plain = client.get("/").content
    assert gzip.decompress(client.get("/", headers={"accept-encoding": "gzip"}).content) == plain
    packed = client.get("/", headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "br"
    assert brotli.decompress(packed.content) == plain


def test_a_page_rendered_while_somebody_publishes_is_not_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The generation is read before rendering; a change in between must win."""
    from firm import views

    def slow(page: Any) -> dict[str, Any]:
        page_cache.bump()
        return context(page)

    context = views.home_context
    with monkeypatch.context() as patch:
        patch.setattr(views, "home_context", slow)
        client.get("/")
    calls = []
    monkeypatch.setattr(views, "home_context", lambda page: calls.append(1) or context(page))
    client.get("/")
    assert calls


def test_without_a_database_the_kept_pages_stand(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError

    before = client.get("/").content

    def gone(*args: object, **kwargs: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(Generation.objects, "values_list", gone)
    assert client.get("/").content == before


def test_a_search_is_never_kept_in_memory(client: Client, settings: Any, django_assert_max_num_queries: Any) -> None:
    client.get("/updates/?q=deportation")
    settings.PAGE_CACHE_SECONDS = 3600
    with django_assert_max_num_queries(20) as asked:
        client.get("/updates/?q=deportation")
    assert len(asked) > 0


def test_the_policy_lets_nothing_third_party_in(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert client.get("/")["Permissions-Policy"]
    assert client.get("/")["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_missing_page_is_not_kept(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "must-revalidate" not in answer.get("Cache-Control", "")
    assert b"<main" in answer.content


def test_a_closed_day_that_is_over_goes_although_nothing_was_changed(client: Client) -> None:
    ContactNumber.objects.create(
        number="+12025550187", kind="both", label="Main", languages=["en"], holidays=["2026-11-22"]
    )
    with time_machine.travel("2026-11-23T04:59Z", tick=False):  # a minute before midnight in New York
        assert "Nov. 22, 2026" in client.get("/offices/").content.decode()
    with time_machine.travel("2026-11-23T05:00Z", tick=False):
        assert "Nov. 22, 2026" not in client.get("/offices/").content.decode()
