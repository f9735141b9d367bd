"""Who can open the desk: public halves and wrapped private halves, nothing that opens by itself."""

import uuid

from django.conf import settings
from django.db import models


class DeskKey(models.Model):
    """One generation of the key everything that arrives is sealed to. The private half is not here."""

    epoch = models.PositiveSmallIntegerField(primary_key=True)
    public_key = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)


class StaffKey(models.Model):
    """A staff member's own age identity; the private half under Argon2id of their six words.

    A key without a `Wrap` waits for a colleague to compare its fingerprint and admit it.
    """

    staff = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="staff_key"
    )
    public_key = models.CharField(max_length=80, unique=True)
    salt = models.BinaryField()
    sealed_private = models.BinaryField()
    parameters = models.JSONField()  # {"v": 1, "time": 3, "memory_kib": 131072, "lanes": 1}
    generation = models.PositiveSmallIntegerField(default=1)  # above 1: made anew, the words before were forgotten
    created_at = models.DateTimeField(auto_now_add=True)
    proven_at = models.DateTimeField(null=True)  # the words have opened it at least once since
    misses = models.PositiveSmallIntegerField(default=0)  # wrong words since the last right ones
    missed_at = models.DateTimeField(null=True)


class PaperKey(models.Model):
    """The public half of the recovery key that exists only on paper."""

    public_key = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    proven_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)


class Wrap(models.Model):
    """A desk key's private half, age-sealed to one staff key or to the paper key."""

    desk_key = models.ForeignKey(DeskKey, on_delete=models.CASCADE, related_name="wraps")
    staff_key = models.ForeignKey(StaffKey, null=True, on_delete=models.CASCADE, related_name="wraps")
    paper_key = models.ForeignKey(PaperKey, null=True, on_delete=models.CASCADE, related_name="wraps")
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk_key", "staff_key"], name="one_wrap_per_staff_key"),
            models.UniqueConstraint(fields=["desk_key", "paper_key"], name="one_wrap_per_paper_key"),
        ]


class OpenDesk(models.Model):
    """The server half of one unlocked desk; the cookie holds the other half, and neither opens alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="open_desks")
    session_hash = models.CharField(max_length=64, db_index=True)  # of the sign-in it belongs to
    sealed_secret = models.BinaryField()  # desk secrets of every epoch, AES-GCM under the cookie's half
    opened_at = models.DateTimeField()
    active_minute = models.DateTimeField()
    covered_at = models.DateTimeField(null=True)
    pin_hash = models.CharField(max_length=128, blank=True)  # Argon2id, salted with the cookie's half
    misses = models.PositiveSmallIntegerField(default=0)
