"""What a person vouched for when they compared a translation with its original."""

from typing import Any

from django.conf import settings
from django.db import models, transaction

from firm import page_cache


class TranslationReview(models.Model):
    """`compared`: digests of the original's segments as they were then, by key. Saving empties the page cache."""

    page = models.OneToOneField("blog.UpdatePage", on_delete=models.CASCADE, primary_key=True, related_name="+")
    compared = models.JSONField(default=dict)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewer_name = models.CharField(max_length=150)  # as shown, should the account go
    reviewed_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.reviewer_name}, {self.reviewed_on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            page_cache.bump()
