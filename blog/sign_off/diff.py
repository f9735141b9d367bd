"""What changed between two readings of a page, word by word, for people to see."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django.utils.text import capfirst

from blog.substance import Statement


@dataclass(frozen=True)
class Piece:
    """Consecutive words: kept, added or removed."""

    how: str  # "same", "new", "old"
    text: str


@dataclass(frozen=True)
class Passage:
    """One statement with its changes."""

    label: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.how != "same" for piece in self.pieces)


def passages(page: Any, now: list[Statement], before: list[Statement] | None) -> list[Passage]:
    """Everything the page says; with `before`, what was removed stands where it was."""
    if before is None:
        return [Passage(label(page, each), (Piece("same", shown(page, each)),)) for each in now]
    found: list[Passage] = []
    places, old_places = [each.place for each in now], [each.place for each in before]
    for tag, a, b, c, d in SequenceMatcher(None, old_places, places, autojunk=False).get_opcodes():
        old, new = before[a:b], now[c:d]
        if tag == "equal":
            found += [between(page, one, other) for one, other in zip(old, new, strict=True)]
        else:
            found += [between(page, one, other) for one, other in zip_longest(old, new)]
    return found


def between(page: Any, old: Statement | None, new: Statement | None) -> Passage:
    named = new or old
    assert named is not None  # noqa: S101  one of both is there
    before, after = (shown(page, each).split() if each else [] for each in (old, new))
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(after[c:d])))
            continue
        pieces += [Piece("old", " ".join(before[a:b]))] if a < b else []
        pieces += [Piece("new", " ".join(after[c:d]))] if c < d else []
    return Passage(label(page, named), tuple(pieces))


def label(page: Any, each: Statement) -> str:
    """What the field is called in the editor; the number of the block where there are several."""
    name, *rest = each.place.split()
    words = capfirst(str(page._meta.get_field(name.removesuffix("_id")).verbose_name))
    return f"{words} {rest[0]}" if rest else words


def shown(page: Any, each: Statement) -> str:
    """The text; a person, office or picture by its name."""
    if " " not in each.place:
        field = page._meta.get_field(each.place.removesuffix("_id"))
        if field.is_relation:
            other = field.related_model.objects.filter(pk=each.text).first()
            return str(other or "")
    return each.text
