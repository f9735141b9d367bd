"""Texts, calls, voicemail and opt-outs, filed by the number the phone network vouches for."""

from intake.desk.arrivals import Arrival
from intake.desk.batch import Batch
from intake.desk.permissions import KEYPRESS, WROTE, permit
from intake.models import Entry, Envelope, Lead
from intake.phone.keywords import STOP, UNCLEAR


def file_text(batch: Batch, arrival: Arrival) -> None:
    """Joins its thread. One that may ask us to stop holds every lead of the number until a person decides."""
    content = arrival.content
    unclear = content.get("opt_out") == UNCLEAR
    lead, also = home_of(batch, arrival, same_line=True)
    permit(batch.leads[lead.id][2], WROTE, arrival.card.phone, arrival.at)
    body = {"body": content.get("body") or "", "media": content.get("media") or [], "line": arrival.card.line}
    body |= {"unclear": unclear, "also": also}
    batch.add(lead, Entry.Kind.TEXT_IN, arrival, body)
    for lead_id in batch.known.with_number(arrival.card.phone) if unclear else ():
        _lead, card, _details = batch.change(lead_id)
        card.held = not card.stopped
        batch.silenced.add(lead_id)


def home_of(batch: Batch, arrival: Arrival, *, same_line: bool) -> tuple[Lead, list[str]]:
    """The lead that a text or call continues, else a new one; and the others it may belong to, by id."""
    homes = batch.known.own_threads(arrival.card.phone, arrival.card.line, same_line=same_line)
    lead = batch.join(homes[0], arrival) if homes else batch.open_lead(arrival)
    return lead, [str(other) for other in homes[1:]]


def file_call(batch: Batch, arrival: Arrival) -> None:
    """A call, what it asked for, or the voicemail it left: one lead, found by the call itself, then by the caller."""
    content = arrival.content
    known = batch.known.by_call.get(content.get("call_sid") or "")
    lead, also = (batch.join(known, arrival), []) if known else home_of(batch, arrival, same_line=False)
    if content.get("consent"):  # "press 2 and we text you"
        permit(batch.leads[lead.id][2], KEYPRESS, arrival.card.phone, arrival.at, content["consent"])
    voicemail = arrival.envelope.kind == Envelope.Kind.VOICEMAIL
    body = {
        "what": next((what for what in ("detained", "missed", "consent") if content.get(what)), ""),
        "line": arrival.card.line,
        "language": arrival.card.language,
        "seconds": arrival.card.seconds,
        "call_sid": content.get("call_sid") or "",
        "stir": content.get("stir") or "",
        "also": also,
    }
    kind = Entry.Kind.VOICEMAIL if voicemail else Entry.Kind.CALL_IN
    batch.add(lead, kind, arrival, body)


def file_opt_out(batch: Batch, arrival: Arrival) -> None:
    """STOP and START mark every lead of that number, done ones too; the composer refuses while it is stopped.

    One that belongs to nobody is still kept, as a lead that is done: it is the record that they asked.
    """
    content = arrival.content
    kind, words, by = str(content["type"]), str(content.get("body") or ""), str(content.get("by") or "")
    stop = {"at": arrival.at.isoformat(), "type": kind, "line": arrival.card.line, "words": words, "by": by}
    homes = batch.known.with_number(arrival.card.phone)
    for position, lead_id in enumerate(homes or [batch.open_lead(arrival, status=Lead.Status.DONE).id]):
        lead, card, details = batch.change(lead_id)
        card.stopped, card.held = kind == STOP, False
        details.stops.append(stop)
        lead.unread = lead.unread or lead.status != Lead.Status.DONE
        if card.stopped:
            batch.silenced.add(lead.id)
        body = {"what": kind.lower(), "line": arrival.card.line, "words": words, "by": by}
        # The envelope is one entry's; the others tell the same.
        batch.add(lead, Entry.Kind.SYSTEM, arrival, body, told_again=position > 0)
