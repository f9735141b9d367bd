"""A line above the fields of an update: signed, changed since, or waiting for whom."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel

from blog.sign_off.gate import Verdict, verdict


class SignOffPanel(Panel):
    """Shown once the page exists and somebody asks for a signature."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "blog/cms/sign_off_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            found = verdict(self.instance, type(self.instance).objects.filter(pk=self.instance.pk).first())
            step = self.instance.current_workflow_task_state
            return {**context, "page": self.instance, "verdict": found, "step": step, "line": line_of(found, step)}


def line_of(found: Verdict, step: Any) -> str:
    """Where the page stands, in one sentence."""
    if step is not None:
        return _("Waiting: %(task)s.") % {"task": step.task.name}
    if not found.required:
        return _("This update may be published without a signature.")
    signature = found.signature
    if signature is None or not found.covered:
        return found.why_not
    said = {"who": signature.signed_by, "when": f"{signature.signed_at:%Y-%m-%d}"}
    if found.fixes:
        return _("Signed by %(who)s on %(when)s; only typos changed since.") % said
    return _("Signed by %(who)s on %(when)s, word for word.") % said
