"""The four groups that carry the roles, and what each may do in the CMS."""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from firm.roles import Role

# Kept at the desk by administrators; an editor who could write these would divert callers or make staff.
NEVER_FOR_EDITORS = {"staffmember", "contactnumber", "numberchange"}
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
COLLECTION_PERMISSIONS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)


def make_groups() -> None:
    """Makes the groups and gives the editors' one its permissions; safe to repeat."""
    for role in Role:
        Group.objects.get_or_create(name=role.value)
    # Wagtail's own first migration makes a second group that may enter the CMS; nobody here holds it.
    Group.objects.filter(name="Moderators", user=None).delete()
    editors = Group.objects.get(name=Role.EDITOR.value)
    editors.permissions.set(editor_permissions())
    allow_pages(editors)
    allow_collections(editors)


def editor_permissions() -> Iterable[Permission]:
    """Enter the CMS; write pictures, documents and everything of the site but numbers and staff."""
    site = Q(content_type__app_label__in=["firm", "blog"]) & ~Q(content_type__model__in=NEVER_FOR_EDITORS)
    shelf = Q(content_type__app_label__in=["wagtailimages", "wagtaildocs", "wagtailredirects"])
    enter = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    translate = Q(content_type__app_label="wagtail_localize")
    return Permission.objects.filter(site | shelf | enter | translate)


def allow_pages(editors: Group) -> None:
    from wagtail.models import GroupPagePermission, Page

    root = Page.objects.filter(depth=1).first()
    if root is None:
        return
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS):
        GroupPagePermission.objects.get_or_create(group=editors, page=root, permission=permission)


def allow_collections(editors: Group) -> None:
    from wagtail.models import Collection, GroupCollectionPermission

    root = Collection.objects.filter(depth=1).first()
    if root is None:
        return
    for permission in Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=COLLECTION_PERMISSIONS
    ):
        GroupCollectionPermission.objects.get_or_create(group=editors, collection=root, permission=permission)


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """Runs once, after the last app's permissions exist."""
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if sender.label == last.label:
        make_groups()
