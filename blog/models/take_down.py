"""What was taken off the public site at once, by whom and why."""

from django.conf import settings
from django.db import models


class TakeDown(models.Model):
    """One update in all its languages, or, without a key, everything published."""

    translation_key = models.UUIDField(null=True, db_index=True)
    title = models.CharField(max_length=255, blank=True)
    reason = models.TextField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(auto_now_add=True)
    revisions = models.JSONField(default=dict)  # page id → the revision that was live
    back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title or "everything"
