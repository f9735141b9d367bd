"""What publishing does beside showing the page: the search learns it, and kept pages are forgotten."""

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

from blog import search
from blog.ledger import watching
from blog.models import Story, UpdatePage
from firm import page_cache

# A change to any row of these may show on a public page. (Our pages bump in their own `save`.)
SHOWN = (
    "firm.ContactNumber", "firm.FirmProfile", "firm.Disclaimers", "firm.SocialLink", "firm.HelpfulLink",
    "firm.Person", "firm.PersonText", "firm.BarAdmission", "firm.Office", "firm.OfficeText", "firm.MenuItem",
    "firm.PracticeArea", "firm.Picture",
    "firm.CrawlerRules", "blog.Topic", "wagtailcore.Locale", "wagtailcore.Site",
)  # fmt: skip


def shown_changed(sender: type[Model], **kwargs: Any) -> None:
    if not kwargs.get("raw"):
        page_cache.bump()


def page_saved(sender: type[Model], instance: UpdatePage, **kwargs: Any) -> None:
    fields = kwargs.get("update_fields")
    if not kwargs.get("raw") and (fields is None or "live" in fields):
        search.index(instance)


def page_taken_off(sender: type[Model], instance: Page, **kwargs: Any) -> None:
    """However it was taken off: what expires is saved as a bare page, and never as an update."""
    search.forget(instance.pk)


def story_saved(sender: type[Model], instance: Story, **kwargs: Any) -> None:
    """What the story says is found under each of its updates."""
    if not kwargs.get("raw"):
        for page in UpdatePage.objects.live().filter(story=instance).select_related("locale"):
            search.index(page)


def connect() -> None:
    """Called once, when the app is ready."""
    for label in SHOWN:
        for signal in (post_save, post_delete):
            signal.connect(shown_changed, sender=apps.get_model(label), dispatch_uid=f"shown {label} {id(signal)}")
    for page_model in (
        "firm.HomePage",
        "firm.PlainPage",
        "firm.RightsPage",
        "blog.UpdatesIndexPage",
        "blog.UpdatePage",
        "wagtailcore.Page",
    ):
        post_delete.connect(shown_changed, sender=apps.get_model(page_model), dispatch_uid=f"deleted {page_model}")
    post_save.connect(page_saved, sender=UpdatePage, dispatch_uid="searched")
    page_unpublished.connect(page_taken_off, dispatch_uid="no longer searched")
    post_save.connect(story_saved, sender=Story, dispatch_uid="story searched")
    post_delete.connect(shown_changed, sender=Story, dispatch_uid="story deleted")
    post_save.connect(watching.logged, sender=PageLogEntry, dispatch_uid="record")
    for moved in (page_unpublished, page_slug_changed, post_page_move):
        moved.connect(shown_changed, dispatch_uid=f"moved {id(moved)}")
