"""Where an imported page or picture came from, so that a second import knows what the first one did."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.Model):
    """One post, page or attachment of an old site. Stays when its page is deleted, so that it is not made again."""

    guid = models.CharField(max_length=255, unique=True)  # the old system's own name for it
    title = models.CharField(max_length=255, blank=True)
    old_address = models.CharField(max_length=500, blank=True, db_index=True)  # path and query, without the host
    page = models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    picture = models.ForeignKey("firm.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # What was taken, and the revision it became: a page with another one has been edited here since.
    fingerprint = models.CharField(max_length=64, blank=True)
    revision = models.BigIntegerField(null=True, blank=True)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("origin of an imported page")

    def __str__(self) -> str:
        return self.old_address or self.guid
