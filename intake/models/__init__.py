from intake.models.audit_event import AuditEvent
from intake.models.duty import Duty, HandOver, Shift, Unanswered
from intake.models.envelope import Envelope, SealedFile
from intake.models.keys import DeskKey, OpenDesk, PaperKey, StaffKey, Wrap
from intake.models.lead import Band, Channel, Draft, Entry, Lead, Presence
from intake.models.outgoing_call import OutgoingCall
from intake.models.outgoing_text import OutgoingText
from intake.models.phone_records import Bell, InboundCall, RemoteRecord
from intake.models.prepared_reply import PreparedReply
from intake.models.private_page import PageMessage, PrivatePage

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
    "HandOver",
    "InboundCall",
    "Lead",
    "OpenDesk",
    "OutgoingCall",
    "OutgoingText",
    "PageMessage",
    "PaperKey",
    "PreparedReply",
    "Presence",
    "PrivatePage",
    "RemoteRecord",
    "SealedFile",
    "Shift",
    "StaffKey",
    "Unanswered",
    "Wrap",
]
