"""A call that leaves the firm: written before Twilio is dialled, its outcome after."""

import uuid

from django.db import models


class OutgoingCall(models.Model):
    """A staff phone is rung: because something urgent waits, or to be joined with somebody on a lead.

    Holds no number but the firm's own. Whom the desk wants to reach lives in the web process's memory
    (`intake.phone.click_to_call`) and, sealed, on the lead's card.
    """

    class Purpose(models.TextChoices):
        PAGE = "page"
        DESK = "desk"

    class State(models.TextChoices):
        PLACING = "placing"  # the request is under way
        RINGING = "ringing"  # the staff member's own phone
        ACCEPTED = "accepted"  # they pressed 1
        CONNECTED = "connected"  # the other side answered: a person, or their voicemail
        NO_ANSWER = "no-answer"
        BUSY = "busy"
        FAILED = "failed"
        NOT_TAKEN = "not-taken"  # the staff phone was not answered, or nobody pressed 1
        LOST = "lost"  # the site was restarted in between, and the number was in memory alone
        UNKNOWN = "unknown"  # Twilio never answered whether it rings

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=4, choices=Purpose)
    state = models.CharField(max_length=9, choices=State, default=State.PLACING)
    staff = models.ForeignKey("firm.StaffMember", null=True, on_delete=models.SET_NULL, related_name="+")
    line = models.CharField(max_length=20, blank=True)  # the firm's number that the other side sees
    sid = models.CharField(max_length=34, blank=True)
    seconds = models.PositiveIntegerField(null=True)
    error_code = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    envelope = models.UUIDField(null=True)  # the arrival a page is for
    lead = models.ForeignKey("intake.Lead", null=True, on_delete=models.CASCADE, related_name="outgoing_calls")
    entry = models.OneToOneField("intake.Entry", null=True, on_delete=models.SET_NULL, related_name="outgoing_call")
    key = models.CharField(max_length=80, unique=True)  # one press of the button, or one turn of a page

    class Meta:
        indexes = [models.Index(fields=["purpose", "envelope", "created_at"], name="outgoing_call_page")]
