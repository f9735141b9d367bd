"""The editors' room: the firm's colours, and a new update one key away."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from blog.advertising import cms_pages as advertising
from blog.cms import calendar, rulings
from blog.cms.panels import ToDo
from blog.cms.stories import StoryViewSet
from blog.cms.updates import UpdatesViewSet
from blog.ledger import cms_pages as record
from blog.links.report import BrokenSources, sources
from blog.models import UpdatePage, UpdatesIndexPage
from blog.sign_off import cms_pages
from blog.take_down import MAY as MAY_TAKE_DOWN
from blog.take_down import pages as take_down
from blog.translations.cms_pages import translation
from firm.models import StaffMember
from firm.roles import APPROVAL_ROLES


@hooks.register("insert_global_admin_css")
def house_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


class NewUpdate(MenuItem):
    """Straight to an empty update of the default language."""

    def is_shown(self, request: HttpRequest) -> bool:
        index = first_index()
        return bool(index and index.permissions_for_user(request.user).can_add_subpage())

    def render_component(self, request: HttpRequest) -> object:
        index = first_index()
        if index:
            self.url = reverse("wagtailadmin_pages:add", args=["blog", "updatepage", index.pk])
        return super().render_component(request)


def first_index() -> UpdatesIndexPage | None:
    return UpdatesIndexPage.objects.live().order_by("path").first()


register_snippet(StoryViewSet)


@hooks.register("register_admin_viewset")
def updates() -> UpdatesViewSet:
    return UpdatesViewSet("updates")


@hooks.register("register_admin_urls")
def own_pages() -> list[URLPattern]:
    return [
        path("sign-off/<int:page_id>/", cms_pages.sign_off, name="sign_off"),
        path("translation/<int:page_id>/", translation, name="translation"),
        path("advertising/<int:page_id>/", advertising.advertising, name="advertising"),
        path("sources/", sources, name="source_links"),
        path("take-down/", take_down.in_cms, name="take_down"),
        path("record/", record.record, name="record"),
        path("record/<int:entry_id>/", record.entry, name="record_entry"),
        path("record/<int:entry_id>/page/", record.shown, name="record_shown"),
        path("record/<int:entry_id>/export/", record.export, name="record_export"),
        path("due/", calendar.queue, name="cms_due"),
        path("calendar/", calendar.month, name="cms_calendar"),
        path("rulings/", rulings.listing, name="cms_rulings"),
        path("rulings/new/", rulings.edit, name="cms_new_ruling"),
        path("rulings/<uuid:ruling_id>/", rulings.detail, name="cms_ruling"),
        path("rulings/<uuid:ruling_id>/edit/", rulings.edit, name="cms_edit_ruling"),
        path("rulings/<uuid:ruling_id>/withdraw/", rulings.withdraw, name="cms_withdraw_ruling"),
        path("rulings/<uuid:ruling_id>/pages/<int:page_id>/", rulings.page, name="cms_ruling_page"),
    ]


@hooks.register("register_admin_menu_item")
def due_for_review() -> MenuItem:
    return MenuItem(_("Due for review"), reverse("cms_due"), name="due", icon_name="time", order=70)


@hooks.register("register_admin_menu_item")
def editors_calendar() -> MenuItem:
    return MenuItem(_("Calendar"), reverse("cms_calendar"), name="calendar", icon_name="calendar-alt", order=80)


@hooks.register("construct_homepage_panels")
def to_do(request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, ToDo())


@hooks.register("register_admin_menu_item")
def ruling_came_down() -> MenuItem:
    return MenuItem(_("A ruling came down"), reverse("cms_rulings"), name="rulings", icon_name="warning", order=60)


@hooks.register("register_admin_menu_item")
def new_update() -> MenuItem:
    return NewUpdate(_("New update"), "", name="new-update", icon_name="plus", order=50)


@hooks.register("register_reports_menu_item")
def the_record() -> MenuItem:
    return MenuItem(_("The record"), reverse_lazy("record"), name="record", icon_name="history", order=900)


hooks.register("before_publish_page", advertising.before_publish)
hooks.register("before_publish_page", cms_pages.before_publish)


@hooks.register("register_reports_menu_item")
def kill_switch() -> MenuItem:
    return MenuItem(_("Take down"), reverse_lazy("take_down"), name="take-down", icon_name="warning", order=910)


@hooks.register("register_reports_menu_item")
def dead_links() -> MenuItem:
    return MenuItem(
        _("Sources and dead links"), reverse_lazy("source_links"), name="sources", icon_name="link", order=905
    )


@hooks.register("construct_homepage_panels")
def broken_sources(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(BrokenSources())


class ApprovalsItem(MenuItem):
    """What waits for this person, fact-checks among them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, StaffMember) and request.user.has_role(*APPROVAL_ROLES)


@hooks.register("register_admin_menu_item")
def approvals() -> MenuItem:
    return ApprovalsItem(_("Approvals"), reverse_lazy("approvals"), name="approvals", icon_name="check", order=60)


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def take_down_button(page: Page, user: Any, view_name: str = "", next_url: str | None = None) -> Iterator[Button]:
    """On a public update, in the menu of its page and in that of a list: the way to the kill switch."""
    if page.live and isinstance(page.specific_deferred, UpdatePage) and may_take_down(user):
        address = f"{reverse('take_down')}?page={page.translation_key}"
        yield Button(_("Take down"), address, icon_name="warning", priority=61)


def may_take_down(user: Any) -> bool:
    return isinstance(user, StaffMember) and user.has_role(*MAY_TAKE_DOWN)


@hooks.register("register_page_header_buttons")
def compare_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """On a public translation: the way to see what changed in its original."""
    if (
        isinstance(page.specific_deferred, UpdatePage)
        and page.live
        and page.locale.language_code != settings.LANGUAGE_CODE
    ):
        yield Button(
            _("Compare with the original"), reverse("translation", args=[page.pk]), icon_name="globe", priority=55
        )
