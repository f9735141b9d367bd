"""What allows a text to a number: kept sealed with the lead, with the exact words where it was asked in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intake.desk.cards import Card, Details

FORM, WROTE, KEYPRESS, STAFF = "form", "wrote", "keypress", "staff"
EXPRESS = (FORM, KEYPRESS, STAFF)  # agreed in words; who only wrote first allows answers


def permit(details: Details, kind: str, number: str, at: datetime, consent: Mapping[str, Any] | None = None) -> None:
    """Keeps one permission, once for each kind, number and wording.

    Args:
        consent: `text` and `version` of the words; None where nobody asked in words.
    """
    asked = {name: str((consent or {}).get(name, "")) for name in ("text", "version")}
    same = {"kind": kind, "number": number, **asked}
    if number and not any(same.items() <= one.items() for one in details.permissions):
        details.permissions.append({**same, "at": at.isoformat()})


def permission_of(card: Card, details: Details) -> dict[str, str] | None:
    """The strongest permission this number gave: the latest in words, else that they texted first."""
    given = [one for one in details.permissions if one["number"] == card.phone]
    return max(given, key=lambda one: (one["kind"] in EXPRESS, one["at"]), default=None)
