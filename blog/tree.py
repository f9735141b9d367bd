"""The pages every installation has, and the workflow over its updates."""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Locale, Page, Site, Workflow, WorkflowPage, WorkflowTask

from blog.models import AttorneySignOffTask, FactCheckTask, UpdatePage, UpdatesIndexPage
from blog.models.update import INDEX_SLUG
from firm.models import FirmProfile, HomePage


def ensure_tree() -> dict[str, HomePage]:
    """Makes what is missing: a home and an updates page per language, the site, the workflow.

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
            with transaction.atomic():  # the record looks at commit, when it is gone
                old.delete()  # Wagtail's own "Welcome" page
    for code, home in homes.items():
        _index(code, home)
    FirmProfile.load()
    _sign_off_workflow(homes.values())
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


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """Django's post_migrate: not while the tables are half there."""
    if UpdatePage._meta.db_table in connection.introspection.table_names():
        ensure_tree()
