"""The address of a source, and whether it still answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceLink(models.Model):
    """One address, however many updates name it; looked at by `blog.links.look` when the firm allows it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not looked at yet")
        ALIVE = "alive", _("Answers")
        MOVED = "moved", _("Moved")
        DEAD = "dead", _("Dead")
        SILENT = "silent", _("Does not answer")
        REFUSED = "refused", _("Refuses robots")
        FORBIDDEN = "forbidden", _("Not looked at: not a public address")

    url = models.URLField(_("address"), max_length=600, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    status = models.PositiveSmallIntegerField(_("answer"), null=True)
    moved_to = models.CharField(_("moved to"), max_length=600, blank=True)
    looked_at = models.DateTimeField(_("last looked at"), null=True)
    alive_at = models.DateTimeField(_("last answered"), null=True)
    misses = models.PositiveSmallIntegerField(default=0)
    next_look = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["url"]
        verbose_name = _("address of a source")
        verbose_name_plural = _("addresses of sources")

    def __str__(self) -> str:
        return self.url
