"""The firm's facts as every page shows them, read once per generation of the page cache."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from wagtail.models import Page

from firm.addresses import prefixed
from firm.models import ContactNumber, Disclaimers, FirmProfile, MenuItem, Office, PlainPage, RightsPage
from firm.models.menu import lines_of
from firm.opening_hours import lines_of_hours
from firm.page_cache import once_a_generation


@dataclass(frozen=True)
class Line:
    """One published number, ready for a page."""

    e164: str
    national: str
    label: str
    languages: tuple[str, ...]
    hours: tuple[str, ...]
    urgent: bool
    direct: bool
    texts: bool
    calls: bool

    @property
    def tel(self) -> str:
        return f"tel:{self.e164}"

    @property
    def sms(self) -> str:
        return self.sms_with("")

    def sms_with(self, code: str) -> str:
        """`?&body=` is the one form that iOS and Android both read."""
        return f"sms:{self.e164}?&body={quote(code + ' ')}" if code else f"sms:{self.e164}"


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything a page of one language says about the firm."""

    language: str
    name: str
    short_name: str
    tagline: str
    leave_address: str
    footer: str
    responsible: str
    not_lawyers_yet: str
    contact_invitation: str
    group_invitation: str
    group: Link | None
    social_links: tuple[Link, ...]
    helpful_links: tuple[Link, ...]
    offices: tuple[str, ...]
    lines: tuple[Line, ...]
    menu: tuple[Link, ...]
    small_print: tuple[Link, ...]

    @property
    def urgent_number(self) -> Line | None:
        """The line for emergencies; without one, the line that takes calls."""
        return next((line for line in self.lines if line.urgent and line.calls), self.call_number)

    @property
    def text_number(self) -> Line | None:
        return self._first("texts")

    @property
    def call_number(self) -> Line | None:
        return self._first("calls")

    def _first(self, what: str) -> Line | None:
        """A line that answers in the page's language before one that does not; urgent and direct lines last."""
        able = [line for line in self.lines if getattr(line, what)]
        able.sort(key=lambda line: (line.urgent or line.direct, self.language not in line.languages))
        return able[0] if able else None


def facts(language: str | None = None) -> Facts:
    """The facts in `language` (the active one when None); no query while nothing public has changed."""
    return read(language or translation.get_language() or settings.LANGUAGE_CODE)


@once_a_generation
def published() -> tuple[ContactNumber, ...]:
    """Every published line with its hours, as the desk and the phone need it."""
    return tuple(ContactNumber.objects.all())


@once_a_generation
def time_zone() -> ZoneInfo:
    """The firm's own zone, in which hours are printed and promises counted.

    Kept apart from `facts`, which asks for it while it prints the hours.
    """
    name = FirmProfile.objects.values_list("time_zone", flat=True).first()
    return ZoneInfo(name or FirmProfile._meta.get_field("time_zone").default)


def today() -> date:
    """The firm's own day."""
    return timezone.localdate(timezone=time_zone())


@once_a_generation
def read(code: str) -> Facts:
    """The facts from the database."""
    profile = (
        FirmProfile.objects.prefetch_related("disclaimers", "social_links", "helpful_links").first() or FirmProfile()
    )
    said = {row.language: row for row in profile.disclaimers.all()}
    words = said.get(code) or Disclaimers()
    social = [(row.kind, Link(row.label, row.url)) for row in profile.social_links.all()]
    group = next((link for kind, link in social if kind == "facebook_group"), None)
    return Facts(
        language=code,
        name=profile.name,
        short_name=profile.short_name or profile.name,
        tagline=words.tagline or profile.tagline,
        leave_address=profile.leave_address,
        footer=words.footer,
        responsible=responsible(profile),
        not_lawyers_yet=words.not_lawyers_yet,
        contact_invitation=words.contact_invitation,
        group_invitation=words.group_invitation,
        group=group,
        social_links=tuple(link for _kind, link in social),
        helpful_links=tuple(
            Link(row.label, row.url, row.note) for row in profile.helpful_links.all() if row.language == code
        ),
        offices=tuple(office.line for office in Office.objects.all()),
        lines=tuple(line_of(number, code) for number in ContactNumber.objects.all()),
        **menus(code),
    )


MOST_AT_THE_FOOT = 6  # of the pages that no menu names


def menus(code: str) -> dict[str, tuple[Link, ...]]:
    """What the CMS says stands at the top and at the foot; where it says nothing, what the site has."""
    kept: dict[str, list[Link]] = {MenuItem.Place.MAIN: [], MenuItem.Place.FOOTER: []}
    for item in lines_of(code):
        if path := item.path:
            kept[item.place].append(Link(item.words, path))
    own = {False: [], True: []}  # type: dict[bool, list[Link]]
    pages = Page.objects.live().type(PlainPage, RightsPage).filter(locale__language_code=code, depth=3)
    for page in pages.order_by("path"):
        own[page.show_in_menus].append(Link(page.title, prefixed(code, f"/{page.slug}/")))
    with translation.override(code):
        first = Link(gettext("Updates"), prefixed(code, "/updates/"))
        last = Link(gettext("Our attorneys"), prefixed(code, "/attorneys/"))
    return {
        "menu": tuple(kept[MenuItem.Place.MAIN] or [first, *own[True], last]),
        "small_print": tuple(kept[MenuItem.Place.FOOTER] or own[False][:MOST_AT_THE_FOOT]),
    }


def responsible(profile: FirmProfile) -> str:
    """The attorney who answers for the site, and the city of a real office; empty until the firm names one."""
    if not profile.responsible_attorney:
        return ""
    office = profile.responsible_office
    place = ", ".join(part for part in (office.city, office.region) if part) if office else ""
    return ", ".join(part for part in (profile.responsible_attorney.name, place) if part)


def line_of(number: ContactNumber, code: str) -> Line:
    return Line(
        e164=number.number,
        national=number.national,
        label=number.label,
        languages=tuple(number.languages),
        hours=tuple(lines_of_hours(number, code)),
        urgent=number.urgent,
        direct=number.direct,
        texts=number.texts and (settings.DEMO or number.texts_proven_at is not None),
        calls=number.calls,
    )


def in_templates(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `firm` in every template, read only when used."""
    return {"firm": SimpleLazyObject(facts)}
