"""A page's body as its template walks it: each block with the anchor that the contents point at."""

from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.text import slugify
from wagtail.blocks import StreamValue


@dataclass(frozen=True)
class Part:
    kind: str
    value: Any
    anchor: str = ""

    @property
    def template(self) -> str:
        return f"blocks/{self.kind}.html"


@dataclass(frozen=True)
class Heading:
    """One line of the contents."""

    anchor: str
    text: str


def parts_of(body: StreamValue) -> list[Part]:
    """The blocks with unique anchors, made of the heading's words where their script allows."""
    parts: list[Part] = []
    used: set[str] = set()
    for number, block in enumerate(body, start=1):
        anchor = ""
        if block.block_type == "section":
            anchor = slugify(block.value["heading"])[:50].strip("-") or f"s{number}"
            if anchor in used:
                anchor = f"{anchor}-{number}"
            used.add(anchor)
        parts.append(Part(block.block_type, block.value, anchor))
    return parts


def pictures_of(parts: list[Part]) -> list[Any]:
    """The pictures among the blocks."""
    return [part.value["image"] for part in parts if part.kind == "picture" and part.value["image"]]


def with_renditions(pictures: list[Any]) -> None:
    """Reads the stored sizes of all pictures in one query."""
    if pictures:
        prefetch_related_objects(pictures, "renditions")


def contents_of(parts: list[Part]) -> list[Heading]:
    return [Heading(part.anchor, part.value["heading"]) for part in parts if part.kind == "section"]
