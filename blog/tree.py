"""The pages every installation has, and who may edit them."""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from blog.models import AttorneySignOffTask, FactCheckTask, Topic, UpdatePage, UpdatesIndexPage
from blog.models.update import INDEX_SLUG
from firm.models import CrawlerRules, FirmProfile, HomePage, Office, Person, PracticeArea
from firm.roles import Role


def ensure_tree() -> dict[str, HomePage]:
    """Makes what is missing: a home and an updates page per language, the site, the Editors' rights.

    Idempotent; runs after every `migrate`. Answers the home pages by language code.
    """
    homes = {code: _home(code) for code, _ in settings.LANGUAGES}
    root = homes[settings.LANGUAGE_CODE]
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if site.root_page_id != root.pk:
        old = site.root_page if site.root_page_id else None
        site.root_page = root
        site.save()
        if old and type(old.specific) is Page and not old.get_children().exists():
            old.delete()  # Wagtail's own "Welcome" page
    for code, home in homes.items():
        _index(code, home)
    FirmProfile.load()
    _sign_off_workflow(homes.values())
    _editors_rights()
    return homes


def _locale(code: str) -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def _home(code: str) -> HomePage:
    locale = _locale(code)
    if home := HomePage.objects.filter(locale=locale).order_by("pk").first():
        return home
    default = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).order_by("pk").first()
    slug = "site" if code == settings.LANGUAGE_CODE else f"site-{code}"
    home = HomePage(slug=slug, locale=locale, title=settings.WAGTAIL_SITE_NAME)
    if default:
        home.translation_key = default.translation_key
    return Page.get_first_root_node().add_child(instance=home)


def _index(code: str, home: HomePage) -> UpdatesIndexPage:
    if index := UpdatesIndexPage.objects.child_of(home).first():
        return index
    with translation.override(code):
        index = UpdatesIndexPage(slug=INDEX_SLUG, locale=home.locale, title=gettext("Updates"))
    other = UpdatesIndexPage.objects.exclude(locale=home.locale).order_by("pk").first()
    if other:
        index.translation_key = other.translation_key
    return home.add_child(instance=index)


def _sign_off_workflow(homes: Iterable[HomePage]) -> None:
    """Fact-check, then signature, for everything under Updates; made once, then the firm's to change."""
    if AttorneySignOffTask.objects.exists():
        return
    with translation.override(settings.LANGUAGE_CODE):
        steps = (FactCheckTask(name=gettext("Fact-check")), AttorneySignOffTask(name=gettext("Attorney's sign-off")))
        workflow = Workflow.objects.create(name=gettext("Sign-off"))
    for order, task in enumerate(steps):
        task.save()
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    for home in homes:
        for index in UpdatesIndexPage.objects.child_of(home):
            WorkflowPage.objects.get_or_create(page=index, defaults={"workflow": workflow})


def _editors_rights() -> None:
    editors, _ = Group.objects.get_or_create(name=Role.EDITOR.value)
    for label in ("firm", "blog", "wagtailimages", "wagtaildocs", "wagtailadmin"):
        create_permissions(apps.get_app_config(label), verbosity=0)
    wanted = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    for model in (CrawlerRules, FirmProfile, Office, Person, PracticeArea, Topic):
        meta = model._meta
        wanted |= Permission.objects.filter(content_type__app_label=meta.app_label, content_type__model=meta.model_name)
    editors.permissions.add(*wanted)
    for home in HomePage.objects.filter(depth=2):
        for codename in ("add_page", "change_page", "publish_page"):
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.get_or_create(group=editors, page=home, permission=permission)
    collection = Collection.get_first_root_node()
    for label, model_name in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        # Wagtail asks for the rights of its own Image whatever the image model is.
        rights = Permission.objects.filter(content_type__app_label=label, content_type__model=model_name)
        for permission in rights.filter(codename__regex=r"^(add|change|choose)_"):
            GroupCollectionPermission.objects.get_or_create(group=editors, collection=collection, permission=permission)


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """Django's post_migrate: not while the tables are half there."""
    if UpdatePage._meta.db_table in connection.introspection.table_names():
        ensure_tree()
