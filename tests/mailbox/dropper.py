"""A small process that drops envelopes and says which were acknowledged; the kill test runs and kills it.

python -m tests.mailbox.dropper PREFIX
"""

import itertools
import sys

import django


def main(prefix: str) -> None:
    django.setup()
    from django.db import connection

    from intake.mailbox import drop
    from intake.models import Envelope

    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA busy_timeout=100")
    for number in itertools.count():
        key = f"{prefix}-{number}"
        drop(Envelope.Kind.TEXT, {"body": "x" * 200}, key=key)
        sys.stdout.write(f"{key}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
