"""A private page, opened in memory with the visitor's own return key."""

import logging
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from firm.models.contact_number import as_written
from firm.opening_hours import zone
from intake.ask.stamp import Once
from intake.mailbox import drop
from intake.models import Envelope, PageMessage, PrivatePage
from intake.phone.urgent_words import urgent_words
from intake.vault import VaultError, visitor

log = logging.getLogger(__name__)
LONGEST_CODE = 80  # characters of a typed code; more is no slip of the finger
SHOWN = 200  # messages


@dataclass(frozen=True)
class Said:
    """One message on the page; `name` is who of the firm wrote it, "" when the visitor did."""

    at: datetime
    name: str
    body: str
    about: str = ""
    reach: str = ""
    contact: str = ""

    @classmethod
    def of(cls, content: dict[str, Any]) -> "Said":
        at = datetime.fromisoformat(content["at"]).astimezone(zone())
        words = {name: str(content.get(name) or "") for name in ("body", "about", "reach", "contact")}
        return cls(at, str(content.get("from") or ""), **words)


@dataclass
class OwnPage:
    """What the visitor sees. Lives as long as one request."""

    row: PrivatePage
    reference: str
    return_key: str
    asked: datetime
    messages: list[Said] = field(default_factory=list)
    altered: int = 0  # messages that do not open: somebody wrote in the database

    @property
    def seen(self) -> datetime | None:
        return self.row.seen_at.astimezone(zone()) if self.row.seen_at else None

    @property
    def answered(self) -> datetime | None:
        """When the firm last answered."""
        return max((said.at for said in self.messages if said.name), default=None)


@dataclass(frozen=True)
class DeletedPage:
    """What is left of a page whose lead was deleted: the day."""

    on: date


def open_page(reference: str, return_key: str) -> OwnPage | DeletedPage | None:
    """The page of this code and key; None when there is none, whichever of the two is wrong.

    Takes the same steps for a code that exists and one that does not.

    Raises:
        DatabaseError: it cannot be looked up now.
    """
    code, return_key = visitor.bare(reference[:LONGEST_CODE]), return_key[:LONGEST_CODE]
    reference = f"{code[:3]}-{code[3:]}"
    row_id = visitor.page_id(reference, visitor.recipient_of(return_key))
    row = PrivatePage.objects.filter(pk=row_id).first()
    if row is None:
        return None
    if row.deleted_on:
        return DeletedPage(row.deleted_on)
    try:
        content = visitor.open_for(return_key, row.id, visitor.PAGE, row.sealed)
        page = OwnPage(row, reference, return_key, datetime.fromisoformat(content["at"]).astimezone(zone()))
    except (VaultError, KeyError, ValueError, TypeError):
        return None
    for message in row.messages.all()[:SHOWN]:
        try:
            page.messages.append(Said.of(visitor.open_for(return_key, message.id, visitor.MESSAGE, message.sealed)))
        except (VaultError, KeyError, ValueError, TypeError):
            page.altered += 1
    page.messages.sort(key=lambda said: said.at)
    return page


def send_from(page: OwnPage, once: Once, content: dict[str, Any]) -> bool:
    """Seals what the visitor says to the desk, and a copy to themselves; False when it was sent before.

    Raises:
        OSError, VaultError: nothing was kept; say so.
    """
    recipient = visitor.recipient_of(page.return_key)
    body = content.get("body", "")
    receipt = drop(
        Envelope.Kind.MESSAGE,
        {"reference": page.reference, "visitor_key": recipient, **content},
        key=once.key,
        urgent=bool(urgent_words(body)),
    )
    if receipt.fresh:
        keep_copy(page, recipient, content)
    return receipt.fresh


def keep_copy(page: OwnPage, recipient: str, content: dict[str, Any]) -> None:
    """The visitor's own words, for the visitor alone. The firm has them already, so a failure here loses nothing."""
    contact = as_written(content["phone"]) if content.get("phone") else content.get("email") or ""
    said = {"at": timezone.now().isoformat(), "from": "", "contact": contact}
    said |= {name: content.get(name, "") for name in ("body", "about", "reach")}
    message_id = uuid.uuid4()
    try:
        sealed = visitor.seal_for(recipient, message_id, visitor.MESSAGE, said)
        with transaction.atomic():
            PageMessage(id=message_id, page=page.row, sealed=sealed).save(force_insert=True)
    except DatabaseError as error:
        log.warning("A visitor's own copy was not kept: %s", type(error).__name__)
    page.messages.append(Said.of(said))
