"""The desk's background job; it needs no key, because what goes is not read."""

from firm.worker import sweep
from intake.desk.actions import deleting


@sweep(seconds=10 * 60)
def purge() -> None:
    """Deletes what is done and past its day."""
    deleting.purge()
