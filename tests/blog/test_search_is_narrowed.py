"""The list and the search by topic, standing, language and date: one form, no script."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from blog import finding
from blog.filters import Asked
from blog.models import Story
from tests.blog.conftest import put_out, tell
from tests.database import lasting
from tests.markup import flat

pytestmark = pytest.mark.django_db


def read(client: Client, query: str) -> str:
    answer = client.get(f"/updates/{query}")
    assert answer.status_code == 200
    return flat(answer.content.decode())


@pytest.fixture(scope="module")
def three(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with lasting(django_db_blocker):
        paused = Story.objects.create(name="Something else", standing="paused")
        put_out(slug="a", title="Taxes in April", story=tell(), checked_on=date(2025, 4, 22))
        put_out(slug="b", title="Taxes in June", story=paused, checked_on=date(2025, 6, 1), topic=None)
        put_out("es", slug="c", title="Impuestos en mayo", story=paused, checked_on=date(2025, 5, 1))
        yield


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?standing=paused", {"Taxes in June"}),
        ("?topic=taxes", {"Taxes in April"}),
        ("?since=2025-05-01", {"Taxes in June"}),
        ("?until=2025-04-22", {"Taxes in April"}),
        ("?since=2025-04-22&until=2025-06-01", {"Taxes in April", "Taxes in June"}),
        ("?language=es", {"Impuestos en mayo"}),
        ("?language=es&topic=taxes", set()),
        ("?q=taxes&standing=paused", {"Taxes in June"}),
        ("?q=taxes&topic=taxes", {"Taxes in April"}),
        ("?q=returns&since=2025-05-01", {"Taxes in June"}),
        ("?q=impuestos&language=es&standing=paused", {"Impuestos en mayo"}),
        ("?q=impuestos", set()),
    ],
)
def test_each_filter_leaves_what_it_says(client: Client, query: str, titles: set[str]) -> None:
    html = read(client, query)
    found = {title for title in ("Taxes in April", "Taxes in June", "Impuestos en mayo") if f">{title}</a>" in html}
    assert found == titles


@pytest.mark.usefixtures("three")
def test_the_form_stands_open_only_where_it_has_something_to_say(client: Client) -> None:
    def form(query: str) -> str:
        return read(client, query).split('<details class="narrow"')[1].split(">")[0]

    assert "open" not in form("?standing=paused"), "or a phone shows a form and no update"
    assert "open" in form("?since=2025-13-40")


@pytest.mark.usefixtures("three")
def test_how_many_were_found_stands_in_heading_and_title(client: Client) -> None:
    html = read(client, "?q=taxes")
    assert "<h2>2 updates for “taxes”</h2>" in html
    assert "2 updates for “taxes”" in html.split("</title>")[0]
    assert "<h2>1 update for “april”</h2>" in read(client, "?q=april")


@pytest.mark.usefixtures("three")
def test_a_misspelt_word_finds_what_it_may_have_meant_and_says_so(client: Client) -> None:
    html = read(client, "?q=agrement")
    assert "Taxes in April" in html
    assert "Nothing has “agrement” as it is written. These have “agreement”." in html
    assert not finding.find("zzzzzz", "en").hits


@pytest.mark.usefixtures("three")
def test_what_search_engines_should_not_keep_says_so(client: Client) -> None:
    for query in ("?q=taxes", "?standing=paused", "?since=2025-01-01", "?language=es"):
        assert '<meta name="robots" content="noindex">' in read(client, query), query
    topic = read(client, "?topic=taxes")
    assert "noindex" not in topic
    assert '<link rel="canonical" href="http://localhost:8000/updates/?topic=taxes"' in topic


@pytest.mark.usefixtures("three")
def test_a_date_nobody_can_read_is_said_and_loses_nothing(client: Client) -> None:
    html = read(client, "?q=taxes&since=31.12.&standing=waiting")
    assert 'id="f_since_error"' in html and 'aria-invalid="true"' in html and 'value="31.12."' in html
    assert ">Taxes in April</a>" in html
    assert "This day is before the first one." in read(client, "?since=2025-06-01&until=2025-05-01")


@pytest.mark.usefixtures("three")
def test_nothing_found_offers_the_form_and_the_way_back(client: Client) -> None:
    html = read(client, "?standing=superseded")
    assert "No update is like this" in html
    assert 'href="/ask/"' in html and '<a class="btn alt" href="/updates/">All updates</a>' in html


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("query", ["?topic=x", "?standing=x", "?language=x", "?q=taxes&page=2", "?page=0"])
def test_an_address_no_form_of_ours_makes_is_not_found(client: Client, query: str) -> None:
    assert client.get(f"/updates/{query}").status_code == 404


@pytest.mark.usefixtures("three")
def test_each_filter_in_force_has_its_way_out(client: Client) -> None:
    html = read(client, "?q=taxes&standing=paused&since=2025-05-01")
    assert 'href="?q=taxes&amp;since=2025-05-01"' in html
    assert 'href="?q=taxes&amp;standing=paused"' in html


def test_the_address_of_a_list_holds_what_is_asked_and_no_more() -> None:
    assert Asked("en").address() == "."
    assert Asked("en", query="a b", standing="paused").address(3) == "?q=a+b&standing=paused&page=3"
