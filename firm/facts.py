"""The firm's facts as every page shows them, read once per generation of the page cache."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from firm.addresses import prefixed
from firm.models import ContactNumber, Disclaimers, FirmProfile, Office, PlainPage
from firm.opening_hours import lines_of_hours
from firm.page_cache import watch


@dataclass(frozen=True)
class Line:
    """One published number, ready for a page."""

    e164: str
    national: str
    label: str
    languages: tuple[str, ...]
    hours: tuple[str, ...]
    urgent: bool
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
        """A line that answers in the page's language before one that does not; the urgent line last."""
        able = [line for line in self.lines if getattr(line, what)]
        able.sort(key=lambda line: (line.urgent, self.language not in line.languages))
        return able[0] if able else None


_kept: tuple[str, dict[str, Facts]] = ("", {})


def facts(language: str | None = None) -> Facts:
    """The facts in `language` (the active one when None); no query while nothing public has changed."""
    global _kept  # noqa: PLW0603
    code = language or translation.get_language() or settings.LANGUAGE_CODE
    token = watch.current()
    if _kept[0] != token:
        _kept = (token, {})
    by_language = _kept[1]  # the dictionary of this token, whatever another thread puts in its place
    if code not in by_language:
        by_language[code] = read(code)
    return by_language[code]


_zone: tuple[str, ZoneInfo] = ("", ZoneInfo("UTC"))


def time_zone() -> ZoneInfo:
    """The firm's own zone, in which hours are printed and promises counted.

    Kept apart from `facts`, which asks for it while it prints the hours.
    """
    global _zone  # noqa: PLW0603
    token = watch.current()
    if _zone[0] != token:
        name = FirmProfile.objects.values_list("time_zone", flat=True).first()
        _zone = (token, ZoneInfo(name or FirmProfile._meta.get_field("time_zone").default))
    return _zone[1]


def read(code: str) -> Facts:
    """The facts from the database, uncached."""
    profile = (
        FirmProfile.objects.prefetch_related("disclaimers", "social_links", "helpful_links").first() or FirmProfile()
    )
    said = {row.language: row for row in profile.disclaimers.all()}
    words = said.get(code) or Disclaimers()
    social = [(row.kind, Link(row.label, row.url)) for row in profile.social_links.all()]
    group = next((link for kind, link in social if kind == "facebook_group"), None)
    plain = PlainPage.objects.live().filter(locale__language_code=code, depth=3).order_by("path")
    pages = [(page.show_in_menus, Link(page.title, prefixed(code, f"/{page.slug}/"))) for page in plain]
    return Facts(
        language=code,
        name=profile.name,
        short_name=profile.short_name or profile.name,
        tagline=words.tagline or profile.tagline,
        leave_address=profile.leave_address,
        footer=words.footer,
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
        menu=tuple(link for in_menu, link in pages if in_menu),
        small_print=tuple(link for in_menu, link in pages if not in_menu),
    )


def line_of(number: ContactNumber, code: str) -> Line:
    return Line(
        e164=number.number,
        national=number.national,
        label=number.label,
        languages=tuple(number.languages),
        hours=tuple(lines_of_hours(number, code)),
        urgent=number.urgent,
        texts=number.texts,
        calls=number.calls,
    )


def in_templates(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `firm` in every template, read only when used."""
    return {"firm": SimpleLazyObject(facts)}
