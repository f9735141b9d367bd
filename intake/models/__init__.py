from intake.models.audit_event import AuditEvent
from intake.models.envelope import Envelope, SealedFile
from intake.models.keys import DeskKey, OpenDesk, PaperKey, StaffKey, Wrap
from intake.models.lead import Band, Channel, Draft, Entry, Lead, Presence
from intake.models.outgoing_text import OutgoingText
from intake.models.phone_records import Bell, Duty, InboundCall, RemoteRecord

__all__ = [
    "AuditEvent",
    "Band",
    "Bell",
    "Channel",
    "DeskKey",
    "Draft",
    "Duty",
    "Entry",
    "Envelope",
    "InboundCall",
    "Lead",
    "OpenDesk",
    "OutgoingText",
    "PaperKey",
    "Presence",
    "RemoteRecord",
    "SealedFile",
    "StaffKey",
    "Wrap",
]
