"""What each number's addresses at Twilio are and should be, and the test text that proves a line."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from firm.models import ContactNumber, StaffMember
from intake.desk import audit
from intake.models import OutgoingText
from intake.phone.account import OwnNumber
from intake.phone.gateway import Gone, OutcomeUnknown, PhoneError, TryLater, gateway
from intake.phone.outgoing import send_now

WRONG_LOGIN = frozenset({20003, 20404, 20008})


@dataclass(frozen=True)
class Address:
    name: str
    label: str
    has: str
    wants: str

    @property
    def right(self) -> bool:
        return self.has == f"POST {self.wants}"


def wanted(line: ContactNumber) -> dict[str, str]:
    """The addresses a line needs, by Twilio's field."""
    base = settings.PUBLIC_BASE_URL
    found = {}
    if line.texts:
        found["sms_url"] = base + reverse("twilio:text")
    if line.calls:
        found["voice_url"] = base + reverse("twilio:call-in")
        found["status_callback"] = base + reverse("twilio:call-status")
    return found


def in_words(problem: PhoneError) -> str:
    if isinstance(problem, Gone) or problem.code in WRONG_LOGIN:
        return _("Twilio refused the sign-in. Compare TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN with its console.")
    if problem.code == 20429:
        return _("Twilio is busy. Press Check again in a minute.")
    if isinstance(problem, TryLater | OutcomeUnknown):
        return _("Twilio could not be reached from this server. Check its network, then press Check again.")
    return _("Twilio refused this (error %(code)s).") % {"code": problem.code}


def look() -> dict[str, Any]:
    """Everything Check shows; `problem` in words when Twilio could not be asked."""
    account = gateway().account()
    try:
        own = {one.number: one for one in account.numbers()}
        balance = account.balance()
    except PhoneError as problem:
        return {"problem": in_words(problem)}
    service, service_problem = None, ""
    if settings.TWILIO_MESSAGING_SERVICE_SID:
        try:
            service = account.service(settings.TWILIO_MESSAGING_SERVICE_SID)
        except PhoneError as problem:
            service_problem = in_words(problem)
    lines = [compared(line, own.get(line.number)) for line in ContactNumber.objects.all()]
    published = {each["line"].number for each in lines}
    return {
        "checked": lines,
        "others": [number for number in own if number not in published],
        "balance": balance,
        "service": service,
        "service_problem": service_problem,
        "missing": [each["line"] for each in lines if service and each["line"].number not in service.senders],
    }


def compared(line: ContactNumber, own: OwnNumber | None) -> dict[str, Any]:
    labels = {
        "sms_url": _("A message comes in"),
        "voice_url": _("A call comes in"),
        "status_callback": _("Call status changes"),
    }
    addresses = [
        Address(name, labels[name], " ".join(own.addresses.get(name, ("", ""))).strip() if own else "", url)
        for name, url in wanted(line).items()
    ]
    return {"line": line, "own": own, "addresses": addresses, "right": own and all(one.right for one in addresses)}


def set_addresses(actor: StaffMember, line: ContactNumber) -> str:
    """Sets a line's addresses at Twilio, on record; returns what went wrong, or ""."""
    account = gateway().account()
    try:
        own = next((one for one in account.numbers() if one.number == line.number), None)
        if own is None:
            return _("This number does not belong to the account.")
        account.set_addresses(own.sid, wanted(line))
    except PhoneError as problem:
        return in_words(problem)
    audit.record(actor, "phone.set-addresses", line.pk)
    return ""


def send_test(actor: StaffMember, line: ContactNumber) -> str:
    """Texts the actor's own phone from the line; its delivery proves the line. Returns what went wrong, or ""."""
    if not actor.notice_phone:
        return _("Your account has no phone. Enter one, then send the test to it.")
    with transaction.atomic():
        audit.record(actor, "phone.test", line.pk)
    text = send_now(
        purpose=OutgoingText.Purpose.TEST,
        line=line.number,
        to=actor.notice_phone,
        body=_("This is a test of the firm’s number."),
        key=f"test:{uuid.uuid4()}",
    )
    return "" if text.sid else _("The test text did not leave.")
