"""Who waits, in what order: the views of the queue, a page at a time, at the same cost at any depth."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import phonenumbers
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firm.models import StaffMember
from firm.models.contact_number import as_written
from intake.desk.cards import Card, only_known
from intake.desk.clock import SOON, Due, clock_with_zone, due, when
from intake.desk.from_private_page import DELETE, PAGE_ONLY, REACH
from intake.desk.languages import base
from intake.desk.urgency import REASONS
from intake.models import Band, Channel, Lead
from intake.vault import OpenedDesk, VaultError

PAGE = 50
DEEPEST = 500  # rows one poll draws again; whoever scrolled past them sees the rest anew on "more"

Status = Lead.Status
By = dict[str, Any]


@dataclass(frozen=True)
class View:
    """One way of looking at the queue. `order` is what a page continues from; it ends in the id."""

    name: str
    title: str | Promise
    icon: str
    chosen: Callable[[StaffMember], Q]
    order: tuple[str, ...] = ("band", "queue_at", "received_hour", "id")

    def leads(self, staff: StaffMember) -> QuerySet[Lead]:
        return Lead.objects.filter(self.chosen(staff)).order_by(*self.order)


OPEN = Q(status=Status.OPEN)
COUNTED = "band"  # never null, and in the index: counting ids would read every row
UNDONE = [status for status in Status.values if status != Status.DONE]
LATEST = ("-received_hour", "id")
VIEWS = {
    view.name: view
    for view in (
        View("now", gettext_lazy("Now"), "inbox", lambda _staff: OPEN),
        View("mine", gettext_lazy("Mine"), "me", lambda staff: OPEN & Q(assignee=staff)),
        View("nobody", gettext_lazy("Nobody’s"), "none", lambda _staff: OPEN & Q(assignee=None)),
        View("waiting", gettext_lazy("Waiting"), "wait", lambda _staff: Q(status=Status.WAITING), LATEST),
        View(
            "snoozed", gettext_lazy("Snoozed"), "moon", lambda _staff: Q(status=Status.SNOOZED), ("snoozed_until", "id")
        ),
        View("done", gettext_lazy("Done"), "done", lambda _staff: Q(status=Status.DONE), LATEST),
        View("quarantined", gettext_lazy("Quarantined"), "shield", lambda _staff: Q(status=Status.QUARANTINED), LATEST),
        View("texts", gettext_lazy("Texts"), "text", lambda _staff: OPEN & Q(channel=Channel.TEXT)),
        View(
            "calls", gettext_lazy("Calls"), "vm", lambda _staff: OPEN & Q(channel__in=[Channel.CALL, Channel.VOICEMAIL])
        ),
        View(
            "forms",
            gettext_lazy("Update forms"),
            "form",
            lambda _staff: OPEN & Q(channel__in=[Channel.FORM, Channel.MESSAGE]),
        ),
    )
}
ABOUT: dict[str, str | Promise] = {
    DELETE: gettext_lazy("Asks us to delete what they told us"),
    REACH: gettext_lazy("Wants to be reached in another way"),
}
ONLY = {"": Q(), "urgent": Q(band=Band.NOW), "new": Q(unread=True)}
ICONS = {
    Channel.FORM: "form",
    Channel.TEXT: "text",
    Channel.CALL: "phone",
    Channel.VOICEMAIL: "vm",
    Channel.MESSAGE: "page",
}


@dataclass(frozen=True)
class Row:
    """One line of the queue, opened."""

    lead: Lead
    card: Card
    name: str
    language: str
    text: str
    icon: str
    due: Due | None
    reason: str | Promise
    source: str

    @property
    def urgent(self) -> bool:
        return self.lead.band == Band.NOW


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    after: str  # where the next page begins; "" when this is the last


def page_of(
    desk: OpenedDesk, staff: StaffMember, view: View, *, only: str = "", after: str = "", depth: int = PAGE
) -> Page:
    """One page of a view, in one query whatever its depth (keyset; never an offset, never a count)."""
    size = min(max(depth, PAGE), DEEPEST)
    leads = view.leads(staff).filter(ONLY.get(only, Q())).select_related("assignee").defer("details")
    if after and (beyond := past(view.order, after)):
        leads = leads.filter(beyond)
    found = list(leads[: size + 1])
    now = timezone.now()
    rows = [row_of(desk, lead, now) for lead in found[:size]]
    return Page(rows, cursor(view.order, found[size - 1]) if len(found) > size else "")


def row_of(desk: OpenedDesk, lead: Lead, now: datetime) -> Row:
    try:
        card = only_known(Card, desk.open_row(lead.id, "card", lead.epoch, lead.card))
    except VaultError:
        card = Card(reason="spoiled", preview=_("This lead’s card was altered and does not open."))
    return Row(
        lead=lead,
        card=card,
        name=name_on(card),
        language=base(card.language),
        text=line_of(lead, card),
        icon=ICONS.get(Channel(lead.channel), "text"),
        due=due(lead.promise_due, now) if lead.status != Status.SNOOZED else None,
        reason=REASONS.get(card.reason, ""),
        source=source_of(lead, card, now),
    )


def name_on(card: Card) -> str:
    """The name, else the number, else the address: what a person at the desk would call them."""
    if card.reason == "spoiled" and not card.name:
        return _("Does not open")
    if card.reach == PAGE_ONLY:
        return card.name or _("No name given")
    return card.name or national(card.phone) or card.email or _("Number withheld")


def line_of(lead: Lead, card: Card) -> str:
    if lead.channel == Channel.MESSAGE and card.about in ABOUT:
        return str(ABOUT[card.about])
    if lead.channel == Channel.VOICEMAIL:
        length = f"{card.seconds // 60}:{card.seconds % 60:02d}"
        return _("Voicemail %(length)s") % {"length": length} + (f" · {card.preview}" if card.preview else "")
    if lead.channel == Channel.CALL and not card.preview:
        return _("Called, no voicemail")
    return card.preview or (_("No words") if card.reason != "spoiled" else _("An arrival was altered on its way"))


def source_of(lead: Lead, card: Card, now: datetime) -> str:
    if lead.status == Status.SNOOZED and lead.snoozed_until:
        return _("Back %(when)s") % {"when": when(lead.snoozed_until, now)}
    if card.page_title:
        return card.page_title
    if card.stopped:
        return _("Asked us to stop")
    return _("To %(line)s") % {"line": national(card.line)} if card.line else lead.reference


def national(number: str) -> str:
    """202-555-0133 for a number of the firm's own country, +52 55 … for another's."""
    if not number:
        return ""
    try:
        return as_written(number)
    except phonenumbers.NumberParseException:
        return number  # a short code


def cursor(order: tuple[str, ...], lead: Lead) -> str:
    """The order's values of one lead: ids and times, nothing sealed."""
    values = [getattr(lead, column.lstrip("-")) for column in order]
    return "~".join(value.isoformat() if isinstance(value, datetime) else str(value) for value in values)


def past(order: tuple[str, ...], after: str) -> Q | None:
    """What comes after a cursor; None when it is not one."""
    values = after.split("~")
    if len(values) != len(order):
        return None
    try:
        typed = [parsed(column, value) for column, value in zip(order, values, strict=True)]
    except ValueError:
        return None
    beyond, same = Q(), Q()
    for column, value in zip(order, typed, strict=True):
        name = column.lstrip("-")
        beyond |= same & Q(**{f"{name}__{'lt' if column.startswith('-') else 'gt'}": value})
        same &= Q(**{name: value})
    # Redundant, but it lets the index start at the cursor instead of at the front.
    first = order[0].lstrip("-")
    return Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": typed[0]}) & beyond


def parsed(column: str, value: str) -> int | datetime | uuid.UUID:
    if column == "id":
        return uuid.UUID(value)
    return int(value) if column == "band" else datetime.fromisoformat(value)


@dataclass(frozen=True)
class Counts:
    """The numbers beside the views, from one query over one index."""

    views: dict[str, int]
    urgent: int
    new: int
    late: int
    soon: int

    @property
    def sentence(self) -> str:
        said = []
        if self.late:
            said.append(_("%(count)s late") % {"count": self.late})
        if self.soon:
            said.append(_("%(count)s due within the half hour") % {"count": self.soon})
        return ", ".join(said) or _("Nothing is late")


def counts(staff: StaffMember, now: datetime) -> Counts:
    rows: list[Any] = list(
        Lead.objects.filter(status__in=UNDONE)
        .order_by()
        .values("status", "channel")
        .annotate(
            n=Count(COUNTED),
            mine=Count(COUNTED, filter=Q(assignee=staff)),
            nobody=Count(COUNTED, filter=Q(assignee=None)),
            urgent=Count(COUNTED, filter=Q(band=Band.NOW)),
            new=Count(COUNTED, filter=Q(unread=True)),
            late=Count(COUNTED, filter=Q(promise_due__lt=now)),
            soon=Count(COUNTED, filter=Q(promise_due__gte=now, promise_due__lte=now + SOON)),
        )
    )
    still_open = [row for row in rows if row["status"] == Status.OPEN]

    def total(column: str, *channels: str) -> int:
        return sum(row[column] for row in still_open if not channels or row["channel"] in channels)

    by_status = {status: sum(row["n"] for row in rows if row["status"] == status) for status in Status.values}
    views = {
        "now": total("n"),
        "mine": total("mine"),
        "nobody": total("nobody"),
        "waiting": by_status[Status.WAITING],
        "snoozed": by_status[Status.SNOOZED],
        "quarantined": by_status[Status.QUARANTINED],
        "texts": total("n", Channel.TEXT),
        "calls": total("n", Channel.CALL, Channel.VOICEMAIL),
        "forms": total("n", Channel.FORM, Channel.MESSAGE),
    }
    return Counts(views, total("urgent"), total("new"), total("late"), total("soon"))


def next_snooze(now: datetime) -> str:
    """What comes back first, for the desk where nobody waits; "" when nothing is snoozed."""
    first = (
        Lead.objects.filter(status=Status.SNOOZED).order_by("snoozed_until").values_list("snoozed_until", flat=True)[:1]
    )
    return next((clock_with_zone(at) if (at - now).days < 1 else when(at, now) for at in first if at), "")
