"""What machines read in an update and in the list of them; the firm's part of it is `firm.markup`."""

from django.urls import reverse
from django.utils.translation import gettext as _

from blog.models import UpdatePage
from firm.addresses import absolute
from firm.markup import Thing, breadcrumbs, firm, graph, moment, person, way_to, web_page


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


def index(code: str, name: str) -> Thing:
    path = reverse("updates")
    return graph(web_page(code, name, path), way_to(code, (name, path)), firm(code))
