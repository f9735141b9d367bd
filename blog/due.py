"""What somebody should look at: updates and stories past their day, and articles older than their standing."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from blog.models import Story, UpdatePage
from firm.facts import today
from firm.models import StaffMember


@dataclass(frozen=True)
class Due:
    """One line of the queue."""

    title: str
    why: str
    since: date
    owner: StaffMember | None
    url: str  # in the editors' room
    public: bool  # its title may stand in a mail


def due(day: date | None = None) -> list[Due]:
    """The whole queue, longest waiting first."""
    day = day or today()
    return sorted([*_updates(day), *_stories(day)], key=lambda line: (line.since, line.title))


def _updates(day: date) -> list[Due]:
    late = Q(review_by__lte=day) | Q(story__changed_on__gt=F("checked_on"), live=True, superseded_by=None)
    pages = UpdatePage.objects.filter(late, alias_of=None).select_related("story", "looked_after_by", "locale")
    return [_line(page, day) for page in pages.defer_streamfields()]


def _line(page: UpdatePage, day: date) -> Due:
    old = (
        page.story and page.law_moved and page.live and not page.superseded_by_id
    )  # what is replaced is left as it was
    moved = page.story.changed_on if page.story and old else None
    asked = page.review_by and page.review_by <= day
    reasons = [_("the law moved after it was checked")] if moved else []
    reasons += [_("its review date has come")] if asked else []
    days = [found for found in (moved, page.review_by if asked else None) if found]
    return Due(
        f"{page.title} ({page.locale.language_code})",
        ", ".join(reasons),
        min(days),
        page.looked_after_by,
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        public=page.live,
    )


def _stories(day: date) -> list[Due]:
    late = Q(review_by__lte=day) | Q(next_on__lte=day) | Q(standing="deadline", deadline__lt=day)
    return [_story(story, day) for story in Story.objects.filter(late).select_related("looked_after_by")]


def _story(story: Story, day: date) -> Due:
    past = story.deadline if story.standing == "deadline" and story.deadline and story.deadline < day else None
    reasons = {
        _("its review date has come"): story.review_by if story.review_by and story.review_by <= day else None,
        _("its next step was expected"): story.next_on if story.next_on and story.next_on <= day else None,
        _("its deadline has passed"): past,
    }
    found = {why: when for why, when in reasons.items() if when}
    return Due(
        story.name,
        ", ".join(found),
        min(found.values()),
        story.looked_after_by,
        reverse("wagtailsnippets_blog_story:edit", args=[story.pk]),
        public=False,
    )
