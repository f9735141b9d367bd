"""Rules that ask for something to be there. Each answers True when the page is as its grounds ask."""

from collections.abc import Callable
from typing import Any

from firm.models import FirmProfile

Grounds = list[dict[str, Any]]


def names_responsible(page: Any, grounds: Grounds) -> bool:
    return bool(page.responsible_attorney_id or FirmProfile.load().responsible_attorney_id)


def names_responsible_and_office(page: Any, grounds: Grounds) -> bool:
    office = page.responsible_office_id or FirmProfile.load().responsible_office_id
    return names_responsible(page, grounds) and bool(office)


def keeps_the_record(page: Any, grounds: Grounds) -> bool:
    return FirmProfile.load().record_years >= max(ground["years"] for ground in grounds)


CHECKS: dict[str, Callable[[Any, Grounds], bool]] = {
    "names_responsible": names_responsible,
    "names_responsible_and_office": names_responsible_and_office,
    "keeps_the_record": keeps_the_record,
}
