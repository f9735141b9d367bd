"""Rules that ask for something to be there. Each answers True when the page is as it should be."""

from collections.abc import Callable
from typing import Any

from firm.models import FirmProfile


def names_responsible(page: Any) -> bool:
    return bool(page.responsible_attorney_id or FirmProfile.load().responsible_attorney_id)


def names_responsible_and_office(page: Any) -> bool:
    office = page.responsible_office_id or FirmProfile.load().responsible_office_id
    return names_responsible(page) and bool(office)


CHECKS: dict[str, Callable[[Any], bool]] = {
    "names_responsible": names_responsible,
    "names_responsible_and_office": names_responsible_and_office,
}
