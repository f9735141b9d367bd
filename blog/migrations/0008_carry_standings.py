"""Each update's standing, track and next step become its story's; its revisions learn the story too.

Without the second, publishing a draft begun before this migration would take the page out of its story.
"""

import json

from django.conf import settings
from django.db import migrations


def carry(apps, schema_editor):
    UpdatePage = apps.get_model("blog", "UpdatePage")
    families = {}
    for page in UpdatePage.objects.filter(alias_of=None).select_related("locale").order_by("pk"):
        families.setdefault(page.translation_key, {})[page.locale.language_code] = page
    for pages in families.values():
        first = pages.get(settings.LANGUAGE_CODE) or next(iter(pages.values()))
        story = apps.get_model("blog", "Story").objects.create(
            name=free_name(apps, first.title),
            standing=first.standing,
            deadline=first.standing_deadline,
            track=json.dumps(track_of(pages, first)),
            next_step={code: page.next_step for code, page in pages.items() if page.next_step},
            checked_on=first.checked_on,
            checked_by=first.reviewer,
        )
        UpdatePage.objects.filter(translation_key=first.translation_key).update(story=story)
        tell_revisions(apps, [page.pk for page in pages.values()], story.pk)


def free_name(apps, title):
    """The title, numbered when two updates share it."""
    taken = set(apps.get_model("blog", "Story").objects.values_list("name", flat=True))
    names = [title[:110], *(f"{title[:110]} {number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def track_of(pages, first):
    """The first language's steps; another language's words join the step in the same place and of the same day."""
    steps = {code: [block["value"] for block in page.track.raw_data] for code, page in pages.items()}
    [mine] = [code for code, page in pages.items() if page.pk == first.pk]
    track = []
    for number, step in enumerate(steps[mine]):
        words = {
            code: other[number]["text"]
            for code, other in steps.items()
            if number < len(other) and other[number]["date"] == step["date"]
        }
        track.append({"type": "entry", "value": {"date": step["date"], "words": words, "standing": "", "source": ""}})
    return track


def tell_revisions(apps, page_ids, story_id):
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind = ContentType.objects.filter(app_label="blog", model="updatepage").first()
    Revision = apps.get_model("wagtailcore", "Revision")
    for revision in Revision.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in page_ids]):
        revision.content["story"] = story_id
        revision.save(update_fields=["content"])


class Migration(migrations.Migration):

    dependencies = [
        ("blog", "0007_story"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
