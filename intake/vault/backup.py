"""A backup is one age file, sealed to the paper key: a tar of the database, the media and the spool.

It streams: the tar is written into a pipe while age reads from it, so the only copy in the clear is
the database's own snapshot, beside the database, for as long as the backup runs.
"""

import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage
from django.conf import settings
from django.db import connection
from pyrage import x25519

from intake.models import PaperKey
from intake.vault.sealing import VaultError

DATABASE = {"sqlite": "amparo.sqlite3", "postgresql": "amparo.pgdump"}


class BackupError(VaultError):
    """Says what keeps the backup, or the restoring, from working."""


def recipients() -> list[str]:
    """The paper key in force, and the firm's own restore key when the settings name one.

    Raises:
        BackupError: nobody could open the backup.
    """
    found = list(PaperKey.objects.filter(retired_at=None, proven_at__isnull=False).values_list("public_key", flat=True))
    if settings.BACKUP_RECIPIENT:
        found.append(settings.BACKUP_RECIPIENT)
    if not found:
        message = "There is no proven paper key, so nobody could open the backup: run `manage.py desk_setup`."
        raise BackupError(message)
    return found


def write(destination: Path) -> int:
    """Backs the running site up into one file, whole or not at all; returns its size.

    Raises:
        BackupError: no recipient, or the database cannot be copied.
        OSError: the disk.
    """
    to = [x25519.Recipient.from_str(recipient) for recipient in recipients()]
    unfinished = destination.with_name(f"{destination.name}.part")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file, snapshot() as database:
            with _from_thread(lambda pipe: _pack(pipe, database)) as packed:
                pyrage.encrypt_io(packed, file, to)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(destination)
    finally:
        unfinished.unlink(missing_ok=True)
    return destination.stat().st_size


def restore(source: Path, folder: Path, identity: str) -> list[str]:
    """Unpacks a backup into an empty folder; returns the names of what it held at the top.

    Raises:
        BackupError: the folder is not empty, the key is another one, or the file is damaged.
    """
    if folder.exists() and any(folder.iterdir()):
        message = f"{folder} is not empty."
        raise BackupError(message)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = x25519.Identity.from_str(identity)
    try:
        with source.open("rb") as sealed, _into_thread(lambda pipe: _unpack(pipe, folder)) as pipe:
            pyrage.decrypt_io(sealed, pipe, [key])
    except (pyrage.DecryptError, tarfile.TarError, OSError):
        # Nothing half-restored may be mistaken for the whole.
        shutil.rmtree(folder, ignore_errors=True)
        message = "This key does not open it, or the file is damaged. Nothing was restored."
        raise BackupError(message) from None
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def snapshot(*, readable: bool = False) -> Iterator[Path]:
    """The database as it is at this moment, in a file beside it; removed afterwards.

    Args:
        readable: PostgreSQL's dump as plain text, not compressed.

    Raises:
        BackupError: PostgreSQL without `pg_dump`.
    """
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f".snapshot-{os.getpid()}" / DATABASE[connection.vendor]
    path.parent.mkdir(mode=0o700)
    try:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(path)])
        else:
            _dump_postgres(path, "plain" if readable else "custom")
        yield path
    finally:
        shutil.rmtree(path.parent, ignore_errors=True)


def _dump_postgres(path: Path, form: str) -> None:
    program = shutil.which("pg_dump")
    if not program:
        message = "pg_dump is not installed: apt install postgresql-client"
        raise BackupError(message)
    known = connection.settings_dict
    command = [program, f"--format={form}", "--no-owner", f"--file={path}", f"--dbname={known['NAME']}"]
    for option, name in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if known[name]:
            command.append(f"{option}={known[name]}")
    done = subprocess.run(command, env={"PGPASSWORD": str(known["PASSWORD"])}, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        message = f"pg_dump failed with code {done.returncode}; its version must be at least the server's."
        raise BackupError(message)


def _pack(pipe: IO[bytes], database: Path) -> None:
    with tarfile.open(fileobj=pipe, mode="w|") as tar:
        tar.add(database, database.name)
        for name, folder in (("media", settings.MEDIA_ROOT), ("spool", settings.SPOOL_DIR)):
            if Path(folder).is_dir():
                tar.add(folder, name)


def _unpack(pipe: IO[bytes], folder: Path) -> None:
    inside = folder.resolve()
    with tarfile.open(fileobj=pipe, mode="r|") as tar:
        for member in tar:
            path = (inside / member.name).resolve()
            # Debian 12's Python 3.11.2 has no `filter="data"` yet, and a backup holds nothing but files and folders.
            if not path.is_relative_to(inside) or not (member.isfile() or member.isdir()):
                raise tarfile.TarError
            if member.isdir():
                path.mkdir(parents=True, exist_ok=True, mode=0o700)
                continue
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tar.extractfile(member) as content, path.open("xb") as file:  # type: ignore[union-attr]
                path.chmod(0o600)
                shutil.copyfileobj(content, file)


@contextmanager
def _from_thread(write_into: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """A pipe to read what `write_into` writes in a thread; an error there surfaces here."""
    with _piped(write_into, mine="rb", theirs="wb") as pipe:
        yield pipe


@contextmanager
def _into_thread(read_from: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """A pipe whose other end `read_from` reads in a thread; an error there surfaces here."""
    with _piped(read_from, mine="wb", theirs="rb") as pipe:
        yield pipe


@contextmanager
def _piped(job: Callable[[IO[bytes]], None], *, mine: str, theirs: str) -> Iterator[IO[bytes]]:
    reading, writing = os.pipe()
    my_end, their_end = (reading, writing) if mine == "rb" else (writing, reading)

    def run() -> None:
        with os.fdopen(their_end, theirs) as pipe:
            job(pipe)

    with ThreadPoolExecutor(1) as thread:
        other_side = thread.submit(run)
        pipe: IO[Any] = os.fdopen(my_end, mine)
        try:
            yield pipe
        finally:
            try:
                pipe.close()
            except BrokenPipeError:
                pass  # the other side says why
        other_side.result()
