"""A story: one development of the law, carried over every update written about it."""

import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from blog.blocks import TrackBlock
from blog.standing import Standing, in_words
from blog.words import WordsField, said
from firm import page_cache
from firm.facts import today
from firm.models import Person

SHOWN = 4


class Step(NamedTuple):
    """One dated event as a reader sees it; without `text` nobody has written it in this language yet."""

    date: datetime.date
    text: str
    standing: str  # the fixed words, when the event changed where the law stands
    source: str


class Track(NamedTuple):
    """What a card shows of the dated steps, oldest first."""

    earlier: list[Step]
    latest: list[Step]
    with_year: bool


class Story(models.Model):
    """The present standing and how it came about. Its facts are the same in every language, its words are not."""

    name = models.CharField(
        _("name"), max_length=120, unique=True, help_text=_("For the editors' room; readers do not see it.")
    )
    standing = models.CharField(_("where it stands"), max_length=20, choices=Standing, default=Standing.IN_EFFECT)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    note = WordsField(_("what that means, in one sentence"), blank=True)
    track = StreamField(TrackBlock(), blank=True, verbose_name=_("track of the case"))
    next_step = WordsField(_("next step"), blank=True)
    next_on = models.DateField(
        _("next step expected on"), null=True, blank=True, help_text=_("For the calendar, when a date is known.")
    )
    changed_on = models.DateField(_("standing changed on"), null=True, blank=True)
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    checked_by = models.ForeignKey(
        Person, verbose_name=_("checked by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    review_by = models.DateField(_("review by"), null=True, blank=True)
    looked_after_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who looks after it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """In one transaction with the page cache: every update of the story shows it at once, in every language."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            page_cache.bump()

    def clean(self) -> None:
        super().clean()
        if self.standing == Standing.DEADLINE and not self.deadline:
            raise ValidationError({"deadline": _("A deadline needs its date.")})

    def words_in(self, code: str) -> list[str]:
        """Everything it says in one language, for the search."""
        track = [said(block.value["words"], code) for block in self.track]
        return [text for text in (said(self.note, code), *track, said(self.next_step, code)) if text]

    @property
    def deadline_passed(self) -> bool:
        """True from the day after it: a page is made anew each day, so no reader is told to hurry for nothing."""
        return bool(self.standing == Standing.DEADLINE and self.deadline and self.deadline < today())

    @property
    def note_here(self) -> str:
        """The sentence in the language being served."""
        return said(self.note, here())

    @property
    def next_here(self) -> str:
        return said(self.next_step, here())

    @property
    def track_here(self) -> "Track":
        """The track in the language being served: the end of a long one at once, the rest folded away."""
        code = here()
        values = [block.value for block in self.track if isinstance(block.value["date"], datetime.date)]
        steps = [
            Step(it["date"], said(it["words"], code), in_words(it["standing"]), it["source"] or "") for it in values
        ]
        steps.sort(key=lambda step: step.date)
        fold = max(0, len(steps) - SHOWN) if len(steps) > SHOWN + 1 else 0
        return Track(steps[:fold], steps[fold:], len({step.date.year for step in steps}) > 1)


def here() -> str:
    """The language being served."""
    return get_language() or settings.LANGUAGE_CODE
