"""Stories in the editors' room."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from blog.models import Story

# Set once, when the story is begun; afterwards a ruling changes them, with an attorney's approval.
BY_RULING = ("standing", "deadline")


class StoryForm(WagtailAdminModelForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in BY_RULING:
                self.fields[name].disabled = True


class StoryViewSet(SnippetViewSet):
    model = Story
    icon = "history"
    menu_label = _("Stories")
    menu_name = "stories"
    menu_order = 110
    add_to_admin_menu = True
    list_display = [
        "name",
        Column("get_standing_display", label=_("Where it stands"), sort_key="standing"),
        "changed_on",
        "checked_on",
        "review_by",
        "looked_after_by",
    ]
    list_filter = ["standing", "looked_after_by"]
    search_fields = ["name"]
    ordering = ["name"]
    copy_view_enabled = False
    edit_template_name = "blog/cms/story.html"
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            MultiFieldPanel(
                [
                    HelpPanel(
                        _(
                            "Every update of the story shows this at once, in every language. A new standing: “A ruling came down”."
                        )
                    ),
                    FieldRowPanel([FieldPanel("standing"), FieldPanel("deadline")]),
                    FieldPanel("note"),
                    FieldPanel("track"),
                    FieldPanel("next_step"),
                    FieldPanel("next_on"),
                ],
                heading=_("Where the case stands"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("checked_on"), FieldPanel("checked_by")]),
                    FieldRowPanel([FieldPanel("review_by"), FieldPanel("looked_after_by")]),
                ],
                heading=_("Looked after"),
            ),
        ],
        base_form_class=StoryForm,
    )
