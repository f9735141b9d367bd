"""Rows that are only ever added, each holding the hash of the one before: what was altered or removed shows."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, Self

from django.db import models, transaction

GENESIS = "0" * 64


class Link(models.Model):
    """One link; `said` names everything that must not change unseen."""

    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        abstract = True

    def said(self) -> list[Any]:
        """What the hash covers, `previous_hash` first."""
        raise NotImplementedError

    def digest(self) -> str:
        """SHA-256 over everything the row says and the hash before it."""
        return hashlib.sha256(json.dumps(self.said(), sort_keys=True, default=str).encode()).hexdigest()

    @classmethod
    def append(cls, make: Callable[[], Self]) -> Self:
        """Adds the row `make` answers to the end of the chain, in the caller's transaction."""
        with transaction.atomic():
            # Lock the tail, or two writers on PostgreSQL fork the chain.
            tail = cls._default_manager.select_for_update().order_by("-id").first()
            row = make()
            row.previous_hash = tail.hash if tail else GENESIS
            row.hash = row.digest()
            row.save(force_insert=True)
        return row

    @classmethod
    def first_broken(cls) -> Self | None:
        """The first row that was altered, or follows one that was removed; None when the chain is whole."""
        previous = GENESIS
        for row in cls._default_manager.order_by("id").iterator():
            if row.previous_hash != previous or row.hash != row.digest():
                return row
            previous = row.hash
        return None
