"""What a visitor sends from their private page, filed into the lead that page belongs to."""

import uuid
from typing import Any

from intake.desk.arrivals import Arrival
from intake.desk.batch import Batch
from intake.desk.cards import Card, Details
from intake.desk.known import Known
from intake.desk.permissions import FORM, permit
from intake.models import Entry, PrivatePage
from intake.vault.visitor import page_id

# What a message is about.
MESSAGE, REACH, DELETE = "message", "reach", "delete"
PAGE_ONLY = "page"  # how somebody is reached who is reached nowhere else


def file_message(batch: Batch, arrival: Arrival) -> None:
    """From the visitor's private page: it joins the lead of that page, by the key that only its visitor has."""
    content = arrival.content
    home = own_lead(batch, arrival.reference, str(content.get("visitor_key") or ""))
    about = str(content.get("about") or MESSAGE)
    if home is None:
        arrival.reference = ""  # another lead has it, or nobody any more
        arrival.details.visitor_key = ""
        batch.add(batch.open_lead(arrival), Entry.Kind.MESSAGE, arrival, {"body": arrival.words, "about": about})
        return
    wanted = arrival.card
    lead = batch.join(home, arrival)
    body: dict[str, Any] = {"body": arrival.words, "about": about}
    if about == REACH:
        _lead, card, details = batch.leads[home]
        body |= {"reach": wanted.reach, "phone": wanted.phone, "email": wanted.email}
        body["before"] = {"reach": card.reach, "phone": card.phone, "email": card.email}
        reach_anew(card, details, arrival, batch.known)
        batch.known.add(home, card)
    batch.add(lead, Entry.Kind.MESSAGE, arrival, body)


def own_lead(batch: Batch, reference: str, visitor_key: str) -> uuid.UUID | None:
    """The lead whose request brought this key; None when there is none, or the row that says so was altered."""
    page = page_id(reference, visitor_key)
    home = batch.pages.get(page) or PrivatePage.objects.filter(pk=page).values_list("lead_id", flat=True).first()
    if home is None or not visitor_key:
        return None
    return home if batch.lead_of(home)[2].visitor_key == visitor_key else None


def reach_anew(card: Card, details: Details, arrival: Arrival, known: Known) -> None:
    """From now on they are reached as they say: an old number may be in the wrong hands already.

    The entry keeps the old one. What the old number still writes joins this lead as before.
    """
    wanted, consent = arrival.card, arrival.content.get("consent")
    same = [known.card(other) for other in known.with_number(wanted.phone)]  # a STOP is the number's own
    card.stopped, card.held = any(one.stopped for one in same), any(one.held for one in same)
    card.reach, card.phone, card.email = wanted.reach, wanted.phone, wanted.email
    if consent:
        permit(details, FORM, wanted.phone, arrival.at, consent)
