"""Portraits: 4:5, cut around the face an editor marked as the picture's focal point."""

from typing import Any

from django import template

from firm.models import Person

register = template.Library()

SIZES = ((320, 400), (640, 800))
KINDS = (("avif", "image/avif"), ("webp", "image/webp"), ("jpeg", ""))


@register.inclusion_tag("components/picture.html")
def portrait(person: Person, alt: str, sizes: str, *, lazy: bool = True) -> dict[str, Any]:
    """The person's portrait in two sizes and three formats; nothing for who has none."""
    if person.portrait is None:
        return {}
    specs = {(kind, width): f"fill-{width}x{height}|format-{kind}" for kind, _ in KINDS for width, height in SIZES}
    made = person.portrait.get_renditions(*specs.values())

    def choices(kind: str) -> str:
        return ", ".join(f"{made[specs[kind, width]].url} {made[specs[kind, width]].width}w" for width, _ in SIZES)

    return {
        "sources": [{"type": mime, "srcset": choices(kind)} for kind, mime in KINDS if mime],
        "srcset": choices("jpeg"),
        "fallback": made[specs["jpeg", SIZES[0][0]]],
        "alt": alt,
        "sizes": sizes,
        "lazy": lazy,
    }
