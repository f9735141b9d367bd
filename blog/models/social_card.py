"""The picture a shared link shows, one per update."""

from typing import Any

from django.db import models, transaction

from firm import page_cache


class SocialCard(models.Model):
    """`png` is empty when the title's script has no font here. Saving it empties the page cache."""

    page = models.OneToOneField("blog.UpdatePage", on_delete=models.CASCADE, primary_key=True, related_name="+")
    fingerprint = models.CharField(max_length=16)  # of the words drawn
    png = models.BinaryField()

    def __str__(self) -> str:
        return self.fingerprint

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            page_cache.bump()
