"""When the worker was last seen alive."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

# A sweep is short by contract, so two minutes of silence means a worker that hangs or is gone.
SILENCE = timedelta(minutes=2)


class Heartbeat(models.Model):
    """One row per background process; today only `worker`."""

    name = models.CharField(max_length=40, primary_key=True)
    host = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    stopped = models.BooleanField(default=False)  # stopped on purpose: a successor need not wait

    class Meta:
        db_table = "firm_heartbeat"

    def __str__(self) -> str:
        return self.name

    @property
    def age(self) -> timedelta:
        return timezone.now() - self.beat_at

    @property
    def alive(self) -> bool:
        return not self.stopped and self.age < SILENCE
