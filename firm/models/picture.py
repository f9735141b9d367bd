"""A picture the firm may publish, without what the camera knew."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

KEPT_FORMATS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 92},
    "AVIF": {},
}


def without_metadata(data: bytes) -> bytes | None:
    """The same picture, upright, with no EXIF, GPS, XMP or comments; None for a format we leave alone."""
    with Image.open(BytesIO(data)) as opened:
        kind = opened.format or ""
        if kind not in KEPT_FORMATS or getattr(opened, "is_animated", False):
            return None
        upright = ImageOps.exif_transpose(opened)
        kept = {name: opened.info[name] for name in ("icc_profile", "transparency") if name in opened.info}
        clean = Image.new(upright.mode, upright.size)
        if upright.mode == "P":
            clean.putpalette(upright.getpalette() or [])
        clean.paste(upright)
        out = BytesIO()
        clean.save(out, format=kind, **kept, **KEPT_FORMATS[kind])
        return out.getvalue()


class Picture(AbstractImage):
    """An uploaded picture. Where a photo was taken may be where a client lives, so its metadata goes."""

    file: Any

    credit = models.CharField(_("credit"), max_length=200, blank=True)
    admin_form_fields = (*WagtailImage.admin_form_fields, "credit")

    def save(self, *args: Any, **kwargs: Any) -> None:
        # An uncommitted file is a fresh upload: the only moment the camera's data is still in it.
        if self.file and not self.file._committed:
            self.file.seek(0)
            clean = without_metadata(self.file.read())
            self.file.seek(0)
            if clean is not None:
                self.file = ContentFile(clean, name=self.file.name)
                self.file_size, self.file_hash = len(clean), ""
        super().save(*args, **kwargs)


class PictureRendition(AbstractRendition):
    """One size and format of a picture."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta(AbstractRendition.Meta):
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_size")
        ]
