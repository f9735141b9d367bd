"""One lead, opened: its timeline, its alarm, its keep-it-safe rules, and who else is looking."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firm.models import StaffMember
from intake.desk.actions.talking import INBOUND, OUTCOMES
from intake.desk.cards import Card, Details, open_card, open_details, open_entry
from intake.desk.clock import Due, clock_with_zone, due, when
from intake.desk.languages import base, name_of
from intake.desk.queue import name_on, national
from intake.desk.urgency import REASONS
from intake.models import Draft, Entry, Lead, OutgoingText, Presence, SealedFile
from intake.phone.errors_in_words import in_words
from intake.vault import OpenedDesk, VaultError

HERE = timedelta(seconds=45)  # longer than a hidden tab waits between polls
State = OutgoingText.State
STATES: dict[str, str | Promise] = {
    State.OUTBOX: gettext_lazy("Not sent yet, it waits in the outbox"),
    State.SENDING: gettext_lazy("sending…"),
    State.ACCEPTED: gettext_lazy("sent"),
    State.SCHEDULED: gettext_lazy("scheduled"),
    State.QUEUED: gettext_lazy("sent"),
    State.SENT: gettext_lazy("sent"),
    State.DELIVERED: gettext_lazy("delivered"),
    State.READ: gettext_lazy("read"),
    State.UNDELIVERED: gettext_lazy("not delivered"),
    State.FAILED: gettext_lazy("failed"),
    State.CANCELED: gettext_lazy("not sent"),
    State.UNKNOWN: gettext_lazy("no answer from the phone network; it is being looked up, do not send it again"),
}
RED = {State.OUTBOX, State.UNDELIVERED, State.FAILED, State.CANCELED}
ALARMS: dict[str, str | Promise] = {
    "detained": gettext_lazy("Somebody is detained."),
    "urgent-line": gettext_lazy("The caller asked for help at once."),
    "court-soon": gettext_lazy("Court is very soon."),
    "order": gettext_lazy("There may be an order or a check-in."),
    "afraid": gettext_lazy("Somebody may be in danger at home."),
    "spoiled": gettext_lazy(
        "This arrival was altered and does not open. Call the number if you know it, and tell an administrator."
    ),
}


@dataclass(frozen=True)
class Attachment:
    id: uuid.UUID
    label: str
    audio: bool


@dataclass(frozen=True)
class Moment:
    """One entry as the page shows it."""

    entry: Entry
    kind: str
    body: dict[str, Any]
    time: str
    at: datetime
    spoiled: bool = False
    author: str = ""
    language: str = ""
    state: str | Promise = ""
    state_time: str = ""
    trouble: str | Promise = ""
    red: bool = False
    retry: bool = False
    attachments: list[Attachment] = field(default_factory=list)
    awaited: int = 0  # pictures or a recording still on their way from the phone network

    @property
    def length(self) -> str:
        """A voicemail's, "0:38"."""
        seconds = int(self.body.get("seconds") or 0)
        return f"{seconds // 60}:{seconds % 60:02d}"


@dataclass(frozen=True)
class Notice:
    """A line of the machine's own: an acknowledgement that left."""

    at: datetime
    text: str
    time: str
    red: bool = False


@dataclass(frozen=True)
class Opened:
    """Everything one lead's page shows."""

    lead: Lead
    card: Card
    details: Details
    name: str
    language: str | Promise
    moments: list[Moment | Notice]
    last_inbound: int
    due: Due | None
    promised: str
    alarm: str | Promise
    reason: str | Promise
    suggestions: list[dict[str, Any]]
    linked: list[dict[str, Any]]
    others: list[str]
    masked: str

    @property
    def hours(self) -> str:
        """When texts may be sent, "8 am to 8 pm"."""
        first, _dash, last = str(self.details.rules.get("hours") or "").partition("-")
        if not (first.isdigit() and last.isdigit()):
            return ""
        said = [f"{int(hour) % 12 or 12} {_('am') if int(hour) < 12 else _('pm')}" for hour in (first, last)]
        return _("%(first)s to %(last)s") % {"first": said[0], "last": said[1]}

    @property
    def snoozed(self) -> str:
        return when(self.lead.snoozed_until, timezone.now()) if self.lead.snoozed_until else ""

    @property
    def consented(self) -> str:
        """When the consent was given; "" when none was asked."""
        at = (self.details.consent or {}).get("at")
        return when(datetime.fromisoformat(at), timezone.now()) if at else ""


def opened(desk: OpenedDesk, staff: StaffMember, lead: Lead) -> Opened:
    """Raises: VaultError, when the card itself does not open."""
    now = timezone.now()
    card, details = open_card(desk, lead), open_details(desk, lead)
    entries = list(lead.entries.select_related("author", "outgoing_text").order_by("position"))
    moments = moments_of(desk, lead, card, entries, now)
    return Opened(
        lead=lead,
        card=card,
        details=details,
        name=name_on(card),
        language=name_of(card.language),
        moments=moments,
        last_inbound=max((entry.position for entry in entries if entry.kind in INBOUND), default=0),
        due=due(lead.promise_due, now),
        promised=promised_by(lead, now),
        alarm=ALARMS.get(card.reason, ""),
        reason=REASONS.get(card.reason, ""),
        suggestions=people(desk, [(one["lead"], one["why"]) for one in details.suggestions]),
        linked=people(desk, [(one, "") for one in details.linked]),
        others=others_here(lead, staff, now),
        masked=masked(card.phone),
    )


def promised_by(lead: Lead, now: datetime) -> str:
    if lead.promise_due is None:
        return ""
    same_day = abs(lead.promise_due - now) < timedelta(hours=12)
    moment = clock_with_zone(lead.promise_due) if same_day else when(lead.promise_due, now)
    return _("Promised by %(time)s") % {"time": moment}


def moments_of(desk: OpenedDesk, lead: Lead, card: Card, entries: list[Entry], now: datetime) -> list[Moment | Notice]:
    files: dict[uuid.UUID, list[SealedFile]] = {}
    arrived = [entry.envelope_id for entry in entries if entry.envelope_id]
    for file in SealedFile.objects.filter(envelope__in=arrived).only("id", "key", "envelope_id"):
        files.setdefault(file.envelope_id, []).append(file)
    made: list[Moment | Notice] = [
        moment_of(desk, entry, card, files.get(entry.envelope_id, []) if entry.envelope_id else [], now)
        for entry in entries
    ]
    return sorted([*made, *notices(lead, now)], key=lambda one: one.at)


def moment_of(desk: OpenedDesk, entry: Entry, card: Card, files: list[SealedFile], now: datetime) -> Moment:
    try:
        body = open_entry(desk, entry)
        at = datetime.fromisoformat(body["at"])
    except (VaultError, KeyError, ValueError):
        return Moment(entry, entry.kind, {}, when(entry.hour, now), entry.hour, spoiled=True)
    attachments = [attachment(entry, body, file, number) for number, file in enumerate(files, 1)]
    expected = 1 if entry.kind == Entry.Kind.VOICEMAIL else len(body.get("media") or [])
    return Moment(
        entry=entry,
        kind=entry.kind,
        body={**body, "outcome": OUTCOMES.get(body.get("outcome", ""), "")} if "outcome" in body else body,
        time=when(at, now),
        at=at,
        author=entry.author.get_short_name() if entry.author else "",
        language=base(body.get("language") or card.language),
        attachments=attachments,
        awaited=max(0, expected - len(attachments)),
        **outcome_of(entry, now),
    )


def attachment(entry: Entry, body: dict[str, Any], file: SealedFile, number: int) -> Attachment:
    types = {one.get("sid"): one.get("type", "") for one in body.get("media") or []}
    audio = entry.kind == Entry.Kind.VOICEMAIL or types.get(file.key, "").startswith("audio/")
    return Attachment(file.id, _("Picture %(number)s") % {"number": number}, audio)


def outcome_of(entry: Entry, now: datetime) -> dict[str, Any]:
    """How a text that left this desk fared, in words."""
    if entry.kind != Entry.Kind.TEXT_OUT:
        return {}
    text: OutgoingText | None = getattr(entry, "outgoing_text", None)
    if text is None:
        # The desk stopped between writing the entry and dialling: nothing left.
        return {"state": _("did not leave"), "red": True, "retry": True}
    failed = text.state in {State.FAILED, State.UNDELIVERED}
    waits = text.state == State.OUTBOX
    return {
        "state": STATES.get(text.state, text.state),
        "state_time": when(text.changed_at, now),
        "red": text.state in RED,
        "retry": waits,
        "trouble": in_words(text.error_code) if failed or (waits and text.error_code) else "",
    }


def notices(lead: Lead, now: datetime) -> list[Notice]:
    texts = OutgoingText.objects.filter(lead=lead, purpose=OutgoingText.Purpose.ACKNOWLEDGEMENT)
    made = []
    for text in texts.only("state", "created_at", "changed_at"):
        words = _("Acknowledgement by text · %(state)s %(time)s") % {
            "state": STATES.get(text.state, text.state),
            "time": when(text.changed_at, now),
        }
        made.append(Notice(text.created_at, words, when(text.created_at, now), text.state in RED))
    return made


def people(desk: OpenedDesk, wanted: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Other leads by id, as the info pane names them; one that was deleted meanwhile is left out."""
    reasons = dict(wanted)
    shown = []
    for lead in Lead.objects.filter(pk__in=list(reasons)).defer("details"):
        try:
            card = open_card(desk, lead)
        except VaultError:
            continue
        why = {"phone": _("same number"), "email": _("same e-mail")}.get(reasons[str(lead.id)], "")
        shown.append({"id": lead.id, "name": name_on(card), "reference": lead.reference, "why": why})
    return shown


def others_here(lead: Lead, staff: StaffMember, now: datetime) -> list[str]:
    """Who else has this lead open, and whether they are writing."""
    seen = Presence.objects.filter(lead=lead, seen_at__gt=now - HERE).exclude(staff=staff).select_related("staff")
    writing = set(
        Draft.objects.filter(lead=lead, saved_at__gt=now - HERE)
        .exclude(author=staff)
        .values_list("author_id", flat=True)
    )
    said = {True: _("%(name)s is writing"), False: _("%(name)s is here")}
    return [said[one.staff_id in writing] % {"name": one.staff.get_short_name()} for one in seen]


def masked(number: str) -> str:
    """Only the last four digits: enough to recognise a number one knows, not enough to dial one overheard."""
    shown = national(number)
    if len(shown) <= 4:
        return "•" * len(shown)
    return "".join("•" if char.isdigit() else char for char in shown[:-4]) + shown[-4:]


def freshness(lead_id: uuid.UUID, staff: StaffMember) -> str:
    """What a poll compares for one lead, beyond the audit chain: delivery states, pictures, who is here."""
    now = timezone.now()
    texts = OutgoingText.objects.filter(lead=lead_id).aggregate(last=Max("changed_at"))["last"]
    files = SealedFile.objects.filter(envelope__entry__lead=lead_id).count()
    here = Presence.objects.filter(lead=lead_id, seen_at__gt=now - HERE).exclude(staff=staff)
    drafting = Draft.objects.filter(Q(lead=lead_id, saved_at__gt=now - HERE) & ~Q(author=staff))
    return f"{texts}/{files}/{sorted(here.values_list('staff', flat=True))}/{drafting.count()}"
