"""What publishing does beside showing the page: the search learns it, and kept pages are forgotten."""

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

from blog import search
from blog.models import UpdatePage
from firm import page_cache

# A change to any row of these may show on a public page. (Our pages bump in their own `save`.)
SHOWN = (
    "firm.ContactNumber", "firm.FirmProfile", "firm.Disclaimers", "firm.SocialLink", "firm.HelpfulLink",
    "firm.Person", "firm.PersonText", "firm.BarAdmission", "firm.Office", "firm.PracticeArea", "firm.Picture",
    "blog.Topic", "wagtailcore.Locale", "wagtailcore.Site",
)  # fmt: skip


def shown_changed(sender: type[Model], **kwargs: Any) -> None:
    if not kwargs.get("raw"):
        page_cache.bump()


def page_saved(sender: type[Model], instance: UpdatePage, **kwargs: Any) -> None:
    fields = kwargs.get("update_fields")
    if not kwargs.get("raw") and (fields is None or "live" in fields):
        search.index(instance)


def connect() -> None:
    """Called once, when the app is ready."""
    for label in SHOWN:
        for signal in (post_save, post_delete):
            signal.connect(shown_changed, sender=apps.get_model(label), dispatch_uid=f"shown {label} {id(signal)}")
    for page_model in (
        "firm.HomePage",
        "firm.PlainPage",
        "blog.UpdatesIndexPage",
        "blog.UpdatePage",
        "wagtailcore.Page",
    ):
        post_delete.connect(shown_changed, sender=apps.get_model(page_model), dispatch_uid=f"deleted {page_model}")
    post_save.connect(page_saved, sender=UpdatePage, dispatch_uid="searched")
    for moved in (page_unpublished, page_slug_changed, post_page_move):
        moved.connect(shown_changed, dispatch_uid=f"moved {id(moved)}")
