"""One row whose value changes whenever anything public does."""

from django.db import models


class Generation(models.Model):
    """Row 1 only. A random token, not a counter, so that a restored backup never repeats a value."""

    token = models.CharField(max_length=22)

    def __str__(self) -> str:
        return self.token
