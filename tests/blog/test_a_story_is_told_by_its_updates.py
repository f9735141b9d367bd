"""One story, shown by every update of it in every language: its standing, its track, what it means."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from blog.models import Story
from firm.models import Generation
from tests.blog.conftest import Publish
from tests.markup import flat

PATH = "/updates/2025/04/irs/"


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return flat(answer.content.decode())


def card(html: str) -> str:
    return html.split('<section class="stand"')[1].split("</section>", maxsplit=1)[0]


def test_a_new_standing_is_on_every_page_of_the_story_at_once(client: Client, publish: Publish, story: Story) -> None:
    page = publish(story=story)
    publish("es", of=page, story=story, title="El ICE")
    publish(slug="second", story=story, title="Another of the story")
    publish(slug="other", title="Of no story")
    paths = (PATH, "/updates/2025/04/second/", "/updates/", "/")
    for path in paths:
        assert "Waiting for a ruling" in read(client, path).split('class="upd"')[-1], path
    story.standing = "paused"
    story.save()
    for path in paths:
        html = read(client, path)
        assert "Paused by a court" in html, path
        assert "Waiting for a ruling" not in html.split('class="upd"')[-1], path
    for path in (f"/es{PATH}", "/es/updates/", "/es/"):
        assert "Suspendido por una corte" in read(client, path), path


def test_the_page_cache_learns_it_in_the_same_transaction(story: Story) -> None:
    before = Generation.objects.get().token
    story.name = "Renamed"
    story.save()
    assert Generation.objects.get().token != before


def test_an_update_of_no_story_has_no_card(client: Client, publish: Publish) -> None:
    publish()
    assert 'class="stand"' not in read(client, PATH)
    assert 'class="flag' not in read(client, "/updates/")


def test_words_nobody_translated_are_not_shown_in_english(client: Client, publish: Publish, story: Story) -> None:
    page = publish(story=story)
    publish("es", of=page, story=story, title="El ICE")
    english, spanish = card(read(client, PATH)), card(read(client, f"/es{PATH}"))
    assert "The judge has not ruled." in english and "The agreement is signed" in english
    assert "The judge" not in spanish and "agreement" not in spanish
    assert "En espera de una decisión" in spanish and "Falta la decisión." in spanish
    assert 'datetime="2025-04-07"' in spanish and "En vigor" in spanish, "the step keeps its date and its fixed words"


def test_a_step_links_to_what_it_rests_on(client: Client, publish: Publish, story: Story) -> None:
    publish(story=story)
    assert 'href="https://example.org/signed"' in card(read(client, PATH))


def test_a_long_track_folds_its_beginning_away(client: Client, publish: Publish, story: Story) -> None:
    steps = [
        ("entry", {"date": date(2025, month, 1), "words": {"en": f"Step {month}"}, "standing": "", "source": ""})
        for month in (9, 1, 2, 3, 4, 5, 6)
    ]
    story.track = steps
    story.save()
    publish(story=story)
    html = card(read(client, PATH))
    folded, shown = html.split("</details>")
    assert "3 earlier steps" in folded
    assert [f"Step {month}" in folded for month in (1, 2, 3, 4)] == [True, True, True, False]
    assert shown.index("Step 6") < shown.index("Step 9")


def test_what_the_story_says_is_found_in_the_language_it_is_said_in(
    client: Client, publish: Publish, story: Story
) -> None:
    page = publish(story=story)
    publish("es", of=page, story=story, title="El ICE")
    story.note = {"en": "A certiorari petition is pending.", "es": "Hay una solicitud de avocación."}
    story.save()
    assert page.title in read(client, "/updates/?q=certiorari")
    assert "El ICE" in read(client, "/es/updates/?q=avocacion")
    assert "El ICE" not in read(client, "/es/updates/?q=certiorari")


def test_a_deadline_needs_its_date_and_names_it(client: Client, publish: Publish, story: Story) -> None:
    story.standing = "deadline"
    with pytest.raises(ValidationError, match="deadline"):
        story.full_clean()
    story.deadline = date(2025, 5, 7)
    story.full_clean()
    story.save()
    publish(story=story)
    with time_machine.travel("2025-05-07 23:00 +00:00"):
        assert "Deadline May 7 <" in read(client, PATH).replace("</", " </")


def test_a_deadline_of_another_year_names_the_year(client: Client, publish: Publish, story: Story) -> None:
    story.standing, story.deadline = "deadline", date(2027, 1, 4)
    story.save()
    publish(story=story)
    with time_machine.travel("2026-11-22 12:00 +00:00"):
        assert "Deadline January 4, 2027" in read(client, PATH)


def test_a_deadline_that_has_passed_hurries_nobody(client: Client, publish: Publish, story: Story) -> None:
    story.standing, story.deadline = "deadline", date(2025, 5, 7)
    story.save()
    publish(story=story)
    with time_machine.travel("2025-05-08 12:00 +00:00"):
        for path in (PATH, "/", "/updates/"):
            html = read(client, path)
            assert "The deadline was May 7, 2025" in html and "Deadline May 7" not in html, path
        assert 'class="flag due"' not in read(client, "/updates/")
