"""The phone's background jobs. Each looks at row states and carries nothing in memory."""

from firm.worker import sweep
from intake.phone import bell


@sweep(seconds=5)
def ring() -> None:
    """Rings for what arrived, within a minute, the desk locked or not."""
    bell.ring_what_arrived()
