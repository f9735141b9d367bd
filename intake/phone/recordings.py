"""Recordings whose reports never came: Twilio's list is looked at before a call is called missed, and each hour.

A voicemail is told to us twice (the step after it, and its own callback). Should the site be away for both, nobody
would ever fetch it, and it would stay at Twilio.
"""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from intake.models import Envelope, InboundCall, RemoteRecord
from intake.phone import missed
from intake.phone.calls import keep_voicemail
from intake.phone.gateway import FoundRecording, PhoneError, gateway
from intake.vault import VaultError

LOOKED_BACK = timedelta(days=2)  # Envelopes of that age are still there to say that one came
logger = logging.getLogger(__name__)


def look_before_missed(now: datetime | None = None) -> int:
    """Looks when a call that reached the tone is about to be called missed; returns how many were filed."""
    now = now or timezone.now()
    if not missed.lost(now).filter(step=InboundCall.Step.RECORDING).exists():
        return 0
    return look(now)


def look(now: datetime | None = None) -> int:
    """Files what Twilio lists of our calls and nobody told us of; returns how many."""
    since = (now or timezone.now()) - LOOKED_BACK
    try:
        listed = gateway().find_recordings(since)
    except PhoneError as error:
        logger.warning("recordings were not listed (%s)", error.code)
        return 0
    filed = 0
    for recording in _untold(listed):
        form = {
            "CallSid": recording.call_sid,
            "RecordingSid": recording.sid,
            "RecordingDuration": str(recording.seconds),
        }
        try:
            keep_voicemail(form)
        except (OSError, VaultError):
            logger.error("recording %s: neither the database nor the spool took it", recording.sid)
            return filed  # the next look tries again
        filed += 1
    return filed


def _untold(listed: list[FoundRecording]) -> list[FoundRecording]:
    """Those of calls that came to us. A call while the database was away has no row, but its envelope."""
    sids, calls = [one.sid for one in listed], [one.call_sid for one in listed]
    told = set(Envelope.objects.filter(key__in=sids).values_list("key", flat=True))
    told |= set(RemoteRecord.objects.filter(kind="recording", sid__in=sids).values_list("sid", flat=True))
    ours = set(InboundCall.objects.filter(pk__in=calls).values_list("pk", flat=True))
    ours |= set(Envelope.objects.filter(key__in=calls).values_list("key", flat=True))
    return [one for one in listed if one.sid not in told and one.call_sid in ours]
