"""A visitor's private page: what it shows, sealed to the visitor's own key, so that only they open it."""

import uuid

from django.db import models


class PrivatePage(models.Model):
    """One per request with a return key. Inserted with its envelope; the desk sets the rest.

    The id is a hash of reference and public key (`intake.vault.visitor.page_id`): whoever knows both
    finds the row, and the row leads nobody to either.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    envelope = models.OneToOneField("intake.Envelope", on_delete=models.CASCADE, related_name="private_page")
    lead = models.OneToOneField("intake.Lead", null=True, on_delete=models.CASCADE, related_name="private_page")
    seen_at = models.DateTimeField(null=True)  # somebody at the desk opened the lead; the audit row says the same
    # The lead was deleted then: nothing sealed is left, and the page tells its visitor so.
    deleted_on = models.DateField(null=True)
    sealed = models.BinaryField()  # {"at"}: when they asked


class PageMessage(models.Model):
    """One message on a private page: the firm's, or a copy of the visitor's own. Goes with the lead."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(PrivatePage, on_delete=models.CASCADE, related_name="messages")
    entry = models.OneToOneField("intake.Entry", null=True, on_delete=models.CASCADE, related_name="page_message")
    sealed = models.BinaryField()  # {"at", "from", "body"}
