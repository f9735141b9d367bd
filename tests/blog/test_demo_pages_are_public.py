"""The demo's pages as a visitor gets them, in both languages."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from blog import demo

PATHS = (
    "/",
    "/updates/",
    "/updates/2025/04/irs-ice-addresses/",
    "/updates/2025/03/agents-at-your-door/",
    "/know-your-rights/",
    "/how-we-help/",
    "/privacy/",
    "/attorneys/",
    "/attorneys/ines-alvarado/",
)

LOADED = re.compile(
    r"""<(?:img|script|source|iframe|video|audio|embed|object)\b[^>]*?(?:src|srcset|data)="([^"]+)"|<link\b[^>]*?rel="(?:stylesheet|preload|icon)[^>]*?href="([^"]+)\""""
)


@pytest.fixture
def firm(demo_firm: None, db: None) -> None:
    """The demo firm, and what a test changes of it taken back."""


def test_a_public_page_sets_no_cookie_and_loads_nothing_from_elsewhere(firm: None) -> None:
    loaded: list[str] = []
    for path in [prefix + path for path in PATHS for prefix in ("", "/es")]:
        answer = Client().get(path)
        assert answer.status_code == 200, path
        assert not answer.cookies, path
        html = answer.content.decode()
        loaded += [address for found in LOADED.findall(html) for address in found if address]
        assert "@import" not in html
    assert loaded
    assert not [address for address in loaded if urlsplit(address).netloc]


def test_every_update_is_read_in_its_own_language_with_its_parts(firm: None) -> None:
    stories = demo.stories()
    for update in demo.updates():
        for language, prefix in (("en", ""), ("es", "/es")):
            path = f"{prefix}/updates/{update['published_on']:%Y/%m}/{update['slug']}/"
            html = Client().get(path).content.decode().replace("&nbsp;", " ")
            words = update[language]
            assert stories[update["story"]]["next_step"][language] in html, path
            for part in (words["body"][0]["heading"], words["means"][0]["situation"]):
                assert part in html, f"{path}: {part}"
            assert f'<html lang="{language}"' in html
            assert all(source["url"].replace("&", "&amp;") in html for source in update["sources"]), path


def test_the_closing_invites_to_text_call_and_join_with_the_firms_own_numbers(firm: None) -> None:
    for prefix, sentence in (("", "To set up a consultation"), ("/es", "Para programar una consulta")):
        html = Client().get(f"{prefix}/updates/2025/04/irs-ice-addresses/").content.decode()
        assert sentence in html
        assert 'href="tel:+12025550187"' in html
        assert "sms:+12025550187" in html
        assert "facebook.com/groups/alvarado-finch-example" in html
        assert "locator.ice.gov" in html


def test_what_is_replaced_and_what_replaces_it_lead_to_each_other(firm: None) -> None:
    older, newer = "/updates/2025/03/irs-ice-request/", "/updates/2025/04/irs-ice-addresses/"
    for prefix in ("", "/es"):
        before, after = (Client().get(prefix + path).content.decode() for path in (older, newer))
        assert f'href="{prefix}{newer}"' in before.split('class="moved"')[1].split("</section>")[0]
        assert f'href="{prefix}{older}"' in after.split('id="old"')[1].split("</section>")[0]
