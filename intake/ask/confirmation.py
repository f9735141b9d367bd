"""What a visitor is told once their request is safe. Promises only what the rota covers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from firm.facts import Facts, Line, published
from firm.models.contact_number import as_written
from firm.opening_hours import is_open, zone
from intake.ask.reach import EMAIL, PAGE, TEXT
from intake.phone import rota


@dataclass(frozen=True)
class Opening:
    """When a person reads: now, or from `opens` on (firm's time); neither when nobody is planned."""

    now: bool
    opens: datetime | None


def opening_of(line: Line | None, moment: datetime) -> Opening:
    """Whether somebody is on duty for `line` at `moment`, and if not, who is planned next; else nothing.

    Nothing, too, while the database is away.
    """
    try:
        number = next((each for each in published() if line and each.number == line.e164), None)
        if number is None:
            return Opening(now=False, opens=None)
        if is_open(number, moment) and rota.holders(moment).get(number.number):
            return Opening(now=True, opens=None)
        opens = rota.next_covered(number, moment)
    except DatabaseError:
        return Opening(now=False, opens=None)
    # Planned now, and yet nobody is there: nothing is promised in their stead.
    return Opening(now=False, opens=opens.astimezone(zone()) if opens and opens > moment else None)


def context_for(answers: dict[str, Any], firm: Facts, moment: datetime) -> dict[str, Any]:
    """The confirmation's template context."""
    reach = answers["reach"]
    line = firm.text_number if reach == TEXT else firm.call_number
    return {
        "reference": answers["reference"],
        "reach": reach,
        "contact": contact_of(answers),
        "text_line": firm.text_number,
        "call_line": firm.call_number,
        "urgent_line": firm.urgent_number,
        "from_line": None if reach in {EMAIL, PAGE} else line,
        "neutral": answers["neutral"],
        "detained": answers["detained"],
        "received": moment.astimezone(zone()),
        "opening": opening_of(firm.text_number or firm.call_number, moment),
    }


def contact_of(answers: dict[str, Any]) -> str:
    """Number or address as the visitor knows it; "" for who is reached on their private page."""
    if answers["reach"] == EMAIL:
        return str(answers["email"])
    return as_written(answers["phone"]) if answers["phone"] else ""
