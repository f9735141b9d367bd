"""What time the phone thinks it is: the machine's, except where the demo's clock was turned."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The moment opening hours are judged by."""
    if settings.SIMULATOR:
        from intake.phone.simulator.turned_clock import turned

        return timezone.now() + turned()
    return timezone.now()
