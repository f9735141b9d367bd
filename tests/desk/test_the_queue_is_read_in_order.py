"""The queue's views are read from an index in their own order, and the counts from an index alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firm.models import StaffMember
from intake.desk.queue import VIEWS, counts
from intake.models import Lead

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="an empty PostgreSQL table is read whole, rightly"),
]


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_view_sorts_nothing(view, paralegal: StaffMember) -> None:  # type: ignore[no-untyped-def]
    plan = view.leads(paralegal).explain()
    assert "INDEX lead_" in plan
    assert "TEMP B-TREE" not in plan, "every lead of the view is read and sorted for each page"


def test_the_counts_open_no_row(paralegal: StaffMember) -> None:
    with CaptureQueriesContext(connection) as asked:
        counts(paralegal, timezone.now())
    [query] = asked.captured_queries
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "COVERING INDEX lead_counts" in plan, plan


def test_the_purge_looks_at_dates_alone() -> None:
    assert "lead_purge" in Lead.objects.filter(kept="", purge_on__lte=timezone.now().date()).explain()
