"""The editors' room names things: the lists, their columns, and who is signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from blog.models import Story
from firm.models import StaffMember
from tests.blog.conftest import Publish

ClientFor = Callable[..., Client]


def test_every_update_stands_in_one_list_and_is_narrowed(
    publish: Publish, story: Story, editor: StaffMember, client_for: ClientFor
) -> None:
    publish(title="Of the story", story=story)
    publish(slug="second", title="Of no story", live=False)
    browser = client_for(editor)
    every = browser.get("/cms/updates/").content.decode()
    assert "Of the story" in every and "Of no story" in every and "Last checked" in every
    waiting = browser.get("/cms/updates/?story__standing=waiting").content.decode()
    assert "Of the story" in waiting and "Of no story" not in waiting
    assert 'href=\\"/cms/updates/\\"' in every or '"/cms/updates/"' in every, "and the menu leads there"


@pytest.mark.usefixtures("story")
def test_the_list_of_stories_says_what_each_column_is(editor: StaffMember, client_for: ClientFor) -> None:
    html = client_for(editor).get("/cms/snippets/blog/story/").content.decode()
    assert "Where it stands" in html and "Waiting for a ruling" in html and ">method<" not in html.replace(" ", "")


def test_the_menu_names_who_is_signed_in(editor: StaffMember, client_for: ClientFor) -> None:
    html = client_for(editor).get("/cms/").content.decode()
    assert f'"name": "{editor.name}"' in html or f"&quot;name&quot;: &quot;{editor.name}&quot;" in html
