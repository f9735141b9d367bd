"""The mailbox: sealed envelopes, written once, opened only at the desk."""

from intake.mailbox.drop import Receipt, drop

__all__ = ["Receipt", "drop"]
