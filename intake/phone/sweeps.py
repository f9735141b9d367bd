"""The phone's background jobs. Each looks at row states and carries nothing in memory."""

from django.conf import settings

from firm.worker import sweep
from intake.phone import (
    bell,
    fetching,
    hand_over,
    limits,
    missed,
    notices,
    paging,
    scheduling,
    uncovered,
    untold,
)


@sweep(seconds=5)
def ring() -> None:
    """Rings for what arrived, within a minute, the desk locked or not."""
    bell.ring_what_arrived()
    notices.mail_what_did_not_arrive()


@sweep(seconds=5)
def ring_colleagues() -> None:
    """Rings whom a hand-over of the phones waits for."""
    hand_over.ring()


@sweep(seconds=5)
def page() -> None:
    """Rings phones for what is urgent, down the list, until somebody presses 1."""
    paging.page_urgent()


@sweep(seconds=5)
def fetch() -> None:
    """Brings pictures and voicemail home, sealed."""
    fetching.fetch_due()


@sweep(seconds=30)
def erase() -> None:
    """Has Twilio erase what we have kept."""
    fetching.erase_due()


@sweep(seconds=20)
def look_who_answers() -> None:
    """Tells the attorneys of an open line that nobody is on duty for."""
    uncovered.tell_attorneys()


@sweep(seconds=60)
def look_at_the_allowance() -> None:
    """Tells the attorneys when automatic texts are being refused."""
    limits.tell_when_spent()


@sweep(seconds=20)
def settle_calls() -> None:
    """Calls whose end or whose recording no report told of."""
    untold.look_before_missed()
    missed.settle_lost()


@sweep(seconds=60 * 60)
def look_for_untold() -> None:
    """Texts that nobody told us of, and voicemails that were not listed yet when their call was called missed."""
    if settings.TWILIO_LIVE or settings.SIMULATOR:
        untold.look_for_texts()
        untold.look_for_recordings()


@sweep(seconds=60 * 60)
def tidy() -> None:
    """Closes what no report ever finished."""
    fetching.tidy()


@sweep(seconds=5)
def cancel() -> None:
    """Takes back what was scheduled and shall not leave any more."""
    scheduling.cancel_asked()
