"""The hours a line says it is open and the rota puts nobody on."""

from collections.abc import Iterable

from firm.models import ContactNumber
from firm.opening_hours import DAYS
from intake.models import Shift

Span = tuple[str, str]  # "08:00", "24:00": compare as text


def opening_week(line: ContactNumber) -> list[list[Span]]:
    """The printed hours of an ordinary week, Monday first; an emergency or direct line is open at any hour."""
    if line.any_hour:
        return [[("00:00", "24:00")] for _day in DAYS]
    return [sorted((opens, closes) for opens, closes in line.hours.get(day, [])) for day in DAYS]


def gaps(line: ContactNumber, shifts: Iterable[Shift]) -> list[tuple[int, Span]]:
    """Weekday and hours that nobody covers although the line says it is open."""
    week = opening_week(line)
    by_day: list[list[Span]] = [[] for _day in DAYS]
    for shift in shifts:
        by_day[shift.weekday].append((shift.begins, shift.ends))
    return [(day, gap) for day in range(7) for span in week[day] for gap in without(span, sorted(by_day[day]))]


def without(span: Span, covered: list[Span]) -> list[Span]:
    """What is left of `span`; `covered` is sorted."""
    left, (at, closes) = [], span
    for begins, ends in covered:
        if begins >= closes:
            break
        if begins > at:
            left.append((at, begins))
        at = max(at, ends)
    if at < closes:
        left.append((at, closes))
    return left
