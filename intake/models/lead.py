"""A person who may become a client, and everything said between them and the firm."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Band(models.IntegerChoices):
    """Urgency, most urgent first; the band of a lead is the highest rule that fired, never a sum."""

    NOW = 0, _("Now")
    HOUR = 1, _("Within the hour")
    DAY = 2, _("Today")
    NEXT = 3, _("Next working day")


class Channel(models.TextChoices):
    FORM = "form", _("Form")
    TEXT = "text", _("Text")
    CALL = "call", _("Call")
    VOICEMAIL = "voicemail", _("Voicemail")
    MESSAGE = "message", _("Private page")


class Lead(models.Model):
    """The unsealed half is what the queue needs and no more; names and words are in `card` and `details`."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")  # it is our turn
        WAITING = "waiting", _("Waiting for them")
        SNOOZED = "snoozed", _("Snoozed")  # ours again at `snoozed_until`
        DONE = "done", _("Done")
        QUARANTINED = "quarantined", _("Looks like spam")

    class Kept(models.TextChoices):
        """Why a lead outlives its purge date."""

        CLIENT = "client", _("They became a client")
        HOLD = "hold", _("Legal hold")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=7, unique=True)  # "K7F-2MQ"
    received_hour = models.DateTimeField()
    channel = models.CharField(max_length=9, choices=Channel)
    status = models.CharField(max_length=11, choices=Status, default=Status.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads"
    )
    band = models.PositiveSmallIntegerField(choices=Band, default=Band.NEXT)
    promise_due = models.DateTimeField(null=True)  # when a person must have answered; None once they did
    # What orders the queue inside a band: the promise, or the hour received where no line has hours.
    # Never null, because SQLite and PostgreSQL sort nulls to opposite ends and a page would skip leads.
    queue_at = models.DateTimeField()
    next_action = models.CharField(max_length=20, blank=True)
    snoozed_until = models.DateTimeField(null=True)
    unread = models.BooleanField(default=True)
    purge_on = models.DateField()
    kept = models.CharField(max_length=6, choices=Kept, blank=True)  # "": it goes on `purge_on`
    epoch = models.PositiveSmallIntegerField()  # which desk key sealed `card` and `details`
    row_version = models.PositiveIntegerField(default=1)
    # AES-256-GCM under the filing key, bound to id and epoch. `card`: name, phone, e-mail, language,
    # topic, update, preview. `details`: keep-it-safe rules, consent, notice, suggestions, conflicts.
    card = models.BinaryField()
    details = models.BinaryField()

    class Meta:
        # Whole indexes that begin with the column asked for, not partial ones: SQLite plans a query before
        # it knows its parameters, so it never takes an index whose condition a parameter has to meet.
        indexes = [
            models.Index(fields=["status", "band", "queue_at", "received_hour", "id"], name="lead_queue"),
            models.Index(
                fields=["status", "assignee", "band", "queue_at", "received_hour", "id"], name="lead_queue_by_assignee"
            ),
            models.Index(fields=["status", "-received_hour", "id"], name="lead_by_status"),
            models.Index(fields=["status", "snoozed_until", "id"], name="lead_snoozed"),
            # The counts beside the views: read from this index alone, without the leads that are done.
            models.Index(fields=["status", "channel", "assignee", "band", "unread", "promise_due"], name="lead_counts"),
            models.Index(fields=["kept", "purge_on"], name="lead_purge"),
        ]

    def __str__(self) -> str:
        return self.reference


class Entry(models.Model):
    """One thing in a lead's timeline. `body` is sealed like `Lead.details`; the exact time is inside."""

    class Kind(models.TextChoices):
        FORM = "form"
        TEXT_IN = "text-in"
        TEXT_OUT = "text-out"
        CALL_IN = "call-in"
        CALL_OUT = "call-out"  # a call somebody logged
        VOICEMAIL = "voicemail"
        MESSAGE = "message"
        PAGE_OUT = "page-out"  # a reply on their private page
        NOTE = "note"
        SYSTEM = "system"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    hour = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    envelope = models.OneToOneField("intake.Envelope", null=True, on_delete=models.SET_NULL, related_name="entry")
    epoch = models.PositiveSmallIntegerField()
    body = models.BinaryField()

    class Meta:
        ordering = ["lead", "position"]
        constraints = [models.UniqueConstraint(fields=["lead", "position"], name="entry_position")]


class Draft(models.Model):
    """A half-typed reply, sealed like an entry; it survives a lock, a closed tab and a dead battery."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)
    epoch = models.PositiveSmallIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "author"], name="one_draft_each")]


class Presence(models.Model):
    """Who has this lead open right now."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="presences")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "staff"], name="one_presence_each")]
