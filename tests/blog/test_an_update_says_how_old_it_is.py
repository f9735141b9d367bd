"""Three dates, a log of changes, and a word at the top when the law has moved on."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from blog.models import Story
from firm.models import Person
from tests.blog.conftest import Publish
from tests.markup import flat

PATH = "/updates/2025/04/irs/"
NEWER = "/updates/2026/03/newer/"


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return flat(answer.content.decode())


def test_published_updated_and_checked_are_three_dates(client: Client, publish: Publish) -> None:
    page = publish(
        changed_on=date(2025, 6, 2),
        checked_on=date(2025, 7, 3),
        checked_by=Person.objects.create(name="Daniel Finch", slug="daniel"),
        corrections=[("change", {"date": date(2025, 6, 2), "note": "The fee is $30, not $25."})],
    )
    html = read(client, PATH)
    assert "Published April 18, 2025." in html
    assert "Updated June 2, 2025." in html
    checked = html.split("Last checked")[1][:80]
    assert "July 3, 2025" in checked and "Daniel Finch" in checked
    assert "The fee is $30, not $25." in html.split("What changed on this page")[1]
    assert page.materially_updated_on == date(2025, 6, 2)
    assert str(page.last_checked_by) == "Daniel Finch"


def test_an_update_that_never_changed_does_not_say_so(client: Client, publish: Publish) -> None:
    page = publish()
    assert "Updated" not in read(client, PATH).split("<main")[1].split("</article>")[0]
    assert page.materially_updated_on is None


def test_a_new_standing_is_a_material_change_of_its_updates(publish: Publish, story: Story) -> None:
    page = publish(story=story, changed_on=date(2025, 6, 2))
    story.changed_on = date(2025, 8, 1)
    page.story = story
    assert page.materially_updated_on == date(2025, 8, 1)


def test_a_change_that_is_described_needs_its_day(publish: Publish) -> None:
    page = publish()
    page.corrections = [("change", {"date": date(2025, 6, 2), "note": "The fee."})]
    with pytest.raises(ValidationError, match="changed_on"):
        page.full_clean()


def test_words_older_than_the_standing_say_so_at_the_top(client: Client, publish: Publish, story: Story) -> None:
    page = publish(story=story)
    assert "The law has moved" not in read(client, PATH)
    story.changed_on = date(2026, 2, 24)
    story.save()
    html = read(client, PATH)
    assert "The law has moved" in html
    assert "changed on February 24, 2026" in html and "last checked on April 22, 2025" in html
    assert "Updated" not in html.split('class="by"')[1].split("</div>")[0], "who read the text again would have said so"
    page.checked_on = date(2026, 2, 25)
    page.save()
    assert "The law has moved" not in read(client, PATH)


def test_a_superseded_story_says_so_on_its_updates(client: Client, publish: Publish, story: Story) -> None:
    publish(story=story)
    story.standing = "superseded"
    story.save()
    assert "This is no longer the law" in read(client, PATH)


def test_a_superseded_update_and_the_newer_one_link_to_each_other_in_every_language(
    client: Client, publish: Publish
) -> None:
    old, new = publish(), publish(slug="newer", title="The newer one", published_on=date(2026, 3, 1))
    publish("es", of=old, title="La vieja")
    assert "replaces this one" not in read(client, PATH)
    old.superseded_by = new
    old.save()  # marked in English alone
    top = read(client, PATH).split("A newer update replaces this one")[1]
    assert f'<a href="{NEWER}">The newer one</a>' in top
    assert f'<a href="{PATH}">{old.title}</a>' in read(client, NEWER).split("This update replaces")[1]
    publish("es", of=new, slug="newer", title="La nueva", published_on=date(2026, 3, 1))
    assert f'<a href="/es{NEWER}">La nueva</a>' in read(client, f"/es{PATH}")
    assert f'<a href="/es{PATH}">La vieja</a>' in read(client, f"/es{NEWER}")


def test_a_list_says_which_update_is_superseded(client: Client, publish: Publish, story: Story) -> None:
    old = publish(story=story)
    publish("es", of=old, title="La vieja", story=story)
    old.superseded_by = publish(slug="newer", title="The newer one", story=story)
    old.save()
    for path, word, count in (
        ("/updates/", "Superseded", 1),
        ("/updates/?q=where", "Superseded", 1),
        ("/es/updates/", "Reemplazado", 1),
    ):
        assert len(re.findall(rf'<span class="flag">\s*{word}\s*</span>', read(client, path))) == count, path


def test_a_successor_not_yet_translated_is_not_offered_in_english(client: Client, publish: Publish) -> None:
    old, new = publish(), publish(slug="newer", title="The newer one", published_on=date(2026, 3, 1))
    spanish = publish("es", of=old, title="La vieja")
    spanish.superseded_by = new
    spanish.save()
    html = read(client, f"/es{PATH}")
    assert "Todavía no está en este idioma." in html
    assert "The newer one" not in html


def test_an_update_does_not_supersede_itself(publish: Publish) -> None:
    page = publish()
    page.superseded_by = publish("es", of=page)
    with pytest.raises(ValidationError, match="superseded_by"):
        page.full_clean()
