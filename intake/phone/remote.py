"""What Twilio still holds of ours, by SID: to fetch (pictures, voicemail), then to erase.

Twilio's log of who wrote to the firm is the phone index this firm refuses to keep.
"""

import uuid
from datetime import timedelta

from django.utils import timezone

from intake.models import RemoteRecord

State = RemoteRecord.State
AFTER = timedelta(minutes=2)  # a text just received may still be repeated by its webhook
AFTER_CALL = timedelta(hours=1)  # callbacks of a call come late


def to_fetch(kind: str, sid: str, *, parent: str = "", envelope: uuid.UUID) -> None:
    """Notes a picture or recording that a sweep brings home."""
    RemoteRecord.objects.get_or_create(
        kind=kind,
        sid=sid,
        defaults={"parent_sid": parent, "envelope": envelope, "state": State.TO_FETCH, "not_before": timezone.now()},
    )


def to_erase(kind: str, sid: str, *, after: timedelta = AFTER) -> None:
    """Notes a copy that a sweep erases at Twilio."""
    RemoteRecord.objects.get_or_create(
        kind=kind, sid=sid, defaults={"state": State.TO_ERASE, "not_before": timezone.now() + after}
    )


def held() -> int:
    """How many copies we know Twilio still holds."""
    return RemoteRecord.objects.exclude(state=State.ERASED).count()
