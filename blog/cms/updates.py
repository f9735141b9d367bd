"""Every update in one list, to be found by topic, standing, language and state; the tree of pages is for the rest."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet

from blog.models import UpdatePage


class UpdatesViewSet(PageListingViewSet):  # type: ignore[misc]
    model = UpdatePage
    icon = "doc-full"
    menu_label = _("Updates")
    menu_order = 55
    add_to_admin_menu = True
    columns = [
        *(each for each in PageListingViewSet.index_view_class.base_columns if each.name != "parent"),
        Column("checked_on", label=_("Last checked"), sort_key="checked_on", width="12%"),
    ]
    list_filter = ["topic", "story__standing", "author", "live"]
    search_fields = ["title"]
