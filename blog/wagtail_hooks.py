"""The editors' room: the firm's colours, and a new update one key away."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from blog.models import UpdatesIndexPage


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


@hooks.register("register_admin_menu_item")
def new_update() -> MenuItem:
    return NewUpdate(_("New update"), "", name="new-update", icon_name="plus", order=50)
