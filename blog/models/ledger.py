"""The record of what the public was shown, and of who answered for it. Advertising rules ask for years of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from firm.chain import Link


class KeptBytes(models.Model):
    """A page, a stylesheet or a picture as it was served, once, however often it was shown."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=80)  # the content type
    packed = models.BinaryField()  # Brotli; emptied when its retention is over
    size = models.PositiveIntegerField()
    kept_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256


class LedgerEntry(Link):
    """Written by `blog.ledger` alone, and never changed.

    A version of a page lasts from `at` until the next entry of the same path that shows or takes it down.
    """

    class Kind(models.TextChoices):
        SHOWN = "shown", _("Shown")
        GONE = "gone", _("No longer shown")
        SURVEY = "survey", _("Whole site looked at")
        SIGNED = "signed", _("Signed off")
        WITHDRAWN = "withdrawn", _("Signature withdrawn")
        MINOR_FIX = "minor_fix", _("Published as a minor fix")
        ACKNOWLEDGED = "acknowledged", _("Warning acknowledged")
        TAKEN_DOWN = "taken_down", _("Taken down")
        BROUGHT_BACK = "brought_back", _("Brought back")
        RULE = "rule", _("Sign-off rule changed")

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    path = models.CharField(_("address"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    page_id = models.BigIntegerField(null=True)
    title = models.CharField(_("title"), max_length=255, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    responsible = models.CharField(_("responsible attorney"), max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the bytes shown
    assets = models.JSONField(default=dict)  # path → sha256 of its stylesheets, fonts and pictures
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        verbose_name = _("entry of the record")
        verbose_name_plural = _("the record")
        indexes = [
            models.Index(fields=["path", "id"], name="ledger_by_path"),
            models.Index(fields=["page_id", "kind"], name="ledger_by_page"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.path}"

    def said(self) -> list[Any]:
        return [
            self.previous_hash,
            self.at.isoformat(),
            self.kind,
            [self.path, self.language, self.page_id, self.title],
            self.actor_id,
            self.responsible,
            self.sha256,
            self.assets,
            self.facts,
        ]


class LedgerMark(models.Model):
    """How far the worker's look at the public site has come: one row."""

    token = models.CharField(max_length=64, blank=True)  # the generation that was looked at whole
    walking = models.CharField(max_length=64, blank=True)  # the one being looked at
    waiting = models.JSONField(default=list)  # paths still to look at
    surveyed_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.token
