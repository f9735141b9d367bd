"""What has arrived, sealed: written once by the public side, opened only at an unlocked desk."""

from django.db import models


class Envelope(models.Model):
    """One arrival. Nothing here names, locates or describes anyone; `sealed` is age ciphertext.

    Inserted by `intake.mailbox.drop` alone, with a primary key made by the client code, because the
    public side has INSERT and nothing else (no RETURNING, no UPDATE). Filing empties `sealed` and
    keeps id, kind and key, so that a late replay is still refused.
    """

    class Kind(models.TextChoices):
        FORM = "form"
        TEXT = "text"
        CALL = "call"
        VOICEMAIL = "voicemail"
        MESSAGE = "message"  # from the visitor's private page
        OPT_OUT = "opt-out"

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    received_at = models.DateTimeField()  # to the minute; filing coarsens it to the hour
    urgent = models.BooleanField(default=False)
    suspect = models.BooleanField(default=False)  # quarantined: kept, filed apart, rings no bell
    # MessageSid, CallSid, RecordingSid or the form stamp's UUID: the same thing never lands twice.
    key = models.CharField(max_length=80, unique=True)
    bucket = models.PositiveIntegerField()  # padded size of the plaintext, bytes
    sealed = models.BinaryField()
    filed_at = models.DateTimeField(null=True)
    spoiled = models.BooleanField(default=False)  # did not open: shown at the desk, stops nothing else

    class Meta:
        ordering = ["received_at"]
        indexes = [
            models.Index(fields=["received_at"], name="envelope_unfiled", condition=models.Q(filed_at=None)),
            models.Index(fields=["received_at"], name="envelope_arrived"),  # the bell looks at the last hours
        ]


class SealedFile(models.Model):
    """A voicemail or a picture, age ciphertext padded to 64 KiB; its name and type are inside."""

    id = models.UUIDField(primary_key=True, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="files", db_constraint=False)
    key = models.CharField(max_length=80, unique=True)  # MediaSid or RecordingSid
    received_at = models.DateTimeField()
    bucket = models.PositiveIntegerField()
    sealed = models.BinaryField()
