"""One opened envelope, in the words of a lead."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from intake.desk.cards import Card, Details
from intake.models import Channel, Envelope
from intake.phone.concatenated import readable

PREVIEW = 140
# A form says what it says; the rest is a promise about how the firm will behave until told otherwise.
DEFAULT_RULES: dict[str, Any] = {"neutral": True, "no_voicemail": True, "hours": "8-20", "words": ""}
CHANNELS: dict[str, Channel] = {
    Envelope.Kind.FORM: Channel.FORM,
    Envelope.Kind.TEXT: Channel.TEXT,
    Envelope.Kind.CALL: Channel.CALL,
    Envelope.Kind.VOICEMAIL: Channel.VOICEMAIL,
    Envelope.Kind.MESSAGE: Channel.MESSAGE,
}


@dataclass
class Arrival:
    """What an envelope held, and the card it would make."""

    envelope: Envelope
    at: datetime
    card: Card
    details: Details = field(default_factory=lambda: Details(rules=dict(DEFAULT_RULES)))
    content: dict[str, Any] = field(default_factory=dict)
    reference: str = ""
    words: str = ""
    facts: frozenset[str] = frozenset()

    @property
    def channel(self) -> str:
        return CHANNELS.get(self.envelope.kind, Channel.TEXT)

    @classmethod
    def read(cls, envelope: Envelope, content: dict[str, Any]) -> "Arrival":
        at = datetime.fromisoformat(content["at"])
        words = str(content.get("question") or readable(content.get("body") or ""))
        # A missed call is urgent for the bell; how urgent the person is, nobody knows yet.
        urgent = envelope.urgent and not content.get("missed")
        said = (("detained", content.get("detained")), ("urgent", urgent), ("missed", content.get("missed")))
        facts = {name for name, is_so in said if is_so}
        sender, line = content.get("from") or "", content.get("line") or ""
        threads = [{"number": sender, "line": line, "last": at.isoformat()}] if sender else []
        card = Card(
            name=content.get("name") or "",
            phone=content.get("phone") or sender,
            email=content.get("email") or "",
            language=content.get("language") or "",
            reach=content.get("reach") or "",
            page=content.get("page"),
            page_title=content.get("page_title") or "",
            preview=" ".join(words.split())[:PREVIEW],
            seconds=int(content.get("seconds") or 0),
            line=line,
            threads=threads,
            calls=[content["call_sid"]] if content.get("call_sid") else [],
            about=content.get("about") or "",
        )
        reference = content.get("reference") or ""
        return cls(envelope, at, card, content=content, reference=reference, words=words, facts=frozenset(facts))
