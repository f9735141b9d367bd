"""A list above the fields of an update: what the advertising rules find in it."""

from typing import Any

from wagtail.admin.panels import Panel

from blog.advertising import open_findings


class AdvertisingPanel(Panel):
    """Above the fields: how many findings wait, with a way to them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "blog/cms/advertising_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.instance.pk) and bool(self.open)

        @property
        def open(self) -> list[Any]:
            return open_findings(self.instance)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "page": self.instance, "findings": self.open}
