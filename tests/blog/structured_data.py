"""A validator of the JSON-LD we write: schema.org's properties, and what Google requires of each type.

Sources: schema.org (types and their properties); Google Search Central, "Article", "Breadcrumb" and "Local
business" structured data (closed on a day: from 00:00 to 00:00). It refuses a property it does not know, so that a typo cannot pass.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

Check = Callable[[Any], bool]


def text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def address(value: Any) -> bool:
    return text(value) and urlsplit(value).scheme in {"http", "https"} and bool(urlsplit(value).netloc)


def moment(value: Any) -> bool:
    return text(value) and datetime.fromisoformat(value).tzinfo is not None


def day(value: Any) -> bool:
    return text(value) and bool(date.fromisoformat(value))


def headline(value: Any) -> bool:
    return text(value) and len(value) <= 110


def language(value: Any) -> bool:
    return text(value) and bool(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", value))


def phone(value: Any) -> bool:
    return text(value) and bool(re.fullmatch(r"\+[1-9]\d{6,14}", value))


def country(value: Any) -> bool:
    return text(value) and bool(re.fullmatch(r"[A-Z]{2}", value))


def position(value: Any) -> bool:
    return isinstance(value, int) and value >= 1


def yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def clock(value: Any) -> bool:
    return text(value) and bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value))


def weekday(value: Any) -> bool:
    return value in {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}


def each(check: Check) -> Check:
    return lambda value: isinstance(value, list) and bool(value) and all(check(one) for one in value)


def one_or_more(*types: str) -> Check:
    return lambda value: all(
        isinstance(one, dict) and (one.get("@type") in types or set(one) == {"@id"})
        for one in (value if isinstance(value, list) else [value])
    )


# type: (required properties, optional properties)
TYPES: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "BlogPosting": (
        {"headline": headline, "datePublished": moment, "dateModified": moment, "publisher": one_or_more("LegalService"),
         "mainEntityOfPage": one_or_more("WebPage"), "inLanguage": language, "url": address, "@id": address},
        {"author": one_or_more("Person"), "image": each(address), "description": lambda value: isinstance(value, str),
         "articleSection": text, "isAccessibleForFree": yes_or_no},
    ),
    "WebPage": (
        {"@id": address},
        {"lastReviewed": day, "reviewedBy": one_or_more("Person"), "name": text, "url": address, "inLanguage": language,
         "description": text, "publisher": one_or_more("LegalService"), "about": one_or_more("LegalService")},
    ),
    "Person": (
        {"name": text},
        {"jobTitle": text, "url": address, "@id": address, "worksFor": one_or_more("LegalService"),
         "knowsLanguage": each(language), "hasCredential": one_or_more("EducationalOccupationalCredential")},
    ),
    "EducationalOccupationalCredential": (
        {"name": text, "credentialCategory": text, "validIn": one_or_more("AdministrativeArea")}, {"identifier": text},
    ),
    "AdministrativeArea": ({"name": text}, {}),
    "Service": (
        {"@id": address, "name": text, "url": address, "provider": one_or_more("LegalService")},
        {"description": text, "areaServed": country},
    ),
    "BreadcrumbList": ({"itemListElement": one_or_more("ListItem")}, {}),
    "ListItem": ({"position": position, "name": text, "item": address}, {}),
    "LegalService": (
        {"@id": address, "name": text, "url": address},
        {"telephone": phone, "address": one_or_more("PostalAddress"), "sameAs": each(address), "areaServed": country,
         "contactPoint": each(one_or_more("ContactPoint")), "parentOrganization": one_or_more("LegalService")},
    ),
    "ContactPoint": (
        {"telephone": phone, "contactType": text},
        {"availableLanguage": each(language), "hoursAvailable": each(one_or_more("OpeningHoursSpecification"))},
    ),
    "OpeningHoursSpecification": (
        {"opens": clock, "closes": clock}, {"dayOfWeek": each(weekday), "validFrom": day, "validThrough": day},
    ),
    "PostalAddress": (
        {"streetAddress": text, "addressLocality": text, "addressCountry": country},
        {"addressRegion": text, "postalCode": text},
    ),
}  # fmt: skip

ELEMENT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def things_on(html: str) -> dict[str, dict[str, Any]]:
    """The page's graph by type; of several of one type the first.

    Raises:
        AssertionError: no element, more than one, or something in it that does not validate.
    """
    [found] = ELEMENT.findall(html)
    graph = json.loads(found)
    assert graph.keys() == {"@context", "@graph"} and graph["@context"] == "https://schema.org"
    for thing in graph["@graph"]:
        validate(thing)
    ids = {thing["@id"] for thing in graph["@graph"] if "@id" in thing}
    for thing in graph["@graph"]:
        for value in thing.values():
            if isinstance(value, dict) and set(value) == {"@id"}:
                assert value["@id"] in ids, f"{value} names nothing on the page"
    return {thing["@type"]: thing for thing in reversed(graph["@graph"])}


def validate(thing: dict[str, Any]) -> None:
    kind = thing["@type"]
    assert kind in TYPES, kind
    required, optional = TYPES[kind]
    assert required.keys() <= thing.keys(), f"{kind} lacks {required.keys() - thing.keys()}"
    for name, value in thing.items():
        if name == "@type":
            continue
        check = {**required, **optional}.get(name)
        assert check, f"{kind} has no {name}"
        assert check(value), f"{kind}.{name}: {value!r}"
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "@type" in one:
                validate(one)
