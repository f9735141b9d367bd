"""How long the firm keeps what somebody said."""

from datetime import datetime, timedelta

from intake.desk.clock import local
from intake.models import Lead

KEPT = timedelta(days=90)  # from the last word, theirs or ours
GRACE = timedelta(days=14)  # at least, once a reason to keep it is gone
PAGE_SAYS = timedelta(days=90)  # how long a private page says that it was deleted


def spoke(lead: Lead, at: datetime) -> None:
    """Something was said: the time it is kept runs from here. The caller saves the lead."""
    lead.purge_on = max(lead.purge_on, local(at + KEPT).date()) if lead.purge_on else local(at + KEPT).date()
