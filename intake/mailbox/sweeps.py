"""The mailbox's background job."""

from firm.worker import sweep
from intake.mailbox import spool


@sweep(seconds=5)
def drain_spool() -> None:
    """Moves what was kept aside while the database was locked, full or gone."""
    spool.drain()
