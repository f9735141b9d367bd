"""A portrait is 4:5 and cut around its focal point, whatever the shape of the photograph."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from firm.models import Person, Picture, PictureRendition


@pytest.mark.django_db
def test_the_face_at_the_edge_of_a_wide_photograph_is_in_the_portrait(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    photograph = Image.new("RGB", (1600, 800), "grey")
    photograph.paste((200, 30, 30), (1300, 200, 1500, 500))  # the face, far from the middle
    out = BytesIO()
    photograph.save(out, "PNG")
    picture = Picture.objects.create(
        title="x", file=ContentFile(out.getvalue(), "x.png"), width=1600, height=800,
        focal_point_x=1400, focal_point_y=350, focal_point_width=200, focal_point_height=300,
    )  # fmt: skip
    Person.objects.create(name="Inés Alvarado", slug="ines", portrait=picture)
    html = client.get("/attorneys/ines/").content.decode()
    assert 'alt="Portrait of Inés Alvarado"' in html
    made = PictureRendition.objects.get(filter_spec="fill-320x400|format-jpeg")
    assert (made.width, made.height) == (320, 400)
    with made.file.open() as file, Image.open(file) as shown:
        reds = sum(1 for red, green, _blue in shown.convert("RGB").getdata() if red > 150 and green < 80)
    assert reds > 0.1 * 320 * 400, "the face was cut away"
    assert f'src="{made.url}"' in html
    assert "640w" in html and "image/avif" in html
