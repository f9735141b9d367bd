"""Mail to whoever's turn it is: which page waits, never what it says."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from blog.models import AttorneySignOffTask, FactCheckTask
from firm.models import StaffMember
from firm.staff import mail


def task_started(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Wagtail's `task_submitted`: tells the people of the step, but not who sent the page."""
    task = instance.task.specific
    if not isinstance(task, FactCheckTask | AttorneySignOffTask):
        return
    asked_by = instance.workflow_state.requested_by
    words = {
        "title": instance.revision.object_str,
        "asked_by": asked_by,
        "signature": isinstance(task, AttorneySignOffTask),
        "link": f"{settings.PUBLIC_BASE_URL}/staff/approvals/{instance.pk}/",
    }
    subject = render_to_string("blog/approvals/waiting_subject.txt", words).strip()
    body = render_to_string("blog/approvals/waiting_message.txt", words)
    members = StaffMember.objects.filter(groups__name__in=[role.value for role in task.roles], is_active=True)
    to = sorted({member.email for member in members if member != asked_by or words["signature"]})
    for address in to:
        transaction.on_commit(partial(mail.post_later, EmailMessage(subject, body, to=[address])))
