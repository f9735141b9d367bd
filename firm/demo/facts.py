"""The demo firm: its profile, offices, people, practice areas, numbers, home and plain pages, in both languages."""

import datetime
from pathlib import Path
from typing import Any

from wagtail.models import Locale

from firm.demo import places, text
from firm.models import (
    BarAdmission,
    ContactNumber,
    FirmProfile,
    HomePage,
    Office,
    Person,
    PersonText,
    PlainPage,
    PracticeArea,
    StaffMember,
)
from firm.opening_hours import DAYS

HERE = Path(__file__).parent
LANGUAGES = ("en", "es")
FIELDS = ("kind", "label", "languages", "urgent", "direct")  # of a line


def seed() -> None:
    """Makes what is missing. What somebody has edited since stays as they left it."""
    facts = text.read(HERE / "facts.toml")
    _numbers(facts["number"])
    _offices(facts["office"])
    _people(facts["person"])
    _areas(facts["area"])
    _profile(facts)
    homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
    for language in LANGUAGES:
        _home(homes[language], facts["short_name"], facts["home"][language])
    places.rights(homes, text.read(HERE / "pages" / "know-your-rights.toml"))
    for name in ("how-we-help", "privacy"):
        _plain_page(homes, text.read(HERE / "pages" / f"{name}.toml"))
    places.visiting(facts["office"])
    places.menus(facts["menu"], homes)


def _numbers(rows: list[dict[str, Any]]) -> None:
    for position, row in enumerate(rows):
        fields: dict[str, Any] = {name: row[name] for name in FIELDS if name in row}
        hours = {day: [row["daily"]] for day in DAYS} if "daily" in row else {}
        ContactNumber.objects.get_or_create(
            number=row["number"], defaults={**fields, "hours": hours, "holidays": _closed_days(), "position": position}
        )


def _closed_days() -> list[str]:
    """This year's Christmas and the New Year's Day after it."""
    year = datetime.datetime.now(datetime.UTC).year
    return [f"{year}-12-25", f"{year + 1}-01-01"]


def _offices(rows: list[dict[str, Any]]) -> None:
    for order, row in enumerate(rows):
        own = {key: value for key, value in row.items() if key not in LANGUAGES}
        Office.objects.get_or_create(name=row["name"], defaults={**own, "sort_order": order})


def _people(rows: list[dict[str, Any]]) -> None:
    for order, row in enumerate(rows):
        fields = {key: row[key] for key in ("name", "languages")}
        person, created = Person.objects.get_or_create(
            slug=row["slug"],
            # Only attorneys stand under "Our attorneys".
            defaults={
                **fields,
                "sort_order": order,
                "listed": bool(row["admissions"]),
                "member": StaffMember.objects.filter(name=row["name"]).first(),
            },
        )
        if not created:
            continue
        for jurisdiction, number, year in row["admissions"]:
            BarAdmission.objects.create(person=person, jurisdiction=jurisdiction, number=number, year=year)
        for language in LANGUAGES:
            words = row[language]
            PersonText.objects.create(
                person=person, language=language, position=words["position"], bio=text.rich(words["bio"])
            )


def _areas(rows: list[dict[str, Any]]) -> None:
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    for order, row in enumerate(rows):
        first = None
        for language in LANGUAGES:
            words = row[language]
            fields = {"name": words["name"], "summary": words["summary"], "text": text.rich(words["text"])}
            if first is not None:
                fields["translation_key"] = first.translation_key
            area, _ = PracticeArea.objects.get_or_create(
                slug=row["slug"], locale=locales[language], defaults={**fields, "sort_order": order}
            )
            first = first or area


def _profile(facts: dict[str, Any]) -> None:
    profile = FirmProfile.load()
    if profile.name == facts["name"]:
        return
    profile.name, profile.short_name = facts["name"], facts["short_name"]
    profile.tagline, profile.time_zone = facts["en"]["tagline"], facts["time_zone"]
    profile.responsible_attorney = Person.objects.filter(slug=facts["responsible_attorney"]).first()
    profile.responsible_office = Office.objects.filter(name=facts["responsible_office"]).first()
    profile.save()
    sentences = ("tagline", "footer", "not_lawyers_yet", "contact_invitation", "group_invitation")
    for language in LANGUAGES:
        words = facts[language]
        profile.disclaimers.model.objects.update_or_create(
            profile=profile, language=language, defaults={key: words[key] for key in sentences}
        )
        for row in words["link"]:
            profile.helpful_links.model.objects.create(profile=profile, language=language, **row)
    for row in facts["social"]:
        profile.social_links.model.objects.create(profile=profile, **row)


def _home(home: HomePage, title: str, words: dict[str, str]) -> None:
    if home.hero_title:
        return
    home.title = home.draft_title = title
    for key, value in words.items():
        setattr(home, key, value)
    home.save()
    home.save_revision().publish()


def _plain_page(homes: dict[str, HomePage], page: dict[str, Any]) -> None:
    first: PlainPage | None = None
    for language in LANGUAGES:
        home, words = homes[language], page[language]
        made = PlainPage.objects.child_of(home).filter(slug=page["slug"]).first()
        if made is None:
            made = PlainPage(
                title=words["title"],
                slug=page["slug"],
                dek=words["dek"],
                body=text.body(words.get("body", [])),
                show_in_menus=page["in_menu"],
                locale=home.locale,
            )
            if first is not None:
                made.translation_key = first.translation_key
            home.add_child(instance=made)
            made.save_revision().publish()
        first = first or made
