"""The demo's clock: how far the opening hours are judged from now. In the memory of the web process alone."""

from datetime import datetime, timedelta

from django.utils import timezone

_offset = timedelta()


def turned() -> timedelta:
    return _offset


def turn_to(moment: datetime | None) -> None:
    """Makes the phone think it is `moment`; None is the real time again."""
    global _offset  # noqa: PLW0603
    _offset = moment - timezone.now() if moment else timedelta()
