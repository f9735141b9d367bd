"""What a thief of the machine gets: a copy of database, disk and environment, and an honest try to read it.

The try knows this program's source: where every sealed blob is, what it is bound to, how keys are derived.
What it does not have is what people keep: six words, a browser's cookie, the paper.
"""

import re
import shutil
import sqlite3
import time
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from urllib.parse import quote

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.db import connection
from django.db.models import BinaryField, Model
from pyrage import x25519

from firm.models import FirmProfile
from intake.models import Draft, Entry, Lead, OpenDesk, StaffKey
from intake.vault import bech32, open_desks, staff_key
from intake.vault.backup import snapshot
from intake.vault.desk import NONCE, OpenedDesk, filing_key
from intake.vault.sealing import VaultError

AGE = b"age-encryption.org/v1"
ROWS = {(Lead, "card"): "card", (Lead, "details"): "details", (Entry, "body"): "body", (Draft, "body"): "draft"}
# Random, but no secret: they are nothing to open.
NO_BLOBS = {(StaffKey, "salt")}
LIKE_A_KEY = re.compile(rb"[A-Za-z0-9+/_-]{16,100}")
IDENTITY = re.compile(rb"age-secret-key-1[a-z0-9]{58}", re.I)
# Read aloud on every page, or an identifier that the design leaves unsealed: not what a visitor said.
PUBLIC = frozenset(
    [
        "page",
        "page_title",
        "page_path",
        "language",
        "page_language",
        "line",
        "at",
        "reference",
        "notice",
        "consent",
        "version",
        "type",
        "kind",
        "id",
        "sid",
        "call_sid",
        "recording_sid",
        "envelope",
        "envelopes",
        "state",
        "stir",
        "visitor_key",
    ]
)


@dataclass(frozen=True)
class Blob:
    """One sealed value: where it is, and what it is bound to."""

    place: str
    sealed: bytes
    bound: bytes = b""

    @property
    def is_age(self) -> bool:
        return self.sealed.startswith(AGE)


@dataclass
class Loot:
    """The stolen copy, and what came of it."""

    folder: Path
    environment: Mapping[str, str]
    blobs: list[Blob] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    keys_tried: int = 0
    words_tried: int = 0
    bytes_searched: int = 0


def take(folder: Path, environment: Mapping[str, str], disk: Iterable[Path]) -> Loot:
    """Copies everything a thief of the running machine would carry away.

    Args:
        disk: folders and files of the installation; static files are everybody's and left behind.
    """
    for number, place in enumerate(disk):
        target = folder / "disk" / f"{number}-{place.name.lstrip('.')}"
        if place.is_dir():
            shutil.copytree(place, target, ignore=shutil.ignore_patterns("static"))
        elif place.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(place, target)
    with snapshot(readable=True) as database:
        shutil.copy(database, folder / database.name)
    if connection.vendor == "sqlite":  # the file itself too, its log and its freed pages
        for file in Path(connection.settings_dict["NAME"]).parent.glob(
            f"{Path(connection.settings_dict['NAME']).name}*"
        ):
            shutil.copy(file, folder / f"raw-{file.name}")
    (folder / "environment").write_text("".join(f"{name}={value}\n" for name, value in environment.items()))
    return Loot(folder, dict(environment), list(all_blobs()))


def all_blobs() -> Iterator[Blob]:
    """Every binary column of the intake that is not empty."""
    for model in apps.get_app_config("intake").get_models():
        for column in model._meta.get_fields():
            if not isinstance(column, BinaryField) or (model, column.name) in NO_BLOBS:
                continue
            for row in model._default_manager.all().iterator():
                if sealed := bytes(getattr(row, column.name)):
                    yield Blob(f"{model.__name__}.{column.name}", sealed, _bound(row, column.name))


def _bound(row: Model, column: str) -> bytes:
    if isinstance(row, StaffKey):
        return staff_key._bound(row.staff_id, row.public_key, row.parameters)
    if isinstance(row, OpenDesk):
        return open_desks._bound(row)
    part = ROWS.get((type(row), column))
    return OpenedDesk._bound(row.pk, part, row.epoch) if part and isinstance(row, Lead | Entry | Draft) else b""


def files_of(loot: Loot) -> Iterator[tuple[str, bytes]]:
    for path in sorted(loot.folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(loot.folder)), path.read_bytes()


# ---- Opening --------------------------------------------------------------------------------------


def try_to_open(loot: Loot, patience: float = 30) -> None:
    """Tries every value of the environment and every key-like string on the disk as a key of every blob."""
    ends = time.monotonic() + patience
    values = {value.encode() for value in loot.environment.values() if value}
    identities: set[str] = set()
    strings: set[bytes] = set()
    for _name, data in files_of(loot):
        identities |= {match.decode().upper() for match in IDENTITY.findall(data)}
        strings |= set(LIKE_A_KEY.findall(data))
    keys = {key for value in values for key in _keys_from(value, wide=True)}
    keys |= {key for value in strings for key in _keys_from(value, wide=False)}
    identities |= {bech32.identity(key) for key in keys}
    keys |= {filing_key(identity) for identity in identities}
    _open_with_identities(loot, identities)
    _open_with_keys(loot, keys, ends)
    _open_with_words(loot, values, ends)


def _keys_from(value: bytes, *, wide: bool) -> Iterator[bytes]:
    """The 32-byte keys a string could stand for."""
    if wide:
        yield sha256(value).digest()
        yield filing_key(value.decode(errors="replace"))
    if len(value) == 32:
        yield value
    for decode in (_from_hex, _from_base64):
        try:
            key = decode(value)
        except ValueError:
            continue
        if len(key) == 32:
            yield key


def _from_hex(value: bytes) -> bytes:
    return bytes.fromhex(value.decode())


def _from_base64(value: bytes) -> bytes:
    text = value.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    return b64decode(text + b"=" * (-len(text) % 4))


def _open_with_identities(loot: Loot, identities: Iterable[str]) -> None:
    known = []
    for identity in identities:
        try:
            known.append(x25519.Identity.from_str(identity))
        except pyrage.IdentityError:
            continue
    loot.keys_tried += len(known)
    for blob in loot.blobs:
        if not blob.is_age or not known:
            continue
        try:
            pyrage.decrypt(blob.sealed, known)
        except pyrage.DecryptError:
            continue
        loot.opened.append(f"{blob.place}: opened with a key that lay about")


def _open_with_keys(loot: Loot, keys: Iterable[bytes], ends: float) -> None:
    shut = [blob for blob in loot.blobs if not blob.is_age]
    for key in keys:
        if time.monotonic() > ends:
            return
        loot.keys_tried += 1
        cipher = AESGCM(key)
        for blob in shut:
            try:
                cipher.decrypt(blob.sealed[:NONCE], blob.sealed[NONCE:], blob.bound)
            except (InvalidTag, ValueError):
                continue
            loot.opened.append(f"{blob.place}: opened with a key that lay about")


def _open_with_words(loot: Loot, values: Iterable[bytes], ends: float) -> None:
    """Every value as somebody's six words; slow on purpose, so as many as the patience allows."""
    for staff in StaffKey.objects.all():
        for value in values:
            if time.monotonic() > ends:
                return
            loot.words_tried += 1
            if staff_key._try(staff, value.decode(errors="replace")):
                loot.opened.append("StaffKey: the words of somebody lay about")


# ---- Searching ------------------------------------------------------------------------------------


def said_by_visitors(secrets: Mapping[int, str]) -> set[str]:
    """What the copy holds, sealed, read with the rightful key: names, numbers, addresses, words.

    The control of the experiment: without it, "nothing found" might only mean that nothing was there.
    """
    desk = OpenedDesk(secrets, 0)
    said: set[str] = set()
    for (model, column), part in ROWS.items():
        for row in model._default_manager.all():
            epoch: int = getattr(row, "epoch")  # noqa: B009
            try:
                said |= set(strings_in(desk.open_row(row.pk, part, epoch, getattr(row, column))))
            except VaultError:
                continue
    for blob in all_blobs():
        if blob.is_age:
            said |= set(_words_of_record(desk, blob))
    public = " ".join(FirmProfile.objects.values_list("name", flat=True))  # signs every acknowledgement
    return {needle for text in said for needle in needles(text) if needle not in public}


def _words_of_record(desk: OpenedDesk, blob: Blob) -> Iterator[str]:
    try:
        yield from strings_in(loads(desk.open_blob(blob.sealed)))
    except (VaultError, ValueError):
        return  # a key, or a sound


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in PUBLIC:
                yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)


IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def needles(text: str) -> Iterator[str]:
    """What would give `text` away: all of it, four words in a row, a number in any spelling."""
    text = text.strip()
    if IDENTIFIER.fullmatch(text):
        return  # a lead's or a file's random id, kept beside the row it names: it says nothing of anybody
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 10 and re.fullmatch(r"\+?[\d\s().-]+", text):
        national = digits[-10:]
        yield from (national, f"{national[:3]}-{national[3:6]}-{national[6:]}")
        return
    words = text.split()
    if len(words) > 4:
        yield from (" ".join(words[at : at + 4]) for at in range(0, len(words) - 3, 2))
    elif len(words) > 1 or "@" in text or len(text.encode()) > 15:
        yield text


def spellings(needle: str) -> set[bytes]:
    """A string as it may lie in a file."""
    raw = needle.encode("utf-8", "surrogatepass")
    inside = (b64encode(bytes(shift) + raw)[(0, 4, 4)[shift] : -4] for shift in range(3))  # wherever it starts
    return {
        raw,
        needle.encode("utf-16-le", "surrogatepass"),
        needle.encode("utf-16-be", "surrogatepass"),
        dumps(needle)[1:-1].encode(),
        quote(needle, errors="replace").encode(),
        raw.hex().encode(),
        *(piece for piece in inside if len(piece) >= 8),
    }


def search(loot: Loot, said: Iterable[str]) -> int:
    """Looks for what visitors said in every file of the copy; returns how many strings it looked for."""
    wanted = sorted(said)
    spelled = [(number, spellings(needle)) for number, needle in enumerate(wanted, 1)]
    for name, data in files_of(loot):
        loot.bytes_searched += len(data)
        hits = sum(any(spelling in data for spelling in ways) for _number, ways in spelled)
        if hits:
            loot.found.append(f"{name}: {hits} of a visitor's names, numbers or words")
    return len(wanted)


def tables_that_tell(loot: Loot, said: Iterable[str]) -> list[str]:
    """In which column of a stolen SQLite file a visitor's words lie: for whoever has to mend it."""
    path = loot.folder / "amparo.sqlite3"
    if not path.exists():
        return []
    ways = {spelling for needle in said for spelling in spellings(needle)}
    told = set()
    with sqlite3.connect(path) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            rows = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            columns = [column[0] for column in rows.description]
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    data = value if isinstance(value, bytes) else str(value).encode()
                    if any(spelling in data for spelling in ways):
                        told.add(f"{table}.{column}")
    return sorted(told)
