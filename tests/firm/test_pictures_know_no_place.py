"""What a camera writes into a photo never reaches a reader."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from firm.models import Picture
from firm.models.picture import without_metadata
from firm.templatetags.site import picture as picture_tag

CANARY = b"Quetzal Street"


def photo(kind: str = "JPEG") -> bytes:
    image = Image.new("RGB", (1400, 900), "green")
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()  # ImageDescription
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[2] = (38.0, 54.0, 0.0)  # GPSLatitude
    out = BytesIO()
    image.save(out, kind, exif=exif)
    assert CANARY in out.getvalue()
    return out.getvalue()


@pytest.fixture
def stored(db: None, settings: Any, tmp_path: Path) -> Picture:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()  # Wagtail keeps sizes by the picture's id, and ids come back in another test
    picture = Picture(title="A door", file=ContentFile(photo(), name="door.jpg"))
    picture.save()
    return picture


def test_the_stored_original_and_every_size_are_clean(stored: Picture) -> None:
    tag = picture_tag(stored, "A door", "100vw")
    files = [stored.file, *(rendition.file for rendition in stored.renditions.all())]
    assert len(files) > 4
    for file in files:
        with file.open("rb") as opened:
            data = opened.read()
        assert CANARY not in data, file.name
        assert not dict(Image.open(BytesIO(data)).getexif()), file.name
    assert [source["type"] for source in tag["sources"]] == ["image/avif", "image/webp"]
    assert tag["fallback"].width and tag["fallback"].height


def test_a_photo_is_stored_upright(stored: Picture) -> None:
    assert (stored.width, stored.height) == (900, 1400)


def test_sizes_are_served_and_nothing_else_is(client: Client, stored: Picture) -> None:
    rendition = stored.get_rendition("width-480|format-webp")
    answer = client.get(f"/media/{rendition.file.name}")
    assert answer["Content-Type"] == "image/webp"
    assert "max-age" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    for path in (stored.file.name, "images/../original_images/door.jpg", "documents/x.pdf", "images/none.webp"):
        assert client.get(f"/media/{path}").status_code == 404, path


def test_what_is_transparent_stays_so() -> None:
    logo = Image.new("P", (4, 4), 0)
    logo.putpalette([0, 0, 0, 255, 255, 255])
    out = BytesIO()
    logo.save(out, "PNG", transparency=0)
    clean = without_metadata(out.getvalue())
    assert clean is not None
    assert Image.open(BytesIO(clean)).convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)
