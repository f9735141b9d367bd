"""What may leave at all: only to allowed countries, and no more automatic texts a day than the firm allows.

A stolen form or a loop must cost a day's allowance and not the month's money. What a person sends is never
held back by the count, and the bell reaches the staff by e-mail when it is; the attorneys are told, once a day.
"""

from datetime import timedelta

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


def spent() -> bool:
    """True when automatic texts are being refused now."""
    return automatic_today() > settings.PHONE_DAILY_TEXTS


def tell_when_spent() -> int:
    """Mails every attorney that the allowance is used up, at most once in 24 hours; returns how many were told."""
    if not spent() or not Heartbeat.first_since(REMEMBERED_AS, timezone.now() - DAY):
        return 0
    body = _("No automatic text leaves any more until the count of the last 24 hours falls. Replies still leave.")
    return tell_every_attorney(_("The daily allowance of texts is used up"), body, "/desk/settings/phone/")


def refusal(purpose: str, to: str) -> int | None:
    """Why this text may not leave, as a code `errors_in_words` knows; None when it may."""
    if not country_allowed(to):
        return COUNTRY
    if purpose != OutgoingText.Purpose.REPLY and spent():
        return SPENT
    return None
