"""Which numbers are the firm's own, and the name it answers with."""

from django.conf import settings
from django.db import DatabaseError

from firm.facts import facts
from firm.models import ContactNumber


def is_ours(number: str) -> bool:
    """True for a published number of any kind.

    While the database cannot be read, a signed webhook of our account is believed: refusing it would lose
    what somebody just said.
    """
    try:
        return ContactNumber.objects.filter(number=number).exists()
    except DatabaseError:
        return True


def line(number: str) -> ContactNumber | None:
    try:
        return ContactNumber.objects.filter(number=number).first()
    except DatabaseError:
        return None


def text_line() -> str:
    """The number staff notices and acknowledgements of forms leave from; "" when the firm has none."""
    number = ContactNumber.objects.exclude(kind=ContactNumber.Kind.CALL).first()
    return number.number if number else ""


def shown_to_staff() -> str:
    """The one number every staff phone shows, whichever line was called; "" when the firm has none that calls.

    An attorney's call log is kept by a carrier and a cloud: it tells neither who called nor on which line.
    """
    calling = ContactNumber.objects.exclude(kind=ContactNumber.Kind.TEXT).order_by("-shown_to_staff", "position", "id")
    number = calling.first()
    return number.number if number else ""


def firm_name(language: str = "") -> str:
    """The name callers hear; the installation's own while the profile cannot be read."""
    try:
        return str(facts(language or settings.LANGUAGE_CODE).name)
    except DatabaseError:
        return str(settings.WAGTAIL_SITE_NAME)
