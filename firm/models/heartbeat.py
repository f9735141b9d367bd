"""When the worker was last seen alive, and when what happens once in a while last did."""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

# A sweep is short by contract, so two minutes of silence means a worker that hangs or is gone.
SILENCE = timedelta(minutes=2)


class Heartbeat(models.Model):
    """One row for the worker, and one for each thing that is to be done once a day at most."""

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

    @classmethod
    def first_since(cls, name: str, moment: datetime) -> bool:
        """True for whoever asks first since `moment` (at or after it); the turn is taken by asking.

        It is on disk before anything is done with it: a worker killed in between does that not at all, rather than twice.
        """
        now = timezone.now()
        start = {"started_at": now, "beat_at": now, "stopped": True}
        with transaction.atomic():
            row, fresh = cls.objects.select_for_update().get_or_create(name=name, defaults=start)
            if not fresh and row.beat_at >= moment:
                return False
            row.beat_at = now
            row.save(update_fields=["beat_at"])
        return True
