"""Twilio's error codes in words for the staff, with what to do next.

Source: Twilio's error dictionary (twilio.com/docs/api/errors), read November 2026.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[int, str | Promise] = {
    20003: _("Twilio refused our sign-in. Tell an administrator; the text waits here."),
    20429: _("Twilio is busy. The text waits here and is sent again by itself."),
    21211: _("This is not a phone number. Check it with the person."),
    21408: _("Texts to this country are switched off at Twilio. Tell an administrator, or call."),
    21610: _("They wrote STOP, so texts to this number are blocked. Call, or wait until they write START."),
    21611: _("Too many texts are waiting at Twilio. This one waits here and is sent again by itself."),
    21614: _("This number cannot receive texts; it may be a landline. Call instead."),
    21617: _("The text is too long."),
    30022: _("Today’s allowance of automatic texts is used up. What you send yourself still leaves."),
    30003: _("The phone is off or out of reach. Try again later, or call."),
    30004: _("The phone blocks our texts. Call instead."),
    30005: _("Nobody has this number any more, or not yet. Check it."),
    30006: _("This is a landline, or its carrier takes no texts. Call instead."),
    30007: _("A carrier took the text for spam and stopped it. Write it differently, without links, or call."),
    30008: _("The text did not arrive, and the carrier does not say why. Try again once, then call."),
    30034: _("Our number is not registered for texting in the United States. Tell an administrator."),
}


def in_words(code: int | None) -> str | Promise:
    """What happened and what to do; the bare code when we have no words for it."""
    if code is None:
        return _("The text did not leave. Twilio gave no reason.")
    return WORDS.get(code) or _("The text failed (Twilio error %(code)s).") % {"code": code}
