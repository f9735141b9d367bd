"""A link that shows one draft to whoever holds it, for a while."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

HOURS = (24, 72, 168)


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def open(self) -> Self:
        return self.filter(ended_at=None, expires_at__gt=timezone.now())


class PreviewLink(models.Model):
    """Only a hash of the token is kept: who reads the database cannot open the draft with it."""

    token_hash = models.CharField(max_length=64, unique=True)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    for_whom = models.CharField(max_length=80, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.page_id} until {self.expires_at:%Y-%m-%d %H:%M}"

    @classmethod
    def make(cls, page_id: int, made_by_id: int | None, *, hours: int, for_whom: str = "") -> tuple[Self, str]:
        """The row, and the token that is shown once.

        Raises:
            ValueError: a length that is not offered.
        """
        if hours not in HOURS:
            raise ValueError(hours)
        token = secrets.token_urlsafe(24)
        until = timezone.now() + timedelta(hours=hours)
        link = cls.objects.create(
            token_hash=hash_of(token), page_id=page_id, made_by_id=made_by_id, expires_at=until, for_whom=for_whom[:80]
        )
        return link, token

    @classmethod
    def at(cls, token: str) -> "PreviewLink | None":
        """The open link of a token; None when it has ended or never was."""
        return cls.objects.open().select_related("page__locale").filter(token_hash=hash_of(token)).first()

    def end(self) -> None:
        self.ended_at = timezone.now()
        self.save(update_fields=["ended_at"])


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
