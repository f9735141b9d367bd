"""Brings pictures and voicemail home from Twilio, sealed as they come, and has Twilio erase its copies.

Works with the desk locked: sealing needs the public key alone. The plaintext is in memory and nowhere else.
"""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from intake.models import InboundCall, OutgoingCall, OutgoingText, RemoteRecord, SealedFile
from intake.phone import remote
from intake.phone.gateway import Gone, PhoneError, Refused, TooBig, gateway
from intake.phone.sniff import sniff
from intake.vault.files import seal_file

LARGEST = 16 * 1024 * 1024  # Twilio takes pictures to 5 MB; three minutes of voicemail are under 2 MB
A_SWEEP = 20
PATIENCE = 5.0  # seconds, but a fetch that has begun may take fifteen more
LONGEST_LEAD = timedelta(days=100)  # a timeline that says why a file is not there is gone by then
GIVE_UP = 30  # attempts, which is several days
KINDS = {"media": "media", "recording": "voicemail"}
State = RemoteRecord.State
# A text Twilio took and nobody reported on any more: refused while it is not final, and tried again later.
OPEN_ENDED = (OutgoingText.State.ACCEPTED, OutgoingText.State.QUEUED, OutgoingText.State.SENT)
logger = logging.getLogger(__name__)


def fetch_due() -> int:
    """Fetches what waits; returns how many files came home."""
    return _each(_fetch, State.TO_FETCH)


def erase_due() -> int:
    """Erases at Twilio what we have kept or need no more; returns how many copies are gone."""
    return _each(_erase, State.TO_ERASE)


def _each(job: Callable[[RemoteRecord], bool], state: str) -> int:
    """Does what is due, for some seconds: the worker must be back at the bell within the minute."""
    began, done = time.monotonic(), 0
    waiting = RemoteRecord.objects.filter(state=state, not_before__lte=timezone.now())
    for record in waiting.order_by("not_before", "pk")[:A_SWEEP]:
        done += job(record)
        if time.monotonic() - began > PATIENCE:
            break
    return done


def _fetch(record: RemoteRecord) -> bool:
    if SealedFile.objects.filter(key=record.sid).exists():
        _now_erase(record)
        return False
    try:
        fetched = gateway().fetch(record.kind, record.sid, record.parent_sid, LARGEST)
    except (TooBig, Refused) as error:
        logger.warning("%s %s: refused (%s)", record.kind, record.sid, error.code)
        _refuse(record, "size" if isinstance(error, TooBig) else "gone")
        return False
    except PhoneError as error:  # gone as well: a recording is not ready the moment its call ends
        _put_off(record, error)
        return False
    if not fetched.data:  # ready, says Twilio, and it is not: erasing it there would lose it
        _put_off(record, None)
        return False
    content_type = sniff(fetched.data)
    if content_type is None:
        logger.warning("%s %s: refused for what it is", record.kind, record.sid)
        _refuse(record, "type")
        return False
    _keep(record, content_type, fetched.name or KINDS[record.kind], fetched.data)
    return True


def _keep(record: RemoteRecord, content_type: str, name: str, data: bytes) -> None:
    if record.envelope is None:
        return  # what belongs to no arrival was never noted to be fetched
    file_id = uuid.uuid4()
    sealed = seal_file(file_id, content_type, name, data)
    file = SealedFile(
        id=file_id,
        envelope_id=record.envelope,
        key=record.sid,
        received_at=timezone.now().replace(second=0, microsecond=0),
        bucket=len(sealed),
        sealed=sealed,
    )
    try:
        with transaction.atomic():
            wanted = RemoteRecord.objects.select_for_update().filter(pk=record.pk, state=State.TO_FETCH)
            if not wanted.exists():
                return  # the lead it belongs to was deleted while it was being fetched
            file.save(force_insert=True)
            _now_erase(record)
    except IntegrityError:
        _now_erase(record)  # another sweep was faster


def _erase(record: RemoteRecord) -> bool:
    if RemoteRecord.objects.filter(parent_sid=record.sid, state__in=[State.TO_FETCH, State.TO_ERASE]).exists():
        _put_off(record, None)  # its pictures first: without their message they can neither be listed nor erased
        return False
    try:
        gateway().erase(record.kind, record.sid, record.parent_sid)
    except Gone:
        pass
    except PhoneError as error:
        _put_off(record, error)
        return False
    RemoteRecord.objects.filter(pk=record.pk).update(state=State.ERASED)
    return True


def _refuse(record: RemoteRecord, why: str) -> None:
    """Not kept; the timeline says so, because somebody believes that the firm has it."""
    RemoteRecord.objects.filter(pk=record.pk).update(refused=why)
    _now_erase(record)


def _now_erase(record: RemoteRecord) -> None:
    RemoteRecord.objects.filter(pk=record.pk).update(state=State.TO_ERASE, attempts=0, not_before=timezone.now())


def _put_off(record: RemoteRecord, error: PhoneError | None) -> None:
    """Later, and later each time: Twilio deletes nothing that is not final, and receipts can take an hour."""
    attempts = record.attempts + 1
    gone = record.state == State.TO_FETCH and isinstance(error, Gone) and attempts > 8
    state = State.FAILED if gone or attempts > GIVE_UP else record.state
    if state == State.FAILED:
        logger.error("%s %s: given up (%s)", record.kind, record.sid, error.code if error else None)
    RemoteRecord.objects.filter(pk=record.pk).update(
        refused="gone" if state == State.FAILED and record.state == State.TO_FETCH else record.refused,
        state=state,
        attempts=F("attempts") + 1,
        not_before=_next(attempts),
    )


def _next(attempts: int) -> datetime:
    return timezone.now() + min(timedelta(seconds=2**attempts), timedelta(hours=6))


def tidy() -> None:
    """What no report ever finished, and what nobody needs any more."""
    now = timezone.now()
    day, month = now - timedelta(days=1), now - timedelta(days=30)
    sent = OutgoingText.objects.filter(state__in=OPEN_ENDED, changed_at__lt=day)
    for sid in sent.exclude(sid="").values_list("sid", flat=True)[:500]:
        remote.to_erase("message", sid)  # carriers that send no receipts
    unended = InboundCall.objects.filter(started_at__lt=day, ended_at=None)
    for sid in list(unended.values_list("pk", flat=True)[:500]):
        remote.to_erase("call", sid)  # whose last report was lost
        InboundCall.objects.filter(pk=sid).update(ended_at=now)
    OutgoingText.objects.filter(purpose=OutgoingText.Purpose.BELL, created_at__lt=day).delete()
    OutgoingCall.objects.filter(purpose=OutgoingCall.Purpose.PAGE, created_at__lt=day).delete()
    erased = RemoteRecord.objects.filter(state=State.ERASED)
    erased.filter(created_at__lt=month, refused="").delete()
    erased.filter(created_at__lt=now - LONGEST_LEAD).delete()
