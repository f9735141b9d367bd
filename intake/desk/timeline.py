"""One lead, opened: its timeline, its alarm, its keep-it-safe rules, and who else is looking."""

import uuid
from dataclasses import dataclass, field, replace
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
from intake.models import (
    Draft,
    Entry,
    InboundCall,
    Lead,
    OutgoingCall,
    OutgoingText,
    Presence,
    RemoteRecord,
    SealedFile,
)
from intake.phone.clock import turned
from intake.phone.concatenated import readable
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
Calling = OutgoingCall.State
CALL_STATES: dict[str, str | Promise] = {
    Calling.PLACING: gettext_lazy("ringing your phone…"),
    Calling.RINGING: gettext_lazy("ringing your phone…"),
    Calling.ACCEPTED: gettext_lazy("ringing theirs…"),
    Calling.CONNECTED: gettext_lazy("connected"),
    Calling.NO_ANSWER: gettext_lazy("no answer"),
    Calling.BUSY: gettext_lazy("busy"),
    Calling.FAILED: gettext_lazy("the phone network refused it"),
    Calling.NOT_TAKEN: gettext_lazy("your own phone was not picked up"),
    Calling.LOST: gettext_lazy("the site was restarted meanwhile, call again"),
    Calling.UNKNOWN: gettext_lazy("no word from the phone network on whether your phone rang"),
}
RED_CALLS = {Calling.FAILED, Calling.LOST, Calling.UNKNOWN}
RED = {State.OUTBOX, State.UNDELIVERED, State.FAILED, State.CANCELED}
REFUSED: dict[str, str | Promise] = {
    "type": gettext_lazy("A file they sent was refused: it is a program or a web page. Ask for a photo instead."),
    "size": gettext_lazy("A file they sent was refused: it is larger than 16 MB. Ask for a smaller one."),
    "gone": gettext_lazy("A file they sent could not be fetched from the phone network. Ask for it again."),
}
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
    picture: bool = False


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
    later: bool = False  # a text that leaves at a chosen moment, and may be taken back
    unsent: bool = False  # one that was taken back before it left
    answered_by: str = ""  # who took this call
    attachments: list[Attachment] = field(default_factory=list)
    awaited: int = 0  # pictures or a recording still on their way from the phone network
    also: list[dict[str, Any]] = field(default_factory=list)  # other open leads of its number
    refused: list[str | Promise] = field(default_factory=list)  # why a file they sent is not here

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


def opened(desk: OpenedDesk, staff: StaffMember, lead: Lead) -> Opened:
    """Raises: VaultError, when the card itself does not open."""
    now = timezone.now()
    card, details = open_card(desk, lead), open_details(desk, lead)
    entries = list(lead.entries.select_related("author", "outgoing_text", "outgoing_call").order_by("position"))
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
    refused: dict[uuid.UUID | None, list[str]] = {}
    not_kept = RemoteRecord.objects.filter(envelope__in=arrived).exclude(refused="")
    for envelope, why in not_kept.values_list("envelope", "refused"):
        refused.setdefault(envelope, []).append(why)
    taken = InboundCall.objects.filter(pk__in=card.calls).exclude(accepted_by=None).select_related("accepted_by")
    takers = {call.pk: call.accepted_by.get_short_name() for call in taken if call.accepted_by}
    made: list[Moment | Notice] = []
    for entry in entries:
        its = files.get(entry.envelope_id, []) if entry.envelope_id else []
        moment = moment_of(desk, entry, card, its, takers, now)
        told = [REFUSED[why] for why in refused.get(entry.envelope_id, []) if entry.envelope_id]
        made.append(replace(moment, refused=told, awaited=max(0, moment.awaited - len(told))) if told else moment)
    return sorted([*made, *notices(lead, now)], key=lambda one: one.at)


def moment_of(
    desk: OpenedDesk, entry: Entry, card: Card, files: list[SealedFile], takers: dict[str, str], now: datetime
) -> Moment:
    try:
        body = open_entry(desk, entry)
        at = datetime.fromisoformat(body["at"])
    except (VaultError, KeyError, ValueError):
        return Moment(entry, entry.kind, {}, when(entry.hour, now), entry.hour, spoiled=True)
    if entry.kind == Entry.Kind.TEXT_IN:
        body["body"] = readable(body["body"])
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
        answered_by=takers.get(body.get("call_sid", ""), "") if not body.get("what") else "",
        attachments=attachments,
        awaited=max(0, expected - len(attachments)),
        also=people(desk, [(one, "") for one in body.get("also") or []]),
        **outcome_of(entry, now),
    )


def attachment(entry: Entry, body: dict[str, Any], file: SealedFile, number: int) -> Attachment:
    types = {one.get("sid"): one.get("type", "") for one in body.get("media") or []}
    claimed = types.get(file.key, "")
    audio = entry.kind == Entry.Kind.VOICEMAIL or claimed.startswith("audio/")
    picture = claimed.startswith("image/")  # what it is shows when it is opened; nothing but a picture is drawn
    name = _("Picture %(number)s") if picture else _("File %(number)s, download")
    return Attachment(file.id, name % {"number": number}, audio, picture)


def outcome_of(entry: Entry, now: datetime) -> dict[str, Any]:
    """How a text that left this desk fared, in words."""
    if entry.kind == Entry.Kind.CALL_OUT:
        return outcome_of_call(entry)
    if entry.kind != Entry.Kind.TEXT_OUT:
        return {}
    text: OutgoingText | None = getattr(entry, "outgoing_text", None)
    if text is None:
        # The desk stopped between writing the entry and dialling: nothing left.
        return {"state": _("did not leave"), "red": True, "retry": True}
    if text.send_at and text.send_at > now + turned() and text.state in {State.SCHEDULED, State.OUTBOX}:
        words = (
            _("is being cancelled")
            if text.cancel_asked
            else _("leaves: %(when)s") % {"when": when(text.send_at, now + turned())}
        )
        return {"state": words, "later": not text.cancel_asked}
    if text.state == State.CANCELED and text.cancel_asked:
        return {"state": _("taken back, it never left"), "state_time": when(text.changed_at, now), "unsent": True}
    failed = text.state in {State.FAILED, State.UNDELIVERED}
    waits = text.state == State.OUTBOX
    return {
        "state": STATES.get(text.state, text.state),
        "state_time": when(text.changed_at, now),
        "red": text.state in RED,
        "retry": waits,
        "trouble": in_words(text.error_code) if failed or (waits and text.error_code) else "",
    }


def outcome_of_call(entry: Entry) -> dict[str, Any]:
    """How a call through the firm's line went; nothing for one that was only logged."""
    call: OutgoingCall | None = getattr(entry, "outgoing_call", None)
    if call is None:
        return {}
    length = f"{call.seconds // 60}:{call.seconds % 60:02}" if call.seconds else ""
    state = CALL_STATES[Calling(call.state)]
    return {"state": f"{state}, {length}" if length else state, "red": call.state in RED_CALLS}


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
        why = {"phone": _("same number"), "email": _("same e-mail"), "before": _("wrote before")}.get(
            reasons[str(lead.id)], ""
        )
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
    calls = OutgoingCall.objects.filter(lead=lead_id).aggregate(last=Max("changed_at"))["last"]
    files = SealedFile.objects.filter(envelope__entry__lead=lead_id).count()
    arrived = Entry.objects.filter(lead=lead_id).exclude(envelope=None).values("envelope")
    refused = RemoteRecord.objects.filter(envelope__in=arrived).exclude(refused="").count()
    here = Presence.objects.filter(lead=lead_id, seen_at__gt=now - HERE).exclude(staff=staff)
    drafting = Draft.objects.filter(Q(lead=lead_id, saved_at__gt=now - HERE) & ~Q(author=staff))
    return f"{texts}/{calls}/{files}/{refused}/{sorted(here.values_list('staff', flat=True))}/{drafting.count()}"
