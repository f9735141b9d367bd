"""Who takes bells and calls: the weekly plan, what somebody changed about it now, and hand-overs."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

STAFF, LINE = "firm.StaffMember", "firm.ContactNumber"


class Shift(models.Model):
    """One person on one line on one weekday, in the firm's own time zone, as opening hours are kept."""

    line = models.ForeignKey(LINE, on_delete=models.CASCADE, related_name="shifts")
    staff = models.ForeignKey(STAFF, on_delete=models.CASCADE, related_name="shifts")
    weekday = models.PositiveSmallIntegerField()  # Monday is 0
    begins = models.CharField(max_length=5)  # "08:00"
    ends = models.CharField(max_length=5)  # "24:00" ends a day; a night is two shifts
    position = models.PositiveSmallIntegerField(default=0)  # who is rung first among several

    class Meta:
        ordering = ["weekday", "begins", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(begins__lt=F("ends")), name="a_shift_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(weekday__lt=7), name="a_shift_has_a_weekday"),
            models.UniqueConstraint(fields=["line", "staff", "weekday", "begins"], name="one_shift_at_a_time"),
        ]


class Duty(models.Model):
    """What somebody said about themselves now: on takes every line, off overrides what is planned."""

    staff = models.OneToOneField(STAFF, primary_key=True, on_delete=models.CASCADE, related_name="duty")
    since = models.DateTimeField(auto_now_add=True)
    on = models.BooleanField(default=True)
    until = models.DateTimeField(null=True)  # of an "off": the end of what it overrides


class HandOver(models.Model):
    """One person asks another to take their phones; until it is accepted nothing has changed hands."""

    giver = models.ForeignKey(STAFF, on_delete=models.CASCADE, related_name="+")
    taker = models.ForeignKey(STAFF, on_delete=models.CASCADE, related_name="+")
    line = models.ForeignKey(LINE, null=True, on_delete=models.CASCADE, related_name="+")  # None: all they hold
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    until = models.DateTimeField(null=True)  # of an accepted one: the end of the giver's shift
    told = models.BooleanField(default=False)  # the giver has read how it ended
    taker_rung_at = models.DateTimeField(null=True)  # who was asked has got a notice of it
    giver_rung_at = models.DateTimeField(null=True)  # who asked has got a notice that it stays with them

    PATIENCE = timedelta(minutes=10)  # then it stays with who asked, and they are told so

    class Meta:
        indexes = [models.Index(fields=["until"], name="hand_over_holds", condition=Q(accepted=True))]

    @property
    def waits(self) -> bool:
        """Neither answered nor withdrawn, and not too late."""
        return self.answered_at is None and self.asked_at > timezone.now() - self.PATIENCE


class Unanswered(models.Model):
    """An open line that nobody is on duty for; the attorneys have been told once."""

    line = models.OneToOneField(LINE, primary_key=True, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
