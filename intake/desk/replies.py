"""Prepared replies as the composer offers them: filled in, counted, in the person's language first."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise

from firm.facts import facts
from firm.models import ContactNumber
from firm.opening_hours import lines_of_hours
from intake.desk.languages import base, name_of
from intake.models import PreparedReply
from intake.phone.segments import Segments, count

PLACES = ("firm", "hours", "code")  # what may stand in braces
# The dash and the spaces that hours are printed with would turn the whole text into UCS-2, at twice the price.
PLAIN = str.maketrans({"\u2013": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Offered:
    """One prepared reply for one lead. `names_firm`: it would name the firm to somebody who asked us not to."""

    id: int
    title: str
    language: str
    language_name: str | Promise
    body: str
    segments: Segments
    names_firm: bool


def unknown_places(body: str) -> list[str]:
    """What stands in braces and means nothing."""
    return [found for found in BRACES.findall(body) if found not in PLACES]


def fill(body: str, language: str, code: str) -> str:
    """The words with the firm's name, the hours of the line that takes texts, and the person's own code."""
    language = base(language)
    lines = [number for number in ContactNumber.objects.all() if number.texts]
    hours = "; ".join(lines_of_hours(lines[0], language)).translate(PLAIN) if lines else ""
    known = {"firm": facts(language).name, "hours": hours, "code": code}
    return BRACES.sub(lambda found: known.get(found[1], found[0]), body)


def offered(language: str, code: str, *, neutral: bool) -> list[Offered]:
    """Every approved reply, those in `language` first.

    Args:
        neutral: the person asked us not to name the firm.
    """
    found = []
    for reply in PreparedReply.objects.exclude(approved_at=None):
        words = fill(reply.body, reply.language, code)
        named = neutral and "{firm}" in reply.body
        name = name_of(reply.language)
        found.append(Offered(reply.pk, reply.title, reply.language, name, words, count(words), named))
    return sorted(found, key=lambda one: base(one.language) != base(language))
