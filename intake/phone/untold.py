"""Texts and voicemails whose reports never came: Twilio's lists are looked at each hour, and that of recordings before
a call is called missed.

A text is told to us twice (the address, and the same as its fallback), a voicemail too (the step after it, and its own
callback). Should the site be away for both, the person was told "delivered", and nobody would ever read it.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from intake.models import Envelope, InboundCall, RemoteRecord
from intake.phone import lines, missed
from intake.phone.calls import keep_voicemail
from intake.phone.gateway import FoundRecording, FoundText, PhoneError, gateway
from intake.phone.texts import receive
from intake.vault import VaultError

LOOKED_BACK = timedelta(days=2)  # Envelopes of that age are still there to say that one came
logger = logging.getLogger(__name__)


def look_before_missed(now: datetime | None = None) -> int:
    """Looks when a call that reached the tone is about to be called missed; returns how many were filed."""
    now = now or timezone.now()
    if not missed.lost(now).filter(step=InboundCall.Step.RECORDING).exists():
        return 0
    return look_for_recordings(now)


def look_for_recordings(now: datetime | None = None) -> int:
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
    calls = [one.call_sid for one in listed]
    told = _told([one.sid for one in listed])
    ours = set(InboundCall.objects.filter(pk__in=calls).values_list("pk", flat=True))
    ours |= set(Envelope.objects.filter(key__in=calls).values_list("key", flat=True))
    return [one for one in listed if one.sid not in told and one.call_sid in ours]


def _told(sids: list[str]) -> set[str]:
    """Those that arrived, by their envelope; or by the row that has Twilio's copy erased, which outlives a purge."""
    arrived = Envelope.objects.filter(key__in=sids).values_list("key", flat=True)
    noted = RemoteRecord.objects.filter(sid__in=sids).exclude(state=RemoteRecord.State.FOUND)
    return {*arrived, *noted.values_list("sid", flat=True)}


def look_for_texts(now: datetime | None = None) -> int:
    """Files texts to our lines that Twilio lists and nobody told us of; returns how many.

    Nothing older than our own first arrival: an account may have served somebody else until then. They get no
    acknowledgement, which would come out of the blue.
    """
    first = Envelope.objects.aggregate(first=Min("received_at"))["first"]
    if first is None:
        return 0
    now = now or timezone.now()
    try:
        listed = gateway().find_inbound(max(first, now - LOOKED_BACK))
    except PhoneError as error:
        logger.warning("texts were not listed (%s)", error.code)
        return 0
    told, filed = _told([one.sid for one in listed]), 0
    for text in reversed(listed):  # the oldest first, as they were written
        if text.sid in told or not lines.is_ours(text.line):
            continue
        try:
            receive(_as_told(text), answering=False)
        except (OSError, VaultError):
            logger.error("text %s: neither the database nor the spool took it", text.sid)
            break  # the next look tries again
        filed += 1
    return filed


def _as_told(text: FoundText) -> dict[str, str]:
    """The form Twilio would have posted."""
    media = f"https://api.twilio.com/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}/Messages/{text.sid}/Media/"
    form = {"MessageSid": text.sid, "From": text.sender, "To": text.line, "Body": text.body}
    form["NumMedia"] = str(len(text.pictures))
    return form | {f"MediaUrl{index}": media + sid for index, sid in enumerate(text.pictures)}
