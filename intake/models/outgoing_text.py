"""A text that leaves the firm: written before Twilio is dialled, its outcome after."""

import uuid

from django.db import models


class OutgoingText(models.Model):
    """Our id is in the status callback's path, so a status that beats Twilio's answer still matches.

    `sealed` holds number and words as age ciphertext to the desk key (an acknowledgement is written
    by the public side, which has no other key); it is emptied after the final status when the lead's
    entry keeps the words.
    """

    class State(models.TextChoices):
        OUTBOX = "outbox"  # could not leave; any unlocked desk retries it
        SENDING = "sending"  # the request is under way
        ACCEPTED = "accepted"
        SCHEDULED = "scheduled"
        QUEUED = "queued"
        SENT = "sent"
        DELIVERED = "delivered"
        READ = "read"
        UNDELIVERED = "undelivered"
        FAILED = "failed"
        CANCELED = "canceled"
        UNKNOWN = "unknown"  # no answer came back: reconciled by listing, never blindly sent again

    class Purpose(models.TextChoices):
        ACKNOWLEDGEMENT = "acknowledgement"
        REPLY = "reply"
        BELL = "bell"
        TEST = "test"  # to an administrator's own phone; its delivery proves the line

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=15, choices=Purpose)
    state = models.CharField(max_length=11, choices=State, default=State.SENDING)
    line = models.CharField(max_length=20)  # the firm's own number, E.164
    sid = models.CharField(max_length=34, blank=True, db_index=True)
    error_code = models.PositiveIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    send_at = models.DateTimeField(null=True)  # asked to leave then, scheduled at Twilio; None: at once
    failure_told = models.BooleanField(default=False)  # that it failed brought its lead back into the queue
    cancel_asked = models.BooleanField(default=False)  # they said STOP, the lead is done, or somebody took it back
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    lead = models.ForeignKey("intake.Lead", null=True, on_delete=models.CASCADE, related_name="outgoing_texts")
    entry = models.OneToOneField("intake.Entry", null=True, on_delete=models.SET_NULL, related_name="outgoing_text")
    envelope = models.ForeignKey("intake.Envelope", null=True, on_delete=models.SET_NULL, related_name="replies")
    # One press of Send, however often it is repeated, makes one row.
    key = models.CharField(max_length=80, unique=True)
    sealed = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "created_at"], name="outgoing_by_state"),
            models.Index(
                fields=["envelope"],
                name="outgoing_unclaimed",
                condition=models.Q(lead=None, purpose="acknowledgement"),
            ),
        ]
