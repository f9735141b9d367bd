"""A ruling on its way to a story: proposed by an editor, approved by an attorney, kept for ever."""

import copy
import uuid
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.models.story import Story
from blog.standing import Standing
from blog.words import WordsField

# What a ruling says of a story, and the story's field it becomes.
BECOMES = {
    "standing": "standing",
    "deadline": "deadline",
    "sentence": "note",
    "next_step": "next_step",
    "next_on": "next_on",
}


class Ruling(models.Model):
    """What is proposed, and as the story stood at that moment."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for an attorney")
        APPLIED = "applied", _("Approved")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    story = models.ForeignKey(Story, verbose_name=_("story"), on_delete=models.PROTECT, related_name="rulings")
    standing = models.CharField(_("where it stands now"), max_length=20, choices=Standing)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    date = models.DateField(_("date of the ruling"))
    sentence = WordsField(_("what it means, in one sentence"))
    next_step = WordsField(_("next step"), blank=True)
    next_on = models.DateField(_("next step expected on"), null=True, blank=True)
    source = models.URLField(
        _("address of the ruling"), max_length=500, help_text=_("The court’s own page or document, where there is one.")
    )
    # Translation key of an update the ruling touches -> that of the one which replaces it.
    replaced = models.JSONField(_("replaced by"), default=dict, blank=True)
    before = models.JSONField(encoder=DjangoJSONEncoder, default=dict, editable=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    approved_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-proposed_at"]
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")
        constraints = [
            models.UniqueConstraint(
                fields=["story"], condition=models.Q(state="proposed"), name="one_ruling_at_a_time_on_a_story"
            )
        ]

    def __str__(self) -> str:
        return f"{self.story}: {self.get_standing_display()}"

    def clean(self) -> None:
        super().clean()
        if self.standing == Standing.DEADLINE and not self.deadline:
            raise ValidationError({"deadline": _("A deadline needs its date.")})

    @property
    def waiting(self) -> bool:
        return self.state == self.State.PROPOSED

    @property
    def digest(self) -> str:
        """The hash of exactly what would be applied, and to what: an approval holds for nothing else."""
        said = {name: getattr(self, name) for name in (*BECOMES, "date", "source", "replaced")}
        whole = DjangoJSONEncoder(sort_keys=True, ensure_ascii=False).encode(
            {"ruling": str(self.pk), "story": self.story_id, "before": self.before, **said}
        )
        return sha256(whole.encode()).hexdigest()

    def after(self) -> Story:
        """The story as it would be; not saved."""
        story = copy.copy(self.story)
        for mine, its in BECOMES.items():
            setattr(story, its, getattr(self, mine))
        steps = [(block.block_type, block.value) for block in self.story.track]
        story.track = [*steps, ("entry", self.step())]
        story.changed_on = max(self.date, self.story.changed_on or self.date)
        return story

    def step(self) -> dict[str, Any]:
        """Its line in the track."""
        return {"date": self.date, "words": self.sentence, "standing": self.standing, "source": self.source}


def standing_of(story: Story) -> dict[str, Any]:
    """What a ruling would change, as the story has it now; plain JSON, so that it compares after a round trip."""
    now = {its: getattr(story, its) for its in BECOMES.values()}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in now.items()}
