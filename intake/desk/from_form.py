"""A consultation request, filed as a lead of its own."""

from intake.desk.arrivals import DEFAULT_RULES, Arrival
from intake.desk.batch import Batch
from intake.desk.cards import Details
from intake.desk.permissions import FORM, permit
from intake.models import Entry
from intake.vault.visitor import page_id


def file_form(batch: Batch, arrival: Arrival) -> None:
    """Always a lead of its own; what it shares with others is suggested, never joined."""
    content = arrival.content
    neutral = bool(content.get("neutral", True))
    arrival.details = Details(
        rules={**DEFAULT_RULES, "neutral": neutral, "no_voicemail": neutral},
        notice=str(content.get("notice") or ""),
        signs=list(content.get("signs") or []),
        page_path=content.get("page_path") or "",
        visitor_key=content.get("visitor_key") or "",
    )
    if content.get("consent"):
        permit(arrival.details, FORM, arrival.card.phone, arrival.at, content["consent"])
    lead = batch.open_lead(arrival)
    if arrival.details.visitor_key:
        batch.pages[page_id(arrival.reference, arrival.details.visitor_key)] = lead.id
    shown = ("question", "detained", "language", "page_language", "reach", "page_title", "name")
    batch.add(lead, Entry.Kind.FORM, arrival, {key: content.get(key) for key in shown})
