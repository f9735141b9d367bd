"""Reads the From of a webhook. What it says proves nothing: a caller's number is easily forged."""

from dataclasses import dataclass

import phonenumbers

# Twilio's words and numbers for a caller who hides theirs (ANONYMOUS, RESTRICTED, … on a keypad).
# Source: twilio.com/docs/voice/twiml, "From"; support article on +266696687 and its like.
WITHHELD = frozenset(
    {
        "",
        "anonymous",
        "unknown",
        "restricted",
        "private",
        "unavailable",
        "blocked",
        "+266696687",
        "+86282452253",
        "+8656696",
        "+2562533",
        "+7378742833",
    }
)


@dataclass(frozen=True)
class Caller:
    """`number` is E.164, or "" when withheld; a short code or a name stays as it came."""

    number: str
    withheld: bool = False
    short_code: bool = False  # or an alphanumeric sender: no person, and cannot be answered

    @property
    def textable(self) -> bool:
        return not self.withheld and not self.short_code


def read_caller(value: str) -> Caller:
    """Who wrote or called, as far as the network says."""
    value = value.strip()
    if value.lower() in WITHHELD:
        return Caller("", withheld=True)
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return Caller(value, short_code=True)
    if not phonenumbers.is_possible_number(number):
        return Caller(value, short_code=True)
    return Caller(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
