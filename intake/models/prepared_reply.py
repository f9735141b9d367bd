"""Words the firm has ready: the firm's own, about nobody, so they need no seal."""

from django.conf import settings
from django.db import models


class PreparedReply(models.Model):
    """Offered in the composer once an attorney has approved exactly these words; never sent by itself."""

    language = models.CharField(max_length=12)  # of `intake.desk.languages.NAMES`
    title = models.CharField(max_length=60)
    body = models.TextField()  # may say {firm}, {hours}, {code}: see intake/desk/replies.py
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["language", "title"]

    def __str__(self) -> str:
        return self.title
