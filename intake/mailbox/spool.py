"""Where envelopes wait, sealed, while the database is locked, full or gone.

One file each, named by a hash of its key, so that the same thing never waits twice. Inside: what the
row would hold, the blob sealed as it would be there. Best on a filesystem of its own (`SPOOL_DIR`).
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import DataError, IntegrityError, transaction

from intake.models import Envelope, PrivatePage


def _path(key: str) -> Path:
    return Path(settings.SPOOL_DIR) / f"{hashlib.sha256(key.encode()).hexdigest()}.envelope"


def holds(key: str) -> bool:
    """True while the envelope with this key waits here."""
    return _path(key).exists()


def keep(envelope: Envelope, page: PrivatePage | None = None) -> bool:
    """Writes envelope and private page to one file, synced to disk; False when its key is already waiting.

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
    if page:
        record["page"] = {"id": str(page.id), "sealed": b64encode(bytes(page.sealed)).decode()}
    unfinished = path.with_suffix(f".{os.getpid()}.{envelope.id}.part")
    try:
        # Sealed or not, when somebody wrote is nobody else's business on this machine.
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(json.dumps(record).encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)  # appears whole or not at all, and only once
    except FileExistsError:
        return False
    finally:
        unfinished.unlink(missing_ok=True)
    _sync(path.parent)
    return True


def _sync(folder: Path) -> None:
    """A new name in a folder survives a power cut only once the folder itself is on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def waiting() -> list[Path]:
    """The spooled envelopes, oldest first."""
    return sorted(Path(settings.SPOOL_DIR).glob("*.envelope"), key=lambda path: path.stat().st_mtime)


def drain() -> int:
    """Moves every spooled envelope into the database exactly once; returns how many left the spool.

    A file that is no envelope (a damaged disk) is set aside as `.spoiled`, and stops no other.

    Raises:
        DatabaseError, InterfaceError: the database still does not take them; the files stay.
    """
    moved = 0
    for path in waiting():
        found = _read(path)
        if found is None:
            path.rename(path.with_suffix(".spoiled"))
            continue
        envelope, page = found
        try:
            with transaction.atomic():
                envelope.save(force_insert=True)
                if page:
                    page.save(force_insert=True)
        except IntegrityError:  # it had reached the database after all
            if not Envelope.objects.filter(key=envelope.key).exists():
                raise
        except DataError:  # no database will ever take it
            path.rename(path.with_suffix(".spoiled"))
            continue
        path.unlink()
        moved += 1
    return moved


def _read(path: Path) -> tuple[Envelope, PrivatePage | None] | None:
    try:
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
        page = record.get("page")
        if not page:
            return envelope, None
        return envelope, PrivatePage(id=UUID(page["id"]), envelope=envelope, sealed=b64decode(page["sealed"]))
    except (ValueError, KeyError, TypeError):
        return None
