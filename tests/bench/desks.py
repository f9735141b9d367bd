"""The queue of a desk with many leads, its first page and one far down, and the search over sealed cards."""

import os
import random
import uuid
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firm.models import StaffMember
from firm.roles import Role
from intake.desk.cards import Card, sought_in
from intake.desk.queue import VIEWS, cursor
from intake.desk.search import search
from intake.mailbox.reference import new_reference
from intake.models import Entry, Lead
from intake.vault import OpenedDesk, open_desks, stretching
from intake.vault.doorway import cookie_name
from tests.bench.asking import ask, whole
from tests.bench.table import Line, ms
from tests.bench.timing import each, side_by_side
from tests.conftest import join_firm
from tests.vault.keys import CHEAP, PIN, DeskKeys

FIRST = ["Rosa", "Linh", "Ahmed", "Oksana", "Wei", "Lucía", "Joy", "Jorge", "Jiwoo", "Marcos", "Amina", "Pierre"]
LAST = ["Marin", "Tran", "Karimi", "Petrenko", "Chen", "Vega", "Reyes", "Molina", "Kim", "Duarte", "Osman", "Baptiste"]
TIMES = 40
CHUNK = 1000


def unlocked(keys: DeskKeys) -> tuple[StaffMember, str]:
    """A paralegal at an open desk: who, and the cookies of the browser."""
    staff = join_firm("Pia Paralegal", Role.PARALEGAL)
    keys.give(staff)
    client = Client()
    client.force_login(staff)
    session = client.session.session_key
    desk = open_desks.open_for(staff, keys.secrets, session, PIN)
    return staff, f"{settings.SESSION_COOKIE_NAME}={session}; {cookie_name()}={desk}"


def fill(desk: OpenedDesk, leads: int, messages: int) -> None:
    """Leads with real sealed cards; the details and messages are noise of the right size, which no list opens."""
    chance, now = random.Random(2), timezone.now().replace(minute=0, second=0, microsecond=0)  # noqa: S311
    references: set[str] = set()
    while len(references) < leads:
        references.add(new_reference())
    waiting, body = sorted(references), os.urandom(400)
    with transaction.atomic():
        for start in range(0, leads, CHUNK):  # a million messages at once would not fit in memory
            made = [
                lead(desk, chance, reference, now - timedelta(hours=chance.randrange(9000)))
                for reference in waiting[start : start + CHUNK]
            ]
            Lead.objects.bulk_create(made)
            Entry.objects.bulk_create(
                Entry(lead=one, position=n, kind="text-in", hour=one.received_hour, epoch=1, body=body)
                for one in made
                for n in range(messages)
            )


def lead(desk: OpenedDesk, chance: random.Random, reference: str, at: object) -> Lead:
    one = Lead(
        id=uuid.uuid4(),
        reference=reference,
        received_hour=at,
        channel=chance.choice(["form", "text", "call"]),
        band=chance.choices([0, 1, 2, 3], [1, 5, 20, 74])[0],
        queue_at=at,
        purge_on=timezone.now().date() + timedelta(days=365),
        epoch=desk.epoch,
        details=os.urandom(300),
    )
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    card = Card(
        name=name,
        phone=f"+1202555{chance.randrange(10000):04d}",
        language="es",
        page_title="A pause on parole",
        preview="¿Qué hago con la carta que me llegó ayer? No entiendo la fecha que dice.",
    )
    one.card = desk.seal_row(one.id, "card", asdict(card), head=sought_in(card))
    return one


def far_down(staff: StaffMember, leads: int) -> str:
    """The address of the last whole page of the queue."""
    view = VIEWS["now"]
    last = view.leads(staff)[leads - 60 : leads - 59].get()
    return f"/desk/?after={cursor(view.order, last).replace('+', '%2B')}"


def queries_of(cookie: str, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        ask(whole(), path, cookie=cookie)
    return len([query for query in queries if query["sql"].startswith(("SELECT", "UPDATE", "INSERT", "DELETE"))])


def measure(keys: DeskKeys, leads: int, messages: int) -> list[Line]:
    stretching.PHRASE_COST = stretching.PIN_COST = CHEAP  # unlocking is slow on purpose, and not measured here
    desk, site = keys.opened(), whole()
    staff, cookie = unlocked(keys)
    fill(desk, leads, messages)
    deep = far_down(staff, leads)
    times, far = (each(lambda path=path: ask(site, path, cookie=cookie), TIMES) for path in ("/desk/", deep))
    p95, p95_far = (values[int(TIMES * 0.95)] for values in (times, far))
    top, bottom = queries_of(cookie, "/desk/"), queries_of(cookie, deep)
    [found] = side_by_side(lambda: search(desk, "Roza Marin"), seconds=3)
    allowed = 0.6 * leads / 100_000
    what = f"Queue, {leads:,} leads"
    return [
        Line(
            f"{what}, last page, p95",
            ms(p95_far),
            f"its first page: {ms(p95)}",
            p95_far / p95,
            "≤ 150 ms each",
            max(p95, p95_far) <= 0.15,
        ),
        Line(
            f"{what}, queries", str(bottom), f"its first page: {top}", bottom / top, "≤ 8 each", max(top, bottom) <= 8
        ),
        Line(f"Search, {leads:,} sealed cards", ms(found.wall), budget=f"≤ {ms(allowed)}", kept=found.wall <= allowed),
    ]
