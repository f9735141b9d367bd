"""Rows that are only ever added, each holding the hash of the one before: what was altered or removed shows."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, Self
from zlib import crc32

from django.db import connection, models, transaction

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
        """Adds the row `make` answers to the end of the chain, in the caller's transaction.

        Until that ends nobody else adds one: lock whatever rows you need before, not after.
        """
        with transaction.atomic():
            cls._hold()
            tail = cls._default_manager.order_by("-id").first()
            row = make()
            row.previous_hash = tail.hash if tail else GENESIS
            row.hash = row.digest()
            row.save(force_insert=True)
        return row

    @classmethod
    def _hold(cls) -> None:
        """One writer at a time, to the end of the transaction; SQLite has but one anyway (`IMMEDIATE`).

        Locking the tail row would not do: on PostgreSQL who waited for it is given that same row, although
        another has been added since, and the chain forks (manual, 13.2.1, Read Committed).
        """
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [crc32(cls._meta.db_table.encode())])

    @classmethod
    def first_broken(cls) -> Self | None:
        """The first row that was altered, or follows one that was removed; None when the chain is whole."""
        previous = GENESIS
        for row in cls._default_manager.order_by("id").iterator():
            if row.previous_hash != previous or row.hash != row.digest():
                return row
            previous = row.hash
        return None
