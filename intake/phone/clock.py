"""What time the phone thinks it is: the machine's, except where the demo's clock was turned.

Opening hours, who is rung, quiet hours and texts that leave later are judged by it; what is kept tells the real time.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The moment hours are judged by."""
    return timezone.now() + turned()


def turned() -> timedelta:
    """How far the demo's clock was turned; none beside real credentials."""
    if settings.SIMULATOR:
        from intake.phone.simulator import turned_clock

        return turned_clock.turned()
    return timedelta()
