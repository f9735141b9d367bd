"""The CMS shows a draft in a frame; nobody else may frame a page of ours."""

from collections.abc import Callable

import pytest
from django.test import Client

from blog.models import UpdatePage, UpdatesIndexPage
from firm.models import StaffMember


@pytest.fixture
def draft(db: None) -> UpdatePage:
    index = UpdatesIndexPage.objects.get(locale__language_code="en")
    page: UpdatePage = index.add_child(instance=UpdatePage(title="Not yet public", slug="draft", live=False))
    page.save_revision()
    return page


def test_the_editors_preview_may_stand_in_a_frame_of_the_cms(
    draft: UpdatePage, editor: StaffMember, client_for: Callable[..., Client]
) -> None:
    answer = client_for(editor).get(f"/cms/pages/{draft.pk}/view_draft/")
    assert "Not yet public" in answer.content.decode()
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_a_draft_is_shown_to_nobody_else_and_a_public_page_is_framed_by_nobody(draft: UpdatePage) -> None:
    assert Client().get(f"/updates/{draft.dated_slug}/").status_code == 404
    assert "frame-ancestors 'none'" in Client().get("/updates/")["Content-Security-Policy"]
