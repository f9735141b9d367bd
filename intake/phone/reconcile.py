"""Finds out what became of texts whose answer never came, by looking at Twilio's list.

Only an unlocked desk can: whom the text went to is sealed, so no background job knows what to look for.
"""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from intake.models import OutgoingText
from intake.phone.gateway import PhoneError, SentText, gateway
from intake.phone.outgoing import read_sealed
from intake.phone.statuses import apply_status
from intake.vault import OpenedDesk, VaultError

State = OutgoingText.State
UNDER_WAY = timedelta(minutes=1)  # a request that old has no process waiting for it any more
NEVER_ARRIVED = timedelta(minutes=10)  # Twilio lists a text long before this
A_POLL = 3  # look-ups one poll may make
AGAIN = timedelta(seconds=30)


def stuck() -> QuerySet[OutgoingText]:
    """Texts nobody knows the outcome of, whose next look-up is due."""
    now = timezone.now()
    lost = Q(state=State.UNKNOWN) | Q(state=State.SENDING, changed_at__lt=now - UNDER_WAY)
    return OutgoingText.objects.filter(lost, Q(not_before=None) | Q(not_before__lte=now), sid="").order_by("changed_at")


def reconcile(desk: OpenedDesk) -> int:
    """Looks up unknown texts; returns how many are certain now.

    Found at Twilio: takes its sid and status. Not found after ten minutes: it never arrived, so a reply
    goes to the outbox and is sent from there, and anything else is given up.
    """
    now = timezone.now()
    certain = 0
    for text in stuck()[:A_POLL]:
        OutgoingText.objects.filter(pk=text.pk).update(not_before=now + AGAIN)
        try:
            content = read_sealed(desk, text)
            since = text.created_at - UNDER_WAY
            listed = gateway().find_texts(text.line, content["to"], since, scheduled=text.send_at is not None)
        except (PhoneError, VaultError):
            continue
        found = _unclaimed(listed, content["body"])
        if found:
            status = found.status if found.status in State.values else State.ACCEPTED
            certain += apply_status(text.id, status, sid=found.sid, error_code=found.error_code)
        elif text.created_at < now - NEVER_ARRIVED and text.changed_at < now - UNDER_WAY:
            certain += _never_arrived(text)
    return certain


def _unclaimed(listed: list[SentText], body: str) -> SentText | None:
    taken = set(OutgoingText.objects.filter(sid__in=[sent.sid for sent in listed]).values_list("sid", flat=True))
    return next((sent for sent in listed if sent.body == body and sent.sid not in taken), None)


def _never_arrived(text: OutgoingText) -> int:
    reply = text.purpose == OutgoingText.Purpose.REPLY and not text.cancel_asked
    return OutgoingText.objects.filter(pk=text.pk, state=text.state, sid="").update(
        state=State.OUTBOX if reply else State.CANCELED, not_before=None, changed_at=timezone.now()
    )
