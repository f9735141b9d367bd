"""What machines read in a page: schema.org as JSON-LD, saying nothing the page does not show.

Shapes as Google Search Central asks for articles, breadcrumbs and local businesses; `Attorney` is
deprecated at schema.org in favour of `LegalService`.
"""

from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from blog.models import UpdatePage
from firm.addresses import absolute
from firm.facts import facts, time_zone
from firm.models import Office, Person
from firm.page_cache import once_a_generation

Thing = dict[str, Any]


def graph(*things: Thing) -> Thing:
    return {"@context": "https://schema.org", "@graph": list(things)}


def update(page: UpdatePage) -> Thing:
    """The article, the way to it, and the firm."""
    code = page.locale.language_code
    address = absolute(page.address)
    article: Thing = {
        "@type": "BlogPosting",
        "@id": f"{address}#article",
        "headline": page.title[:110],
        "description": page.dek,
        "inLanguage": code,
        "url": address,
        "datePublished": moment(page.published_on),
        "dateModified": moment(page.materially_updated_on or page.published_on),
        "isAccessibleForFree": True,
        "publisher": {"@id": absolute("/#firm")},
        "mainEntityOfPage": {"@type": "WebPage", "@id": address, "lastReviewed": page.checked_on.isoformat()},
    }
    if page.author:
        article["author"] = person(page.author, code)
    if page.last_checked_by:
        article["mainEntityOfPage"]["reviewedBy"] = person(page.last_checked_by, code)
    if page.topic:
        article["articleSection"] = page.topic.name
    if fingerprint := getattr(page, "card", None):
        article["image"] = [f"{address}card.png?{fingerprint}"]
    return graph(article, breadcrumbs((_("Updates"), reverse("updates")), (page.title, page.address)), firm(code))


def breadcrumbs(*places: tuple[str, str]) -> Thing:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": absolute(path)}
            for number, (name, path) in enumerate(places, start=1)
        ],
    }


def person(who: Person, code: str) -> Thing:
    """Name, position in this language, and their page when they have one."""
    thing: Thing = {"@type": "Person", "name": who.name}
    if position := next((text.position for text in who.texts.all() if text.language == code), ""):
        thing["jobTitle"] = position
    if who.listed:
        thing["url"] = absolute(reverse("person", args=[who.slug]))
    return thing


@once_a_generation
def firm(code: str) -> Thing:
    """The firm as a place of business."""
    known = facts(code)
    thing: Thing = {
        "@type": "LegalService",
        "@id": absolute("/#firm"),
        "name": known.name,
        "url": absolute("/"),
        "areaServed": "US",
    }
    if known.call_number:
        thing["telephone"] = known.call_number.e164
    if offices := [place(office) for office in Office.objects.all()]:
        thing["address"] = offices if len(offices) > 1 else offices[0]
    if known.social_links:
        thing["sameAs"] = [link.url for link in known.social_links]
    return thing


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
