"""A sealed file (a voicemail, a picture): its name, type and bytes together, bound to the row's id."""

import json
import uuid

from intake.models import SealedFile
from intake.vault.desk import OpenedDesk
from intake.vault.sealing import FILE_BUCKET, VERSION, Tampered, seal

LENGTH = 4  # bytes that say how long the description before the file's own bytes is
# What a file is called outside the desk ends with; anything else is ".bin", which nothing opens by itself.
ENDINGS = {"audio/mpeg": ".mp3", "audio/wav": ".wav", "audio/x-wav": ".wav", "image/jpeg": ".jpg", "image/png": ".png"}


def seal_file(file_id: uuid.UUID, content_type: str, name: str, data: bytes) -> bytes:
    """The `sealed` of a `SealedFile` row with this id, padded to 64 KiB.

    Raises:
        NoDeskKey: no desk key is configured.
    """
    described = {"v": VERSION, "id": str(file_id), "type": content_type, "name": name}
    description = json.dumps(described, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return seal(len(description).to_bytes(LENGTH, "big") + description + data, bucket=FILE_BUCKET)


def open_file(desk: OpenedDesk, sealed_file: SealedFile) -> tuple[str, str, bytes]:
    """Content type, name and bytes of a file sealed for exactly this row.

    Raises:
        Tampered: altered, truncated, or another row's.
    """
    plaintext = desk.open_blob(bytes(sealed_file.sealed))
    length = int.from_bytes(plaintext[:LENGTH], "big")
    try:
        described = json.loads(plaintext[LENGTH : LENGTH + length].decode("utf-8", "surrogatepass"))
        version, file_id = described["v"], described["id"]
        content_type, name = described["type"], described["name"]
    except (ValueError, RecursionError, KeyError, TypeError):
        raise Tampered from None
    if (version, file_id) != (VERSION, str(sealed_file.id)):
        raise Tampered
    return str(content_type), str(name), plaintext[LENGTH + length :]
