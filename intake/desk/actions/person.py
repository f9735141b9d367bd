"""Who this is and how to treat them: same person or not, keep-it-safe rules."""

import uuid
from typing import Any

from django.db import transaction

from firm.models import StaffMember
from intake.desk.actions.change import changing, lock
from intake.desk.cards import open_card, open_details, seal
from intake.models import Lead
from intake.vault import OpenedDesk


def link(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID, other_id: uuid.UUID) -> None:
    """A person said that two leads are the same human being: each shows the other. Their words stay apart.

    Raises: Stale, PermissionDenied, Lead.DoesNotExist.
    """
    with transaction.atomic():
        lock([lead_id, other_id])
        for mine, theirs in ((lead_id, other_id), (other_id, lead_id)):
            with changing(actor, mine, "lead.link", other=str(theirs)) as lead:
                card, details = open_card(desk, lead), open_details(desk, lead)
                details.suggestions = [one for one in details.suggestions if one["lead"] != str(theirs)]
                details.linked = sorted({*details.linked, str(theirs)})
                seal(desk, lead, card, details)


def dismiss(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID, other_id: uuid.UUID) -> None:
    """Same number, another person: the suggestion goes, and nothing is joined."""
    with changing(actor, lead_id, "lead.dismiss", other=str(other_id)) as lead:
        card, details = open_card(desk, lead), open_details(desk, lead)
        details.suggestions = [one for one in details.suggestions if one["lead"] != str(other_id)]
        seal(desk, lead, card, details)


def keep_safe(desk: OpenedDesk, actor: StaffMember, lead_id: uuid.UUID, rules: dict[str, Any]) -> Lead:
    """Replaces the keep-it-safe rules; the audit row says that they changed, never to what."""
    with changing(actor, lead_id, "lead.safety") as lead:
        card, details = open_card(desk, lead), open_details(desk, lead)
        details.rules = {**details.rules, **rules}
        seal(desk, lead, card, details)
    return lead
