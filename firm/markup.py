"""What machines read in a page: schema.org as JSON-LD, saying nothing the page does not show.

Shapes as Google Search Central asks for articles, breadcrumbs and local businesses; `Attorney` is
deprecated at schema.org in favour of `LegalService`. Rights pages are no `FAQPage`: their cards are
headed by situations, not by questions, and since May 2026 no search engine shows such pages otherwise.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from firm.addresses import absolute, prefixed
from firm.facts import Facts, Line, facts, published, time_zone, today
from firm.models import ContactNumber, HomePage, Office, Person, PlainPage, PracticeArea, RightsPage
from firm.page_cache import once_a_generation

Thing = dict[str, Any]
Step = tuple[str, str]  # name and path
WEEK = {"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday"}  # fmt: skip


def graph(*things: Thing) -> Thing:
    return {"@context": "https://schema.org", "@graph": list(things)}


def breadcrumbs(*places: Step) -> Thing:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": absolute(path)}
            for number, (name, path) in enumerate(places, start=1)
        ],
    }


def way_to(code: str, *places: Step) -> Thing:
    """The breadcrumbs from the home page of that language on."""
    return breadcrumbs((facts(code).name, prefixed(code, "/")), *places)


def web_page(code: str, name: str, path: str, **more: Any) -> Thing:
    """A page as such; empty values are left out."""
    known = {"name": name, "url": absolute(path), "inLanguage": code, "publisher": {"@id": absolute("/#firm")}, **more}
    return {"@type": "WebPage", "@id": absolute(path), **{key: value for key, value in known.items() if value}}


# ---- the pages


def home(page: HomePage) -> Thing:
    code = page.locale.language_code
    path = prefixed(code, "/")
    name = page.seo_title or facts(code).name
    about = {"@id": absolute("/#firm")}
    return graph(web_page(code, name, path, description=page.dek, about=about), firm(code))


def plain(page: PlainPage, path: str) -> Thing:
    code = page.locale.language_code
    known = web_page(code, page.title, path, description=page.search_description or page.dek)
    return graph(known, way_to(code, (page.title, path)), firm(code))


def rights(page: RightsPage, path: str) -> Thing:
    """Who compared it with the law, and when."""
    code = page.locale.language_code
    known = web_page(
        code,
        page.title,
        path,
        description=page.search_description or page.dek,
        lastReviewed=page.checked_on and page.checked_on.isoformat(),
        reviewedBy=page.reviewer and person(page.reviewer, code),
    )
    return graph(known, way_to(code, (page.title, path)), firm(code))


def offices(code: str, rows: Iterable[Office]) -> Thing:
    """Each office as a place of the firm, with its own address and the firm's numbers."""
    path = reverse("offices")
    known = facts(code)
    found = [
        {
            "@type": "LegalService",
            "@id": absolute(f"{path}#office-{office.pk}"),
            "name": f"{known.name}, {office.name}",
            "url": absolute(path),
            "address": place(office),
            "parentOrganization": {"@id": absolute("/#firm")},
            **telephone(known),
        }
        for office in rows
    ]
    return graph(firm(code), *found, way_to(code, (_("Our offices"), path)))


def people(code: str) -> Thing:
    path = reverse("people")
    return graph(web_page(code, _("Our attorneys"), path), way_to(code, (_("Our attorneys"), path)), firm(code))


def profile(who: Person, code: str) -> Thing:
    """One person: what they are here, which languages they speak, where they are admitted."""
    path = reverse("person", args=[who.slug])
    steps = ((_("Our attorneys"), reverse("people")), (who.name, path))
    known = person(who, code) | {"@id": absolute(f"{path}#person"), "worksFor": {"@id": absolute("/#firm")}}
    if who.languages:
        known["knowsLanguage"] = list(who.languages)
    if admissions := [credential(bar) for bar in who.admissions.all()]:
        known["hasCredential"] = admissions
    return graph(known, way_to(code, *steps), firm(code))


def practice_areas(code: str) -> Thing:
    path = reverse("practice_areas")
    return graph(web_page(code, _("What we do"), path), way_to(code, (_("What we do"), path)), firm(code))


def practice_area(area: PracticeArea, code: str) -> Thing:
    path = reverse("practice_area", args=[area.slug])
    service = {
        "@type": "Service",
        "@id": absolute(f"{path}#service"),
        "name": area.name,
        "description": area.summary,
        "url": absolute(path),
        "provider": {"@id": absolute("/#firm")},
        "areaServed": "US",
    }
    return graph(service, way_to(code, (_("What we do"), reverse("practice_areas")), (area.name, path)), firm(code))


# ---- what they are made of


def person(who: Person, code: str) -> Thing:
    """Name, position in this language, and their page when they have one."""
    thing: Thing = {"@type": "Person", "name": who.name}
    if position := next((text.position for text in who.texts.all() if text.language == code), ""):
        thing["jobTitle"] = position
    if who.listed:
        thing["url"] = absolute(reverse("person", args=[who.slug]))
    return thing


def credential(bar: Any) -> Thing:
    """A bar admission: where, and its number, which advertising rules ask for."""
    thing: Thing = {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": "license",
        "name": _("Admitted to practice"),
        "validIn": {"@type": "AdministrativeArea", "name": bar.jurisdiction},
    }
    return thing | {"identifier": bar.number} if bar.number else thing


@once_a_generation
def firm(code: str) -> Thing:
    """The firm as a place of business: its offices, its telephone, and when which number is answered."""
    known = facts(code)
    thing: Thing = {
        "@type": "LegalService",
        "@id": absolute("/#firm"),
        "name": known.name,
        "url": absolute("/"),
        "areaServed": "US",
        **telephone(known),
    }
    if found := [place(office) for office in Office.objects.all()]:
        thing["address"] = found if len(found) > 1 else found[0]
    if known.social_links:
        thing["sameAs"] = [link.url for link in known.social_links]
    return thing


def telephone(known: Facts) -> Thing:
    """The number to call, and every line that takes calls with its hours: those of the telephone, not of a door."""
    if known.call_number is None:
        return {}
    numbers = {number.number: number for number in published()}
    points = [contact(line, numbers[line.e164]) for line in known.lines if line.calls and line.e164 in numbers]
    return {"telephone": known.call_number.e164, "contactPoint": points}


def contact(line: Line, number: ContactNumber) -> Thing:
    return {
        "@type": "ContactPoint",
        "telephone": line.e164,
        "contactType": "emergency" if line.urgent else "customer service",
        "availableLanguage": list(line.languages),
        "hoursAvailable": hours(number),
    }


def hours(number: ContactNumber) -> list[Thing]:
    """When somebody answers: days with the same hours together, then the coming days on which nobody does."""
    if number.any_hour:
        return [span(list(WEEK.values()), "00:00", "23:59")]
    days: dict[tuple[str, str], list[str]] = {}
    for day, name in WEEK.items():
        for opens, closes in number.hours.get(day, []):
            days.setdefault((opens, "23:59" if closes == "24:00" else closes), []).append(name)
    present = today().isoformat()
    closed = [
        {
            "@type": "OpeningHoursSpecification",
            "opens": "00:00",
            "closes": "00:00",
            "validFrom": day,
            "validThrough": day,
        }
        for day in sorted(number.holidays)
        if day >= present
    ]
    return [span(names, *between) for between, names in days.items()] + closed


def span(names: list[str], opens: str, closes: str) -> Thing:
    return {"@type": "OpeningHoursSpecification", "dayOfWeek": names, "opens": opens, "closes": closes}


def place(office: Office) -> Thing:
    parts = {
        "streetAddress": office.street,
        "addressLocality": office.city,
        "addressRegion": office.region,
        "postalCode": office.postal_code,
        "addressCountry": office.country,
    }
    return {"@type": "PostalAddress", **{name: value for name, value in parts.items() if value}}


def moment(day: date) -> str:
    """A day as the moment machines want: noon at the firm."""
    return datetime.combine(day, time(12), time_zone()).isoformat()
