"""The desk's background jobs. They open nothing: a date and a status are all they read."""

from firm.worker import sweep
from intake.desk.actions import deleting


@sweep(seconds=10 * 60)
def purge() -> None:
    """Deletes what nobody became a client for, on its date once it is over, and what is left of older deletions."""
    deleting.purge_due()
    deleting.sweep_up()
