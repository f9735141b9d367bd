"""What the phone remembers: identifiers, steps and times, never a number and never a word."""

from django.db import models
from django.utils import timezone


class InboundCall(models.Model):
    """One call to the firm. Who called is sealed in the envelope that has the same key."""

    class Step(models.TextChoices):
        GREETED = "greeted"
        RINGING = "ringing"
        OFFERED = "offered"  # a text instead of a message
        RECORDING = "recording"

    call_sid = models.CharField(max_length=34, primary_key=True)
    line = models.CharField(max_length=20)
    language = models.CharField(max_length=12, blank=True)  # "" until the caller chooses
    started_at = models.DateTimeField(auto_now_add=True)
    envelope = models.UUIDField(null=True)
    urgent = models.BooleanField(default=False)
    accepted_by = models.ForeignKey("firm.StaffMember", null=True, on_delete=models.SET_NULL, related_name="+")
    step = models.CharField(max_length=9, choices=Step, default=Step.GREETED)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)  # answered, voicemail, text, missed; "" until it is known


class RemoteRecord(models.Model):
    """A copy Twilio still holds (text, picture, recording, call) until we have fetched and erased it."""

    class State(models.TextChoices):
        TO_FETCH = "to-fetch"
        TO_ERASE = "to-erase"
        ERASED = "erased"
        FAILED = "failed"
        FOUND = "found"  # Twilio listed it and nothing here accounts for it; erased only when an administrator says so

    kind = models.CharField(max_length=10)  # message, media, recording, call
    sid = models.CharField(max_length=34)
    parent_sid = models.CharField(max_length=34, blank=True)  # the message of a media
    envelope = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State)
    # Why a file was not kept: "type", "size" or "gone"; told in the timeline, so it outlives the erasing.
    refused = models.CharField(max_length=4, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)  # Twilio's own time of what was found there

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "sid"], name="one_remote_record")]
        indexes = [models.Index(fields=["state", "not_before"], name="remote_due")]


class Bell(models.Model):
    """A notice without content that something arrived."""

    envelope = models.OneToOneField("intake.Envelope", primary_key=True, on_delete=models.CASCADE, related_name="bell")
    urgent = models.BooleanField(default=False)
    arrived_at = models.DateTimeField()
    rung_at = models.DateTimeField(null=True)  # the last time
    rounds = models.PositiveSmallIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("firm.StaffMember", null=True, on_delete=models.SET_NULL, related_name="+")
