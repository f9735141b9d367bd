"""The record of who read or did what: append-only, chained, and free of content."""

from typing import Any

from django.conf import settings
from django.db import models

from firm.chain import Link


class AuditEvent(Link):
    """Written by `intake.desk.audit.record` alone, in the transaction of what it records."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=40)  # "lead.open", "number.reveal", "lead.assign", …
    subject = models.CharField(max_length=40, blank=True)  # an id, never a name
    changes = models.BooleanField(default=True)  # False: somebody read, and the desk looks as before
    # Unsealed fields only, so that an action can be undone: {"before": {…}, "after": {…}}.
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject", "id"], name="audit_by_subject"),
            # A poll asks for the newest change and must not walk past a day of readings to find it.
            models.Index(fields=["id"], name="audit_changes", condition=models.Q(changes=True)),
        ]

    def said(self) -> list[Any]:
        return [self.previous_hash, self.at.isoformat(), self.actor_id, self.action, self.subject, self.facts]
