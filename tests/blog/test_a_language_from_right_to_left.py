"""Any number of languages, right-to-left ones too: shown with Arabic, which no installation of ours has."""

import pytest
from django.conf import LazySettings
from django.test import Client

from blog import finding
from blog.tree import ensure_tree
from firm.languages import interface_is_translated, site_languages
from firm.models import ContactNumber, Office
from tests.blog import structured_data
from tests.blog.conftest import Publish
from tests.markup import flat

PATH = "/updates/2025/04/irs/"
TITLE = "صار بإمكان ICE أن تسأل مصلحة الضرائب"


@pytest.fixture(autouse=True)
def arabic(db: None, settings: LazySettings) -> None:
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    ensure_tree()


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return flat(answer.content.decode())


def test_the_page_runs_from_right_to_left_and_says_so(client: Client, publish: Publish, number: ContactNumber) -> None:
    publish("ar", title=TITLE)
    html = read(client, f"/ar{PATH}")
    assert '<html lang="ar" dir="rtl">' in html
    assert f"<h1>{TITLE}</h1>" in html
    assert '<bdi class="tab">202-555-0187</bdi>' in html, "a number keeps its order inside the line"
    assert 'class="ic flip"' in html, "an icon that points turns around"
    assert structured_data.things_on(html)["BlogPosting"]["inLanguage"] == "ar"


def test_a_number_in_an_editors_words_keeps_its_order(client: Client, publish: Publish) -> None:
    text = '<p>اتصل 202-555-0187 أو <a href="tel:+1-202-555-0187">(202) 555-0187</a>. I-589</p>'
    body = [("section", {"heading": "اتصل", "text": text})]
    publish("ar", title=TITLE, body=body)
    html = read(client, f"/ar{PATH}")
    assert 'اتصل<bdi dir="ltr">202-555-0187</bdi>أو' in html, "or its groups are set from right to left"
    assert '<a href="tel:+1-202-555-0187"><bdi dir="ltr">(202) 555-0187</bdi></a>. I-589</p>' in html
    publish(body=body)
    assert "<p>اتصل 202-555-0187 أو" in read(client, PATH)


def test_what_is_written_from_left_to_right_is_set_apart(client: Client, publish: Publish) -> None:
    Office.objects.create(name="W", street="1100 Example Street", city="Washington", region="DC", postal_code="20005")
    source = {
        "kind": "statute",
        "title": "26 U.S.C. § 6103(a)",
        "url": "https://example.org",
        "note": "",
        "words": "Returns (1)",
    }
    publish("ar", title=TITLE, sources=[("source", {**source, "seen_on": None})])
    html = read(client, f"/ar{PATH}")
    assert "<bdi>26 U.S.C. § 6103(a)</bdi>" in html and '<blockquote dir="auto">Returns (1)' in html
    assert "<li><bdi>1100 Example Street" in html


def test_each_language_names_itself_in_its_own_direction(client: Client, publish: Publish) -> None:
    page = publish()
    publish("ar", of=page, title=TITLE)
    for path in (PATH, f"/ar{PATH}"):
        html = read(client, path)
        assert 'lang="ar" hreflang="ar" dir="rtl"' in html
        assert 'lang="en" hreflang="en" dir="ltr"' in html
        assert f'hreflang="ar" href="http://localhost:8000/ar{PATH}"' in html
        assert f'href="/es{PATH}"' not in html.split('class="langs"')[1].split("</ul>")[0], "no Spanish page exists"


def test_no_other_language_stands_under_its_address(client: Client, publish: Publish) -> None:
    publish()
    assert client.get(f"/ar{PATH}").status_code == 404
    assert 'href="/updates/2025/04/irs/"' not in read(client, "/ar/updates/")


def test_it_is_searched_fed_and_mapped_like_the_others(client: Client, publish: Publish) -> None:
    publish("ar", title=TITLE)
    assert finding.find("مصلحه الضرائب", "ar").hits or finding.find("الضرائب", "ar").hits
    assert TITLE in client.get("/ar/updates/feed/").content.decode()
    assert f"http://localhost:8000/ar{PATH}" in client.get("/sitemap.xml").content.decode()
    found = read(client, "/updates/?language=ar")
    assert '<h3 lang="ar" dir="rtl">' in found


def test_what_is_missing_for_it_is_said_at_the_start() -> None:
    assert ("ar", "Arabic") in site_languages()
    [warning] = interface_is_translated()
    assert "locale/ar/" in warning.msg
