"""The vault's background job."""

from firm.worker import sweep
from intake.vault import open_desks


@sweep(seconds=60)
def shut_what_nobody_uses() -> None:
    """Covers and locks desks whose time is over, although nobody came back to be told."""
    open_desks.settle_all()
