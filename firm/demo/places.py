"""The demo's cards of rights and its menus; what somebody has edited since stays as they left it."""

from typing import Any

from firm.demo import text
from firm.models import HomePage, MenuItem, Menus, Office, OfficeText, Person, PlainPage, RightsPage

LANGUAGES = ("en", "es")


def rights(homes: dict[str, HomePage], page: dict[str, Any]) -> None:
    """One page of cards per language, under the same address."""
    first: RightsPage | None = None
    for language in LANGUAGES:
        home = homes[language]
        made = RightsPage.objects.child_of(home).filter(slug=page["slug"]).first()
        if made is None:
            PlainPage.objects.child_of(home).filter(slug=page["slug"]).delete()  # what older demos had there
            made = RightsPage(
                slug=page["slug"],
                locale=home.locale,
                show_in_menus=True,
                checked_on=page["checked_on"],
                reviewer=Person.objects.get(slug=page["reviewer"]),
                cards=[("card", card(row, language)) for row in page["cards"]],
                **page[language],
            )
            if first is not None:
                made.translation_key = first.translation_key
            HomePage.objects.get(pk=home.pk).add_child(instance=made)
            made.save_revision().publish()
        first = first or made


def card(row: dict[str, Any], language: str) -> dict[str, Any]:
    words = row[language]
    return {
        "heading": words["heading"],
        "text": text.rich(words["text"]),
        "say": words.get("say", ""),
        "say_in_english": row["en"].get("say", ""),
        "source": words["source"],
        "url": row["url"],
    }


def visiting(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        office = Office.objects.get(name=row["name"])
        for language in LANGUAGES:
            OfficeText.objects.get_or_create(office=office, language=language, defaults=row[language])


def menus(rows: list[dict[str, Any]], homes: dict[str, HomePage]) -> None:
    """Both menus of both languages, once."""
    kept = Menus.load()
    if kept.items.exists():
        return
    for order, row in enumerate(rows):
        for language in LANGUAGES:
            page = homes[language].get_children().filter(slug=row.get("page", "")).first()
            MenuItem.objects.create(
                menus=kept, language=language, place=row["place"], page=page, sort_order=order,
                label=row.get(language, ""), address="" if page else row.get("address", ""),
            )  # fmt: skip
