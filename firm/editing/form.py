"""The form of every page in the editors' room."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class PageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Wagtail's own; a new page begins as a draft, also under *Publish*.

    Wagtail adds it to the tree before it asks `before_publish_page`. Were it live by then, a page that a hook
    keeps back would be public all the same, and one that may not go live would be refused with all its words.
    """

    def save(self, commit: bool = True) -> Any:
        if self.instance._state.adding:
            self.instance.live = False
        return super().save(commit)
