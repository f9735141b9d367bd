"""What a visitor is told once their request is safe. Promises only what the opening hours cover."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import phonenumbers
from django.db import DatabaseError

from firm.facts import Facts, Line
from firm.models import ContactNumber
from firm.opening_hours import is_open, next_opening, zone
from intake.ask.forms import EMAIL, TEXT


@dataclass(frozen=True)
class Opening:
    """When a person reads: now, or from `opens` on (firm's time); neither when nothing is published."""

    now: bool
    opens: datetime | None


def opening_of(line: Line | None, moment: datetime) -> Opening:
    """Whether somebody answers `line` at `moment`, and if not, when next; nothing while the database is away."""
    try:
        number = ContactNumber.objects.filter(number=line.e164).first() if line else None
    except DatabaseError:
        number = None
    if number is None:
        return Opening(now=False, opens=None)
    if is_open(number, moment):
        return Opening(now=True, opens=None)
    opens = next_opening(number, moment)
    return Opening(now=False, opens=opens.astimezone(zone()) if opens else None)


def context_for(answers: dict[str, Any], firm: Facts, moment: datetime) -> dict[str, Any]:
    """The confirmation's template context."""
    reach = answers["reach"]
    line = firm.text_number if reach == TEXT else firm.call_number
    return {
        "reference": answers["reference"],
        "reach": reach,
        "contact": answers["email"] if reach == EMAIL else national(answers["phone"]),
        "text_line": firm.text_number,
        "call_line": firm.call_number,
        "urgent_line": firm.urgent_number,
        "from_line": None if reach == EMAIL else line,
        "neutral": answers["neutral"],
        "detained": answers["detained"],
        "received": moment.astimezone(zone()),
        "opening": opening_of(firm.text_number or firm.call_number, moment),
    }


def national(e164: str) -> str:
    """As the visitor knows it: 202-555-0187, or with the country code from abroad."""
    number = phonenumbers.parse(e164)
    if number.country_code == 1:
        digits = str(number.national_number)
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
