"""The phone's background jobs. Each looks at row states and carries nothing in memory."""

from firm.worker import sweep
from intake.phone import bell, fetching


@sweep(seconds=5)
def ring() -> None:
    """Rings for what arrived, within a minute, the desk locked or not."""
    bell.ring_what_arrived()


@sweep(seconds=5)
def fetch() -> None:
    """Brings pictures and voicemail home, sealed."""
    fetching.fetch_due()


@sweep(seconds=30)
def erase() -> None:
    """Has Twilio erase what we have kept."""
    fetching.erase_due()


@sweep(seconds=60 * 60)
def tidy() -> None:
    """Closes what no report ever finished."""
    fetching.tidy()
