"""Where envelopes wait, sealed, while the database is locked, full or gone."""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from intake.models import Envelope


def _path(key: str) -> Path:
    return Path(settings.SPOOL_DIR) / f"{hashlib.sha256(key.encode()).hexdigest()}.envelope"


def keep(envelope: Envelope) -> bool:
    """Writes the envelope to its own file, synced to disk; False when its key is already waiting.

    Raises:
        OSError: the disk took nothing.
    """
    path = _path(envelope.key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    record = {
        "id": str(envelope.id),
        "kind": envelope.kind,
        "received_at": envelope.received_at.isoformat(),
        "urgent": envelope.urgent,
        "suspect": envelope.suspect,
        "key": envelope.key,
        "bucket": envelope.bucket,
        "sealed": b64encode(bytes(envelope.sealed)).decode(),
    }
    unfinished = path.with_suffix(f".{os.getpid()}.{envelope.id}.part")
    with unfinished.open("xb") as file:
        file.write(json.dumps(record).encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(unfinished, path)  # appears whole or not at all, and only once
    except FileExistsError:
        return False
    finally:
        unfinished.unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return True


def waiting() -> list[Path]:
    """The spooled envelopes, oldest first."""
    return sorted(Path(settings.SPOOL_DIR).glob("*.envelope"), key=lambda path: path.stat().st_mtime)


def drain() -> int:
    """Moves every spooled envelope into the database exactly once; returns how many left the spool.

    Raises:
        OperationalError: the database still does not take them; the files stay.
    """
    moved = 0
    for path in waiting():
        record = json.loads(path.read_bytes())
        envelope = Envelope(
            id=UUID(record["id"]),
            kind=record["kind"],
            received_at=datetime.fromisoformat(record["received_at"]),
            urgent=record["urgent"],
            suspect=record["suspect"],
            key=record["key"],
            bucket=record["bucket"],
            sealed=b64decode(record["sealed"]),
        )
        try:
            with transaction.atomic():
                envelope.save(force_insert=True)
        except IntegrityError:
            pass  # it had reached the database after all
        path.unlink()
        moved += 1
    return moved
