"""The demo's updates, written for the dates they bear; one TOML file each, both languages side by side."""

from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import Locale

from blog.demo import pictures
from blog.models import Ruling, Story, Topic, UpdatePage, UpdatesIndexPage
from blog.models.ruling import standing_of
from firm.demo import text
from firm.models import Person, Picture, StaffMember
from firm.roles import Role

HERE = Path(__file__).parent
FACTS = Path(text.__file__).parent / "facts.toml"
LANGUAGES = ("en", "es")


def stories() -> dict[str, dict[str, Any]]:
    """Every story as written, by the name of its file."""
    return {path.stem: text.read(path) for path in sorted((HERE / "stories").glob("*.toml"))}


def updates() -> list[dict[str, Any]]:
    """Every update as written, oldest first."""
    files = [text.read(path) for path in (HERE / "updates").glob("*.toml")]
    return sorted(files, key=lambda update: (update["published_on"], update["slug"]))


def seed() -> None:
    """Makes what is missing, after `firm.demo.facts.seed`. What somebody has edited since stays as they left it."""
    topics = _topics()
    told = stories()
    indexes = {index.locale.language_code: index for index in UpdatesIndexPage.objects.select_related("locale")}
    words = text.read(FACTS)["updates"]
    for language in LANGUAGES:  # a firm that tries a third one finds its pages empty
        _name(indexes[language], words[language])
    written = updates()
    made = [each for each in written if UpdatePage.objects.filter(slug=each["slug"]).count() < len(LANGUAGES)]
    for update in made:
        _update(update, indexes, topics, _story(told[update["story"]]))
    for update in written:
        if "superseded_by" in update and (update in made or update["superseded_by"] in [each["slug"] for each in made]):
            _replaced(update)


def _story(story: dict[str, Any]) -> Story:
    """The story of that name, made once."""
    facts = {key: story[key] for key in ("standing", "checked_on")}
    facts |= {key: story.get(key) for key in ("deadline", "changed_on", "next_on", "review_by")}
    words = {key: story.get(key, {}) for key in ("note", "next_step")}
    track = [
        (
            "entry",
            {
                "date": step["date"],
                "words": {language: step[language] for language in LANGUAGES},
                "standing": step.get("standing", ""),
                "source": step.get("source", ""),
            },
        )
        for step in story.get("track", [])
    ]
    checker = Person.objects.get(slug=story["checked_by"])
    found, made = Story.objects.get_or_create(
        name=story["name"], defaults={**facts, **words, "track": track, "checked_by": checker}
    )
    editor = StaffMember.objects.filter(groups__name=Role.EDITOR.value).first()
    if made and editor and "ruling" in story:
        Ruling.objects.create(story=found, before=standing_of(found), proposed_by=editor, **story["ruling"])
    return found


def _name(index: UpdatesIndexPage, words: dict[str, str]) -> None:
    if not index.dek:
        index.title, index.draft_title, index.dek = words["title"], words["title"], words["dek"]
        index.save()
        index.save_revision().publish()


def _topics() -> dict[tuple[str, str], Topic]:
    """The topics by slug and language."""
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    made: dict[tuple[str, str], Topic] = {}
    for slug, names in text.read(HERE / "topics.toml").items():
        for language in LANGUAGES:
            fields: dict[str, Any] = {"name": names[language]}
            if language != LANGUAGES[0]:
                fields["translation_key"] = made[slug, LANGUAGES[0]].translation_key
            made[slug, language], _ = Topic.objects.get_or_create(slug=slug, locale=locales[language], defaults=fields)
    return made


def _update(
    update: dict[str, Any],
    indexes: dict[str, UpdatesIndexPage],
    topics: dict[tuple[str, str], Topic],
    story: Story,
) -> None:
    shared = {key: update[key] for key in ("slug", "published_on", "checked_on", "short_code")}
    shared["story"] = story
    shared["author"] = Person.objects.get(slug=update["author"])
    shared["reviewer"] = Person.objects.get(slug=update["reviewer"])
    shared["picture"] = _picture(update["picture"], update["en"]["picture_alt"])
    first: UpdatePage | None = None
    for language in LANGUAGES:
        index = indexes[language]
        page = UpdatePage.objects.child_of(index).filter(slug=update["slug"]).first()
        if page is None:
            page = UpdatePage(
                **shared, **_words(update, language), topic=topics[update["topic"], language], locale=index.locale
            )
            if first is not None:
                page.translation_key = first.translation_key
            index.add_child(instance=page)
            page.save_revision().publish()
            if update.get("needs_sign_off"):  # from now on: nobody of the fictional firm has signed what it starts with
                page.needs_sign_off = True
                page.save_revision().publish()
        first = first or page


def _replaced(update: dict[str, Any]) -> None:
    """Marks an update as replaced, in each language."""
    for page in UpdatePage.objects.filter(slug=update["slug"]).select_related("locale"):
        page.superseded_by = UpdatePage.objects.get(slug=update["superseded_by"], locale=page.locale)
        page.save_revision().publish()


def _words(update: dict[str, Any], language: str) -> dict[str, Any]:
    """What the page says in one language."""
    words = update[language]
    return {
        **{key: words[key] for key in ("title", "dek", "picture_alt")},
        "search_description": words["dek"][:255],
        "in_short": [("point", text.line(point)) for point in words["in_short"]],
        "body": text.body(words["body"]),
        "means": [("case", {**row, "action": text.line(row["action"])}) for row in words["means"]],
        "unknown": text.rich(words["unknown"]),
        "sources": [
            (
                "source",
                {key: row[key] for key in ("kind", "title", "url")}
                | {"note": row[language], "words": row.get("words", ""), "seen_on": row.get("seen_on")},
            )
            for row in update["sources"]
        ],
    }


def _picture(scene: str, shows: str) -> Picture:
    """The drawing of that name, made once."""
    title = f"Drawing: {scene}"
    picture: Picture | None = Picture.objects.filter(title=title).first()
    if picture is None:
        file = ContentFile(pictures.draw(scene), name=f"{scene}.png")
        picture = Picture(title=title, description=shows[:255], file=file, width=pictures.WIDTH, height=pictures.HEIGHT)
        picture.save()
    return picture
