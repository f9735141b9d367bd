"""The firm's published lines, as the form and the confirmation show them."""

from dataclasses import dataclass

from django.db import DatabaseError

from firm.facts import facts
from firm.models import ContactNumber
from firm.opening_hours import lines_of_hours


@dataclass(frozen=True)
class Lines:
    """The first line of each kind; None where the firm has none."""

    text: ContactNumber | None = None
    call: ContactNumber | None = None
    urgent: ContactNumber | None = None

    @property
    def usual(self) -> ContactNumber | None:
        """The line whose hours are the desk's hours."""
        return self.text or self.call

    def hours(self, language: str) -> list[str]:
        """The desk's hours as printed."""
        return lines_of_hours(self.usual, language) if self.usual else []


_last = Lines()


def published_lines() -> Lines:
    """Read afresh, in one query; while the database is away, what was read last."""
    global _last  # noqa: PLW0603
    try:
        numbers = list(ContactNumber.objects.all())
    except DatabaseError:
        return _last
    usual = [number for number in numbers if not number.urgent]
    _last = Lines(
        text=next((number for number in usual if number.texts), None),
        call=next((number for number in usual if number.calls), None),
        urgent=next((number for number in numbers if number.urgent and number.calls), None),
    )
    return _last


def firm_name(language: str) -> str:
    """The firm's name, for the words of a consent."""
    return facts(language).name
