"""A shared link shows a card in the script of its page; no card rather than a broken one."""

from io import BytesIO

import pytest
from django.test import Client
from PIL import Image, features

from blog.cards import drawing, making
from blog.models import SocialCard
from tests.blog.conftest import Publish

ADDRESS = "/updates/2025/04/irs/card.png"
ARABIC = "صار بإمكان ICE أن تسأل مصلحة الضرائب عن عناوين بعض الناس"


def picture(png: bytes | None) -> Image.Image:
    assert png
    return Image.open(BytesIO(png))


def test_what_was_published_gets_its_card_and_says_so(client: Client, publish: Publish) -> None:
    page = publish()
    assert client.get(ADDRESS).status_code == 404
    making.make_cards()
    answer = client.get(ADDRESS)
    card = picture(answer.content)
    assert (answer["Content-Type"], card.size, card.mode) == ("image/png", (1200, 630), "P")
    assert "max-age=86400" in answer["Cache-Control"] and "public" in answer["Cache-Control"]
    assert not card.info.keys() - {"transparency"}, "no metadata"
    assert len(answer.content) < 40_000
    shown = client.get(page.address).content.decode()
    fingerprint = SocialCard.objects.get().fingerprint
    assert f'property="og:image" content="http://localhost:8000{ADDRESS}?{fingerprint}"' in shown


def test_it_is_drawn_again_when_the_title_changes_and_not_otherwise(publish: Publish) -> None:
    page = publish()
    making.make_cards()
    first = SocialCard.objects.get().fingerprint
    page.dek = "Other words that are not on it"
    page.save()
    making.make_cards()
    assert SocialCard.objects.get().fingerprint == first
    page.title = "Another title"
    page.save()
    making.make_cards()
    assert SocialCard.objects.get().fingerprint != first


@pytest.mark.parametrize(
    "title", ["ICE hiện có thể hỏi IRS nơi một số người đang sống", "Податкова і адреси", "¿Qué pasó?"]
)
def test_every_script_of_the_headings_has_its_letters(title: str) -> None:
    picture(drawing.draw(title, "Taxes", "Firm", rtl=False))


def test_arabic_is_drawn_right_to_left_where_the_system_can() -> None:
    if not features.check("raqm"):
        pytest.skip("no FriBiDi on this system")
    card = picture(drawing.draw(ARABIC, "الضرائب", "Alvarado & Finch", rtl=True)).convert("L")
    dark = [
        sum(1 for value in card.crop(box).get_flattened_data() if value < 90)
        for box in ((420, 70, 800, 500), (800, 70, 1190, 500))
    ]
    assert dark[1] > dark[0], "the words begin at the right"


def test_without_the_bidi_library_there_is_no_arabic_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing.features, "check", lambda name: False)
    assert drawing.draw(ARABIC, "", "Firm", rtl=True) is None


@pytest.mark.parametrize("title", ["移民局现在可以", "Taxes 😀", "w" * 200])
def test_what_cannot_be_drawn_whole_is_not_drawn(title: str, client: Client, publish: Publish) -> None:
    publish(title=title)
    making.make_cards()
    assert SocialCard.objects.get().png == b""
    assert client.get(ADDRESS).status_code == 404
    assert "og:image" not in client.get("/updates/2025/04/irs/").content.decode()
