"""The site's own background jobs."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from firm.worker import sweep


@sweep(seconds=20)
def publish_on_time() -> None:
    """Publishes what an editor scheduled, and takes down what has expired."""
    call_command("publish_scheduled", verbosity=0)


@sweep(seconds=24 * 60 * 60)
def clear_what_is_over() -> None:
    """Drops expired sessions and the records of finished tasks."""
    from django_tasks_db.models import DBTaskResult

    call_command("clearsessions", verbosity=0)
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - timedelta(days=1)).delete()
