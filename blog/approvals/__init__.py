"""What waits for somebody's approval, whatever it is: one list, which each kind of approval feeds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from firm.models import StaffMember


@dataclass(frozen=True)
class Waiting:
    """One line of the list at /staff/approvals/."""

    kind: str  # "Sign-off", as the reader of the list calls it
    title: str
    asked_by: str
    since: datetime
    url: str


Feed = Callable[[StaffMember], list[Waiting]]
FEEDS: list[Feed] = []


def feed(ask: Feed) -> Feed:
    """Registers a function that answers what waits for a member of staff, and nothing they may not approve."""
    FEEDS.append(ask)
    return ask


def waiting_for(member: StaffMember) -> list[Waiting]:
    """Everything, oldest first."""
    return sorted((line for ask in FEEDS for line in ask(member)), key=lambda line: line.since)
