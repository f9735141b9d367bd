"""`GET /health/`: is everything alive that a request for help depends on?"""

import os
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firm.models import Heartbeat

# The worker drains the spool every few seconds; what waits longer is stuck.
STUCK_AFTER = 300


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Database, worker and spool, each `ok` or what is wrong; 503 when one fails."""
    checks = {"database": database(), "worker": worker(), "spool": spool()}
    well = all(check["status"] == "ok" for check in checks.values())
    answer = {"status": "ok" if well else "failing", **checks}
    return JsonResponse(answer, status=200 if well else 503)


def database() -> dict[str, object]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return {"status": "does not answer"}
    return {"status": "ok"}


def worker() -> dict[str, object]:
    """The age of the last beat; stopped, silent or never started is a failure."""
    try:
        heart = Heartbeat.objects.filter(name="worker").first()
    except DatabaseError:
        connection.close()
        return {"status": "unknown"}
    if heart is None:
        return {"status": "never started"}
    seconds = round((timezone.now() - heart.beat_at).total_seconds(), 1)
    if heart.stopped:
        return {"status": "stopped", "last_beat_seconds_ago": seconds}
    return {"status": "ok" if heart.alive else "silent", "last_beat_seconds_ago": seconds}


def spool() -> dict[str, object]:
    """Where envelopes wait while the database is away: writable, and nothing in it for long."""
    folder = Path(settings.SPOOL_DIR)
    place = folder
    while not place.exists():
        place = place.parent
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return {"status": "not writable"}
    try:
        arrived = [path.stat().st_mtime for path in folder.glob("*.envelope")]
    except FileNotFoundError:  # drained between the listing and the look
        arrived = []
    stuck = any(time.time() - moment > STUCK_AFTER for moment in arrived)
    return {"status": "stuck" if stuck else "ok", "waiting": len(arrived)}
