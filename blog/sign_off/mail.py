"""Mail to whoever's turn it is: which page waits, never what it says."""

from typing import Any

from django.urls import reverse

from blog import letters
from blog.models import AttorneySignOffTask, FactCheckTask


def task_started(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Wagtail's `task_submitted`: tells the people of the step; who sent the page may sign it, but not check it."""
    task = instance.task.specific
    if not isinstance(task, FactCheckTask | AttorneySignOffTask):
        return
    asked_by, signature = instance.workflow_state.requested_by, isinstance(task, AttorneySignOffTask)
    letters.send(
        "waiting",
        [member for member in letters.in_roles(*task.roles) if signature or member != asked_by],
        reverse("approval", args=[instance.pk]),
        title=instance.revision.object_str,
        asked_by=asked_by,
        signature=signature,
    )
