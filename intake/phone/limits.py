"""What may leave at all: only to allowed countries, no more automatic texts a day than the firm allows, and none
once Twilio says that the day has cost what the firm allows.

A stolen form or a loop must cost a day's allowance and not the month's money. What a person sends is never
held back, and the bell reaches the staff by e-mail when it is; the attorneys are told, once a day.
"""

from datetime import UTC, datetime, timedelta

import phonenumbers
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from firm.models import Heartbeat
from intake.models import OutgoingText
from intake.phone.word import tell_every_attorney

COUNTRY = 21408  # Twilio's own code for a country that is switched off
SPENT = 30022  # Twilio's own code for a daily allowance that is used up
DAY = timedelta(days=1)
REMEMBERED_AS = "allowance spent"
CAP, CAP_TOLD = "cap reached", "cap reached, told"
SETTINGS = "/desk/settings/phone/"


def country_allowed(number: str) -> bool:
    """True for a number of a country in `PHONE_COUNTRIES`; never for what is no number."""
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False
    return region in settings.PHONE_COUNTRIES


def automatic_today() -> int:
    sent = OutgoingText.objects.filter(created_at__gt=timezone.now() - DAY)
    return sent.exclude(purpose=OutgoingText.Purpose.REPLY).count()


def note_cap(fired: datetime) -> None:
    """Twilio says that a day had cost, at `fired`, what the firm allows. Reported twice is once."""
    Heartbeat.objects.update_or_create(name=CAP, defaults={"started_at": fired, "beat_at": fired, "stopped": True})


def cap_reached() -> bool:
    """True until midnight UTC, where Twilio's day ends."""
    row = Heartbeat.objects.filter(name=CAP).first()
    return row is not None and row.beat_at.astimezone(UTC).date() == timezone.now().astimezone(UTC).date()


def spent() -> bool:
    """True when automatic texts are being refused now."""
    return automatic_today() > settings.PHONE_DAILY_TEXTS or cap_reached()


def tell_when_spent() -> int:
    """Mails every attorney that automatic texts are being refused, and why; returns how many were told.

    Once in 24 hours that our allowance is used up; once in Twilio's day that it has cost the limit.
    """
    told, now = 0, timezone.now()
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if cap_reached() and Heartbeat.first_since(CAP_TOLD, midnight):
        body = _(
            "Twilio has charged today what you allow a day. No automatic text leaves before midnight UTC. Replies "
            "still leave and calls still come in, and they cost."
        )
        told += tell_every_attorney(_("The telephone has cost today’s limit"), body, SETTINGS)
    if automatic_today() > settings.PHONE_DAILY_TEXTS and Heartbeat.first_since(REMEMBERED_AS, now - DAY):
        body = _("No automatic text leaves any more until the count of the last 24 hours falls. Replies still leave.")
        told += tell_every_attorney(_("The daily allowance of texts is used up"), body, SETTINGS)
    return told


def refusal(purpose: str, to: str) -> int | None:
    """Why this text may not leave, as a code `errors_in_words` knows; None when it may."""
    if not country_allowed(to):
        return COUNTRY
    if purpose != OutgoingText.Purpose.REPLY and spent():
        return SPENT
    return None
