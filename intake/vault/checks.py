"""`manage.py check --deploy --database default` names what keeps the firm from going live."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004
from django.db import DatabaseError

from intake.vault import go_live


@register(Tags.database, deploy=True)  # asks the database, so only when the command names one
def check_live(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """One warning for each thing that is missing; the public door answers 503 meanwhile."""
    if settings.DEMO or not databases:
        return []
    try:
        problems = go_live.missing()
    except DatabaseError:
        problems = ["The database does not answer, or has no tables yet: run `manage.py migrate`."]
    return [Warning(problem, id="intake.W001") for problem in problems]
