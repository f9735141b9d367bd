"""The site's own background jobs."""

from datetime import timedelta
from functools import partial

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Revision

from firm.worker import guarded, sweep


@sweep(seconds=20)
def publish_on_time() -> None:
    """Publishes what an editor scheduled, and takes down what has expired; one page that may not holds up no other."""
    for page in Page.objects.filter(live=True, expire_at__lt=timezone.now()):
        guarded("expire", partial(page.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled"))
    for revision in Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at"):
        guarded("publish", partial(revision.publish, log_action="wagtail.publish.scheduled"))


@sweep(seconds=24 * 60 * 60)
def clear_what_is_over() -> None:
    """Drops expired sessions and the records of finished tasks."""
    from django_tasks_db.models import DBTaskResult

    call_command("clearsessions", verbosity=0)
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - timedelta(days=1)).delete()
