"""What Twilio still holds of ours, by SID: to fetch (pictures, voicemail), then to erase.

Twilio's log of who wrote to the firm is the phone index this firm refuses to keep.
"""

import re
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from intake.models import RemoteRecord

SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
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


def expect(kind: str, content: Mapping[str, Any], envelope: uuid.UUID) -> None:
    """Notes all that Twilio holds of an arrival.

    Done as it arrives, and again when it is filed: what went through the spool could make no rows.
    """
    sid = str(content.get("sid", ""))
    if kind in {"text", "opt-out"} and SID.fullmatch(sid):
        for picture in content.get("media", ()):
            to_fetch("media", picture["sid"], parent=sid, envelope=envelope)
        to_erase("message", sid)
    sid = str(content.get("recording_sid", ""))
    if kind == "voicemail" and SID.fullmatch(sid):
        to_fetch("recording", sid, envelope=envelope)


def held() -> int:
    """How many copies we know Twilio still holds."""
    return RemoteRecord.objects.exclude(state__in=[State.ERASED, State.FOUND]).count()
