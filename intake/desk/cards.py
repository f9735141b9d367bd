"""What a lead's sealed halves hold, and the only code that opens and seals them."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from intake.desk.urgency import folded
from intake.models import Entry, Lead
from intake.vault import OpenedDesk, VaultError

Thread = dict[str, str]  # {"number": E.164, "line": the firm's, "last": ISO 8601}


@dataclass
class Card:
    """The small half: what a row of the queue shows and what search and threading look through."""

    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    reach: str = ""  # text, call, email, page (their private page alone)
    page: int | None = None
    page_title: str = ""
    preview: str = ""
    seconds: int = 0  # of the voicemail the preview stands for
    reason: str = ""  # code of the urgency rule that decided
    line: str = ""  # the firm's line it came in on
    # Numbers the phone network vouched for: a text or call came from it, or the firm texted it.
    threads: list[Thread] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)  # CallSids, so that a voicemail finds its call
    about: str = ""  # what the latest message from the private page is about: message, reach, delete
    stopped: bool = False  # this number asked us to stop texting
    held: bool = False  # it may have asked: nothing is texted until a person decides


@dataclass
class Details:
    """The larger half: read when the lead is opened."""

    rules: dict[str, Any] = field(default_factory=dict)  # neutral, no_voicemail, hours, words
    # What allows a text: {"kind": form, wrote, keypress or staff, "number", "text" (exact words), "version", "at"}.
    permissions: list[dict[str, str]] = field(default_factory=list)
    notice: str = ""
    signs: list[str] = field(default_factory=list)  # why it looked like spam
    suggestions: list[dict[str, str]] = field(default_factory=list)  # {"lead", "why"}, never joined by itself
    linked: list[str] = field(default_factory=list)  # leads a person said are the same human being
    stops: list[dict[str, str]] = field(default_factory=list)  # {"at", "type", "line", "by", "words"}
    page_path: str = ""
    visitor_key: str = ""


def remember_thread(card: Card, thread: Thread) -> None:
    """Adds a conversation the network vouched for, or moves its last moment on."""
    others = [one for one in card.threads if (one["number"], one["line"]) != (thread["number"], thread["line"])]
    card.threads = [*others, thread]


def only_known(kind: type[Any], content: dict[str, Any]) -> Any:
    """The dataclass from sealed content; what a newer version wrote and this one does not know is left out."""
    known = {one.name for one in fields(kind)}
    return kind(**{key: value for key, value in content.items() if key in known})


def open_card(desk: OpenedDesk, lead: Lead) -> Card:
    """Raises: Tampered, VaultError."""
    card: Card = only_known(Card, desk.open_row(lead.id, "card", lead.epoch, lead.card))
    return card


def open_details(desk: OpenedDesk, lead: Lead) -> Details:
    """Raises: Tampered, VaultError."""
    details: Details = only_known(Details, desk.open_row(lead.id, "details", lead.epoch, lead.details))
    return details


def seal(desk: OpenedDesk, lead: Lead, card: Card, details: Details) -> None:
    """Seals both halves into the lead, under the current epoch; the caller saves it.

    Both at once, because they share one epoch column.
    """
    lead.epoch = desk.epoch
    lead.card = desk.seal_row(lead.id, "card", asdict(card), head=sought_in(card))
    lead.details = desk.seal_row(lead.id, "details", asdict(details))


def sought_in(card: Card) -> str:
    """What a search compares, in one line of three parts: name, words and numbers, folded once and for all."""
    parts = (card.name, f"{card.email} {card.page_title} {card.preview}")
    numbers = " ".join(dict.fromkeys([card.phone, *(thread["number"] for thread in card.threads)]))
    return "\t".join([*(" ".join(folded(part).split()) for part in parts), numbers])


def open_sought(
    desk: OpenedDesk, rows: Iterable[tuple[uuid.UUID, int, bytes | memoryview]]
) -> Iterator[tuple[uuid.UUID, str]]:
    """`sought_in` of each (id, epoch, card) row; one that does not open is passed over, and stops nothing else."""
    for lead_id, epoch, card in rows:
        try:
            yield lead_id, desk.open_head(lead_id, "card", epoch, card)
        except VaultError:
            continue


def open_cards(
    desk: OpenedDesk, rows: Iterable[tuple[uuid.UUID, int, bytes | memoryview]]
) -> Iterator[tuple[uuid.UUID, Card]]:
    """The cards of (id, epoch, card) rows; one that does not open is passed over, and stops nothing else."""
    for lead_id, epoch, card in rows:
        try:
            yield lead_id, only_known(Card, desk.open_row(lead_id, "card", epoch, card))
        except VaultError:
            continue


def new_entry(desk: OpenedDesk, lead: Lead, kind: str, position: int, body: dict[str, Any], **columns: Any) -> Entry:
    """An unsaved entry of the timeline, sealed. `body` carries `at`, the exact time, as ISO 8601."""
    entry = Entry(lead=lead, kind=kind, position=position, epoch=desk.epoch, **{"id": uuid.uuid4(), **columns})
    entry.body = desk.seal_row(entry.id, "body", body)
    return entry


def open_entry(desk: OpenedDesk, entry: Entry) -> dict[str, Any]:
    """Raises: Tampered, VaultError."""
    return desk.open_row(entry.id, "body", entry.epoch, entry.body)
