"""The pictures of an export: from a copy of its uploads folder, or from the old site while it stands."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from blog.models import Origin
from blog.wordpress.fetching import MOST_BYTES, fetch
from blog.wordpress.index import Attachment, Contents, file_of
from blog.wordpress.report import Report
from firm.models import Picture
from firm.public_web import OutOfReach


class Pictures:
    """Each picture once, whichever of its sizes a text shows."""

    def __init__(self, contents: Contents, report: Report, *, uploads: Path | None, download: bool, dry: bool) -> None:
        self.contents = contents
        self.report = report
        self.uploads = uploads
        self.download = download
        self.dry = dry
        self.failed: set[str] = set()

    def at(self, url: str, number: int = 0) -> Any:
        """The picture in our library, taken now if need be; None when out of reach."""
        found = self.contents.attachment_at(url, number)
        attachment = self.contents.attachments[found] if found is not None else Attachment(url, url, "", "")
        guid = attachment.guid[:255]
        origin = Origin.objects.filter(guid=guid).select_related("picture").first()
        if origin:
            return origin.picture  # None when somebody has deleted it here since
        if guid in self.failed or not attachment.url:
            return None
        try:
            return self._take(attachment, guid)
        except OutOfReach as error:
            self.failed.add(guid)
            self.report.leave("picture not taken", str(error), attachment.title, attachment.url)
            return None

    def alt_of(self, url: str, number: int = 0) -> str:
        """What the old library said the picture shows."""
        found = self.contents.attachment_at(url, number)
        return self.contents.attachments[found].alt if found is not None else ""

    def _take(self, attachment: Attachment, guid: str) -> Any:
        name = Path(file_of(attachment.url)).name
        if self.dry:
            return SimpleNamespace(title=attachment.title or name, pk=0) if self._within_reach(attachment) else None
        data = self._bytes(attachment)
        picture = Picture(title=(attachment.title or name)[:255], description=attachment.alt[:255])
        try:
            picture.file = ContentFile(data, name=name[-80:])
            picture.save()
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            raise OutOfReach("not a picture we can show") from None
        Origin.objects.create(guid=guid, title=picture.title, old_address=attachment.url[:500], picture=picture)
        self.report.done["pictures taken"] += 1
        return picture

    def _within_reach(self, attachment: Attachment) -> bool:
        return self.download or self._copy(attachment) is not None

    def _copy(self, attachment: Attachment) -> Path | None:
        """The file in the copy of the uploads folder, and never one outside of it."""
        if self.uploads is None:
            return None
        path = (self.uploads / file_of(attachment.url)).resolve()
        return path if path.is_relative_to(self.uploads.resolve()) and path.is_file() else None

    def _bytes(self, attachment: Attachment) -> bytes:
        if path := self._copy(attachment):
            if path.stat().st_size > MOST_BYTES:
                raise OutOfReach(f"larger than {MOST_BYTES // 1024 // 1024} MB")
            return path.read_bytes()
        if not self.download:
            raise OutOfReach("neither --images nor --uploads was given, or it is not in that folder")
        return fetch(attachment.url)
