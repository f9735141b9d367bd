"""The fixed words for where the law stands; they ship translated."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """Where the law stands today."""

    IN_EFFECT = "in_effect", _("In effect")
    WAITING = "waiting", _("Waiting for a ruling")
    PAUSED = "paused", _("Paused by a court")
    PARTLY_SUPERSEDED = "partly_superseded", _("Partly superseded")
    SUPERSEDED = "superseded", _("Superseded")
    DEADLINE = "deadline", _("Deadline")


def in_words(value: str | None) -> str:
    """The fixed words of a standing in the language being served; nothing for none."""
    return str(Standing(value).label) if value in Standing.values else ""
