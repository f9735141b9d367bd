"""Authors and terms of the old site, as the people and topics of ours."""

import re

from django.utils.text import slugify
from wagtail.models import Locale

from blog.models import Topic
from blog.search import fold
from blog.wordpress.index import Contents
from blog.wordpress.reading import Author, Item, Term
from blog.wordpress.report import Report
from firm.models import Person, StaffMember

NO_TOPIC = frozenset({"uncategorized", "sin-categoria", "blog", "news"})


class People:
    """Authors by login. One who is not here yet is made with a name alone: no biography, on no list."""

    def __init__(self, contents: Contents, report: Report, *, dry: bool) -> None:
        self.authors = contents.authors
        self.report = report
        self.dry = dry
        self.known: dict[str, Person | None] = {}

    def of(self, login: str) -> Person | None:
        if login and login not in self.known:
            self.known[login] = self._find(self.authors.get(login) or Author(login, login, ""))
        return self.known.get(login)

    def _find(self, author: Author) -> Person | None:
        staff = StaffMember.objects.filter(email__iexact=author.email).first() if author.email else None
        names = {fold(name).strip() for name in (author.name, staff.name if staff else "") if name}
        for person in Person.objects.all():
            if fold(person.name) in names:
                return person
        if self.dry or author.name.lower() in {"admin", "administrator", author.email.lower()}:
            return None
        person = Person.objects.create(name=author.name[:120], slug=free_slug(author.name), listed=False)
        self.report.done["people made"] += 1
        self.report.leave("person", "made with a name only; add position and bar admissions", author.name)
        return person


def free_slug(name: str) -> str:
    base = slugify(name)[:40] or "author"
    taken = set(Person.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if slug not in taken)


class Topics:
    """Categories are topics. A tag is one only when a topic of its name exists, or when `tags` is asked for:
    old blogs have hundreds, and a row of two hundred topics helps nobody to find anything."""

    def __init__(self, report: Report, *, tags: bool, dry: bool) -> None:
        self.report = report
        self.tags = tags
        self.dry = dry
        self.known: dict[tuple[int, str], Topic] = {}
        for topic in Topic.objects.all():
            self.known.setdefault((topic.locale_id, fold(topic.name)), topic)

    def of(self, item: Item, locale: Locale) -> Topic | None:
        """The topic of an item: its main category, else the first that fits."""
        categories = [term for term in item.terms if term.domain == "category" and term.slug not in NO_TOPIC]
        main = item.meta.get("_yoast_wpseo_primary_category", "")
        categories.sort(key=lambda term: term.slug != main)
        tags = [term for term in item.terms if term.domain == "post_tag"]
        found = [self._topic(term, locale) for term in categories]
        found += [self._topic(term, locale) if self.tags else self._existing(term, locale) for term in tags]
        return next((topic for topic in found if topic), None)

    def _existing(self, term: Term, locale: Locale) -> Topic | None:
        return self.known.get((locale.pk, fold(term.name)))

    def _topic(self, term: Term, locale: Locale) -> Topic | None:
        topic = self._existing(term, locale)
        if topic or self.dry:
            return topic
        slug = (
            slugify(re.sub("%[0-9a-f]{2}", "", term.slug))[:80] or slugify(term.name)[:80] or f"topic-{len(self.known)}"
        )
        topic = Topic.objects.filter(slug=slug, locale=locale).first()
        if topic is None:
            topic = Topic.objects.create(name=term.name[:80], slug=slug, locale=locale)
            self.report.done["topics made"] += 1
        self.known[locale.pk, fold(term.name)] = topic
        return topic
