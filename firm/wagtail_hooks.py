"""The editors' room: checks before publishing, hints, previews to share."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from firm.editing.findings import not_published, stops
from firm.editing.panel import how_it_reads
from firm.editing.previews import previews


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("how-it-reads/<int:page_id>/", how_it_reads, name="how_it_reads"),
        path("previews/<int:page_id>/", previews, name="previews"),
    ]


@hooks.register("insert_global_admin_js")
def script() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("js/cms.js"))


@hooks.register("register_page_header_buttons")
def share_a_preview(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if page.permissions_for_user(user).can_edit() and page.depth > 1:
        yield Button(_("Share a preview"), reverse("previews", args=[page.pk]), icon_name="link", priority=60)


@hooks.register("before_publish_page")
def say_what_stops(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The draft is saved already; the editor is told what to mend and lands in the form again."""
    found = stops(page)
    if not found:
        return None
    messages.error(request, not_published(page, found))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def say_what_stops_some(
    request: HttpRequest, action_type: str, objects: list[Page], action: Any
) -> HttpResponse | None:
    """Publishing many at once: all or none, and the reasons by page."""
    if action_type != "publish":
        return None
    wrong = [(page, found) for page in objects if (found := stops(page.get_latest_revision_as_object()))]
    for page, found in wrong:
        messages.error(request, not_published(page, found))
    return redirect("wagtailadmin_explore", wrong[0][0].get_parent().pk) if wrong else None
