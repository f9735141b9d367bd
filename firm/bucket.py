"""Pictures in an S3-compatible bucket, handed to readers by this site alone."""

from typing import Any

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):  # type: ignore[misc]
    """Addresses are the site's own (`firm.media` answers them): whoever keeps the bucket learns of no reader."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"
