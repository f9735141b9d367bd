"""What a finished workflow does. Wagtail reads this module while its own models load, so it imports none."""

from typing import Any

from wagtail.workflows import publish_workflow_state


def finish(path: Any, user: Any = None) -> None:
    """`WAGTAIL_FINISH_WORKFLOW_ACTION`: publishes what was signed, whatever was drafted since."""
    from blog.models import AttorneySignOffTask, UpdatePage
    from blog.sign_off.signing import publish_signed

    page = path.content_object.specific if path.content_object else None
    if isinstance(page, UpdatePage) and path.task_states.filter(task__in=AttorneySignOffTask.objects.all()).exists():
        publish_signed(page, user)
    else:
        publish_workflow_state(path, user=user)
