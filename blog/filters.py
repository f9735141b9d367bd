"""What a reader asks the list of updates for: words, topic, standing, language, dates."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from blog.lists import rows
from blog.models import Topic, UpdatePage
from blog.standing import Standing
from firm.templatetags.site import long_day, own_name

LONGEST_QUERY = 200
Day = datetime.date | None


class Dates(forms.Form):
    """The two fields in which something can be mistyped; the others are chosen from lists."""

    since = forms.DateField(label=_("Checked on or after"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("Checked on or before"), required=False, widget=forms.DateInput({"type": "date"}))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", ValidationError(_("This day is before the first one.")))
        return given


@dataclass(frozen=True)
class Chosen:
    """One filter in force, and the address without it."""

    label: str
    without: str


@dataclass(frozen=True)
class Asked:
    """The parameters of one list, checked. `home` is the language of the page itself."""

    home: str
    query: str = ""
    topic: Topic | None = None
    standing: str = ""
    language: str = ""
    since: Day = None
    until: Day = None
    dates: Dates = field(default_factory=Dates, compare=False)

    @property
    def code(self) -> str:
        """The language looked in."""
        return self.language or self.home

    @property
    def narrowed(self) -> bool:
        """By more than a topic: such lists are endless, and no search engine's business."""
        return bool(self.query or self.standing or self.language or self.since or self.until)

    @property
    def filtered(self) -> bool:
        return bool(self.standing or self.language or self.since or self.until or (self.query and self.topic))

    def address(self, number: int = 1) -> str:
        """The query string of this list's page `number`: "?topic=taxes", or "" for the first of all."""
        given = {
            "q": self.query,
            "topic": self.topic.slug if self.topic else "",
            "standing": self.standing,
            "language": self.language,
            "since": self.since or "",
            "until": self.until or "",
            "page": number if number > 1 else "",
        }
        text = urlencode({name: value for name, value in given.items() if value})
        return f"?{text}" if text else "."

    def chosen(self) -> list[Chosen]:
        """The filters in force, each with the way out of it."""
        found = []
        if self.topic:
            found.append(Chosen(self.topic.name, replace(self, topic=None).address()))
        if self.standing:
            found.append(Chosen(str(Standing(self.standing).label), replace(self, standing="").address()))
        if self.language:
            found.append(Chosen(own_name(self.language), replace(self, language="").address()))
        if self.since:
            label = _("from %(day)s") % {"day": long_day(self.since)}
            found.append(Chosen(label, replace(self, since=None).address()))
        if self.until:
            label = _("until %(day)s") % {"day": long_day(self.until)}
            found.append(Chosen(label, replace(self, until=None).address()))
        return found

    def updates(self) -> "QuerySet[UpdatePage]":
        """The updates the filters leave, newest check first; the words are not asked for here."""
        left = rows(self.code)
        if self.topic:
            left = left.filter(topic__translation_key=self.topic.translation_key)
        if self.standing:
            left = left.filter(story__standing=self.standing)
        if self.since:
            left = left.filter(checked_on__gte=self.since)
        if self.until:
            left = left.filter(checked_on__lte=self.until)
        return left


def asked_of(given: Mapping[str, str], home: str, topics: list[Topic]) -> Asked:
    """The parameters of a list's address; a date nobody can read is said in `dates.errors` and left out.

    Raises:
        Http404: a topic, standing or language that does not exist. No form of ours asks for it.
    """
    dates = Dates({name: given.get(name, "") for name in ("since", "until")}, auto_id="f_%s")
    dates.is_valid()
    language = one_of(given.get("language", ""), [code for code, _name in settings.LANGUAGES])
    slug = one_of(given.get("topic", ""), [topic.slug for topic in topics])
    return Asked(
        home=home,
        query=given.get("q", "").strip()[:LONGEST_QUERY],
        topic=next((topic for topic in topics if topic.slug == slug), None),
        standing=one_of(given.get("standing", ""), Standing.values),
        language="" if language == home else language,
        since=dates.cleaned_data.get("since"),
        until=dates.cleaned_data.get("until"),
        dates=dates,
    )


def one_of(value: str, known: list[str]) -> str:
    if value and value not in known:
        raise Http404
    return value
