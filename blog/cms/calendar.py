"""The editors' calendar: what is scheduled, what is due, what comes next."""

import calendar
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page, Revision

from blog.due import due
from blog.models import Story, UpdatePage
from firm.facts import time_zone, today


@dataclass(frozen=True)
class Entry:
    """One line on one day. `kind`: scheduled, due or next."""

    day: date
    kind: str
    what: str
    title: str
    url: str


def entries(first: date, last: date) -> list[Entry]:
    """Everything from `first` to `last`, both included, in the firm's own days."""
    found = [*scheduled(), *expected()]
    return sorted((one for one in found if first <= one.day <= last), key=lambda one: (one.day, one.kind, one.title))


def scheduled() -> list[Entry]:
    """What will go up and come down by itself."""
    zone = time_zone()
    going = Revision.page_revisions.filter(approved_go_live_at__isnull=False).select_related("content_type")
    pages = Page.objects.in_bulk([int(revision.object_id) for revision in going])
    up = [(pages[int(one.object_id)], one.approved_go_live_at) for one in going if int(one.object_id) in pages]
    down = [(page, page.expire_at) for page in Page.objects.live().filter(expire_at__isnull=False)]
    lines = [(_("Goes up"), up), (_("Comes down"), down)]
    return [
        Entry(timezone.localdate(when, zone), "scheduled", what, page.title, edit_page(page.pk))
        for what, pairs in lines
        for page, when in pairs
    ]


def expected() -> list[Entry]:
    """Review dates, deadlines and next steps."""
    updates = UpdatePage.objects.filter(review_by__isnull=False, alias_of=None).defer_streamfields()
    found = [Entry(page.review_by, "due", _("Review"), page.title, edit_page(page.pk)) for page in updates]
    for story in Story.objects.defer("track"):
        url = reverse("wagtailsnippets_blog_story:edit", args=[story.pk])
        days = (
            (story.review_by, "due", _("Review")),
            (story.deadline, "next", _("Deadline")),
            (story.next_on, "next", _("Next step")),
        )
        found += [Entry(day, kind, what, story.name, url) for day, kind, what in days if day]
    return found


def edit_page(pk: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])


def month_of(asked: str | None) -> date:
    """The first day of `?month=2026-11`; this month when nothing is asked.

    Raises:
        Http404: no month.
    """
    if asked is None:
        return today().replace(day=1)
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", asked):
        raise Http404
    return date(int(asked[:4]), int(asked[5:]), 1)


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """A month in weeks; on a phone the days that hold something, one under the other."""
    allowed(request)
    first = month_of(request.GET.get("month"))
    weeks = calendar.Calendar(firstweekday=6).monthdatescalendar(first.year, first.month)
    held = defaultdict(list)
    for entry in entries(weeks[0][0], weeks[-1][-1]):
        held[entry.day].append(entry)
    context = {
        "page_title": _("Calendar"),
        "first": first,
        "today": today(),
        "weeks": [[{"day": day, "entries": held.get(day, [])} for day in week] for week in weeks],
        "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": (first + timedelta(days=32)).strftime("%Y-%m"),
        "empty": not held,
    }
    return render(request, "blog/cms/calendar.html", context)


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Everything due for review, the longest waiting first."""
    allowed(request)
    return render(request, "blog/cms/due.html", {"page_title": _("Due for review"), "lines": due()})


def allowed(request: HttpRequest) -> None:
    """Raises PermissionDenied for who may not change stories."""
    if not request.user.has_perm("blog.change_story"):
        raise PermissionDenied
