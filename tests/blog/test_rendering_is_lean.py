"""What many pages share is made once a generation."""

import re

import pytest
from django.test import Client

from blog.models import UpdatePage
from firm.models import ContactNumber
from tests.blog.conftest import Publish

PATH = "/updates/2025/04/irs/"
CURRENT = re.compile(r'<a\s+href="([^"]*)"\s+aria-current="(?:true|page)"')


def test_the_shared_menu_still_marks_where_each_page_stands(client: Client, publish: Publish) -> None:
    publish()
    places = {}
    for path in ("/", "/updates/", PATH, "/attorneys/"):
        head = client.get(path).content.decode().split("</header>")[0]
        places[path] = set(CURRENT.findall(head))
    assert places == {"/": set(), "/updates/": {"/updates/"}, PATH: {"/updates/"}, "/attorneys/": {"/attorneys/"}}


def test_each_language_keeps_its_own_frame(client: Client, publish: Publish) -> None:
    publish("es", of=publish())
    assert 'href="/updates/feed/"' in client.get(PATH).content.decode()
    spanish = client.get(f"/es{PATH}").content.decode()
    assert 'href="/es/updates/feed/"' in spanish and 'href="/updates/feed/"' not in spanish


@pytest.mark.usefixtures("number")
def test_each_update_keeps_its_own_code_form_and_neighbours(client: Client, publish: Publish) -> None:
    publish()
    publish(slug="second", title="The second")
    first, second = client.get(PATH).content.decode(), client.get("/updates/2025/04/second/").content.decode()
    codes = dict(UpdatePage.objects.values_list("slug", "short_code"))
    assert f"body={codes['irs']}%20" in first and f"body={codes['second']}%20" in second
    assert first.count('name="source"') == second.count('name="source"') == 1
    source = re.compile(r'name="source"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="source"')
    assert source.findall(first) != source.findall(second)
    assert "The second" in first.split("Related updates")[1]
    assert "The second" not in second.split("Related updates")[1]


@pytest.mark.usefixtures("publish")
def test_a_number_that_changed_is_not_remembered(client: Client, publish: Publish, number: ContactNumber) -> None:
    publish()
    client.get(PATH)
    number.delete()
    assert "202-555-0187" not in client.get(PATH).content.decode()
