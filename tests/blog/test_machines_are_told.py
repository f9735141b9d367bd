"""The feed, the sitemap and robots.txt."""

import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from tests.blog.conftest import Publish

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def test_the_feed_lists_updates_of_its_language(client: Client, publish: Publish) -> None:
    page = publish()
    publish("es", of=page, title="El ICE")
    feed = ET.fromstring(client.get("/es/updates/feed/").content)  # noqa: S314  our own bytes
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "El ICE"
    link = entry.find(f"{ATOM}link")
    assert link is not None and link.get("href") == "http://localhost:8000/es/updates/2025/04/irs/"


def test_the_sitemap_names_each_address_and_its_other_languages(client: Client, publish: Publish) -> None:
    page = publish()
    publish("es", of=page)
    publish(slug="alone")
    tree = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  our own bytes
    urls = {url.findtext(f"{MAP}loc"): url for url in tree}
    both = urls["http://localhost:8000/es/updates/2025/04/irs/"].findall(LINK)
    assert {link.get("hreflang"): link.get("href") for link in both} == {
        "en": "http://localhost:8000/updates/2025/04/irs/",
        "es": "http://localhost:8000/es/updates/2025/04/irs/",
    }
    assert not urls["http://localhost:8000/updates/2025/04/alone/"].findall(LINK)
    assert "http://localhost:8000/es/attorneys/" in urls
    for address in urls:
        assert client.get(str(address).removeprefix("http://localhost:8000")).status_code == 200, address


def test_robots_are_shown_the_sitemap_and_kept_from_staff_doors(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://localhost:8000/sitemap.xml" in text
    assert "Disallow: /desk/" in text
