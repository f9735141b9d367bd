"""The queue, the calendar, the first page of the editors' room, and a reminder once a day at most."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client

from blog import reminders
from blog.due import due
from blog.models import Ruling, Story
from firm.facts import today
from firm.models import StaffMember
from tests.blog.conftest import Publish
from tests.markup import flat

ClientFor = Callable[..., Client]


def titles() -> dict[str, str]:
    return {line.title: line.why for line in due()}


def test_an_update_is_due_on_its_day_and_not_before(publish: Publish) -> None:
    publish(review_by=today() + timedelta(days=1))
    assert due() == []
    publish(slug="second", title="The second", review_by=today())
    assert list(titles()) == ["The second (en)"]


def test_an_article_older_than_its_standing_is_due(publish: Publish, story: Story) -> None:
    page = publish(story=story)
    assert due() == []
    Story.objects.update(changed_on=page.checked_on + timedelta(days=1))
    assert titles()[f"{page.title} (en)"] == "the law moved after it was checked"


def test_what_a_newer_update_replaced_is_not_to_be_read_again(publish: Publish, story: Story) -> None:
    newer = publish(slug="newer", title="Newer")
    page = publish(story=story, superseded_by=newer)
    Story.objects.update(changed_on=page.checked_on + timedelta(days=1))
    assert due() == []
    page.review_by = today()
    page.save()
    assert titles() == {f"{page.title} (en)": "its review date has come"}, "unless somebody asked for it"


def test_a_story_is_due_when_its_deadline_or_expected_step_has_passed(story: Story) -> None:
    story.standing, story.deadline = "deadline", today()
    story.save()
    assert due() == [], "the day itself is still in time"
    story.deadline = today() - timedelta(days=1)
    story.next_on = today()
    story.save()
    [line] = due()
    assert "its deadline has passed" in line.why and "its next step was expected" in line.why


def test_the_queue_and_the_first_page_show_it(
    publish: Publish, story: Story, editor: StaffMember, client_for: ClientFor
) -> None:
    publish(title="Look at me", review_by=today(), looked_after_by=editor)
    Ruling.objects.create(story=story, standing="paused", date=today(), source="https://x.example", proposed_by=editor)
    draft = publish(slug="draft", title="Published once")
    draft.title = "Half a sentence"
    draft.save_revision(user=editor)
    browser = client_for(editor)
    assert "Look at me" in flat(browser.get("/cms/due/").content.decode())
    home = flat(browser.get("/cms/").content.decode())
    for words in ("Look at me", "Addresses of taxpayers: Paused by a court", "Half a sentence"):
        assert words in home, words


def test_the_calendar_shows_scheduled_due_and_next(
    publish: Publish, story: Story, editor: StaffMember, client_for: ClientFor
) -> None:
    page = publish(title="Goes up later", review_by=date(2027, 3, 9))
    page.go_live_at = datetime(2027, 3, 5, 12, tzinfo=ZoneInfo("UTC"))
    page.save_revision().publish()
    story.next_on = date(2027, 3, 17)
    story.save()
    browser = client_for(editor)
    html = flat(browser.get("/cms/calendar/?month=2027-03").content.decode())
    days = {
        day: html.split(f'datetime="{day}"')[1].split("</td>")[0] for day in ("2027-03-05", "2027-03-09", "2027-03-17")
    }
    assert "Goes up" in days["2027-03-05"] and "Review" in days["2027-03-09"]
    assert "Addresses of taxpayers" in days["2027-03-17"]
    assert "Nothing is scheduled" in browser.get("/cms/calendar/?month=2031-01").content.decode()
    assert browser.get("/cms/calendar/?month=2027-13").status_code == 404


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "MORNING", time(0))


@pytest.mark.usefixtures("noon")
def test_the_owner_is_reminded_once_a_day_and_told_no_drafts_words(
    publish: Publish, editor: StaffMember, attorney: StaffMember
) -> None:
    publish(title="Public title", review_by=today(), looked_after_by=attorney)
    secret = publish(slug="secret", title="Not public yet", review_by=today(), looked_after_by=attorney)
    secret.unpublish()
    publish(slug="nobodys", title="Nobody's", review_by=today())
    reminders.remind_of_reviews()
    reminders.remind_of_reviews()
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert len(mail.outbox) == 2 and letters.keys() == {editor.email, attorney.email}
    assert "Public title" in letters[attorney.email] and "Not public yet" not in letters[attorney.email]
    assert "Nobody's" in letters[editor.email] and "Public title" not in letters[editor.email]


@pytest.mark.usefixtures("noon", "editor")
def test_nothing_due_reminds_nobody(publish: Publish) -> None:
    publish(review_by=today() + timedelta(days=30))
    reminders.remind_of_reviews()
    assert mail.outbox == []
