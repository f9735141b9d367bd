"""The feed, the sitemap and robots.txt."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog.models import UpdatePage
from firm.models import CrawlerRules
from firm.robots import crawlers
from tests.blog.conftest import Publish

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
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


def test_a_topic_has_its_feeds_in_both_kinds_and_pages_say_where(client: Client, publish: Publish) -> None:
    publish(title="About taxes")
    publish(slug="other", title="About nothing", topic=None)
    atom, rss = (client.get(f"/updates/{kind}/taxes/") for kind in ("feed", "rss"))
    assert atom["Content-Type"].startswith("application/atom+xml")
    assert rss["Content-Type"].startswith("application/rss+xml")
    titles = [entry.findtext(f"{ATOM}title") for entry in ET.fromstring(atom.content).iter(f"{ATOM}entry")]  # noqa: S314
    assert titles == [item.findtext("title") for item in ET.fromstring(rss.content).iter("item")] == ["About taxes"]  # noqa: S314
    assert len(list(ET.fromstring(client.get("/updates/rss/").content).iter("item"))) == 2  # noqa: S314
    assert client.get("/updates/feed/nothing/").status_code == 404
    assert client.get("/es/updates/feed/taxes/").status_code == 404, "no such topic in Spanish yet"
    head = client.get("/updates/?topic=taxes").content.decode().split("</head>")[0]
    for address in ("/updates/feed/", "/updates/rss/", "/updates/feed/taxes/", "/updates/rss/taxes/"):
        assert f'href="{address}"' in head, address


def test_the_news_sitemap_holds_two_days_and_no_more(client: Client, publish: Publish) -> None:
    fresh, old = publish(slug="fresh", title="Fresh & new"), publish(slug="old")
    UpdatePage.objects.filter(pk=old.pk).update(first_published_at=timezone.now() - timedelta(days=2, minutes=1))
    tree = ET.fromstring(client.get("/news-sitemap.xml").content)  # noqa: S314  our own bytes
    [url] = tree
    assert url.findtext(f"{MAP}loc") == f"http://localhost:8000{fresh.address}"
    assert url.findtext(f"{NEWS}news/{NEWS}title") == "Fresh & new"
    assert url.findtext(f"{NEWS}news/{NEWS}publication/{NEWS}language") == "en"


def test_crawlers_that_train_are_refused_and_those_that_answer_are_not_until_the_firm_says_otherwise(
    client: Client,
) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "User-agent: GPTBot\n" in text and "User-agent: OAI-SearchBot" not in text
    assert text.index("GPTBot") < text.index("Disallow: /\n") < text.index("User-agent: *")
    CrawlerRules.objects.create(training=True, answers=False)
    text = client.get("/robots.txt").content.decode()
    assert "User-agent: GPTBot" not in text and "User-agent: OAI-SearchBot\n" in text


def test_every_named_crawler_has_its_source_and_its_day_and_claims_no_check() -> None:
    for crawler in crawlers():
        assert crawler["use"] in {"training", "answers"}
        assert crawler["source"].startswith("https://") and crawler["noted"]
        assert crawler["verified_by"] == ""
