"""What the account at Twilio is and should be: addresses of each line, what may be spent and where to; and the
test text that proves a line."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from firm.models import ContactNumber, StaffMember
from intake.desk import audit
from intake.models import OutgoingText
from intake.phone.account import Account, Cap, OwnNumber
from intake.phone.gateway import Gone, OutcomeUnknown, PhoneError, TryLater, gateway
from intake.phone.outgoing import send_now

WRONG_LOGIN = frozenset({20003, 20404, 20008})
FORBIDDEN = 20403
LEAST, MOST = 5, 5000  # dollars a day
Answer = TypeVar("Answer")
WATCHED = frozenset({"totalprice", "sms", "calls"})


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
    """The addresses a line needs, by Twilio's field.

    A text whose delivery to us failed is brought to the same door once more: its sid keeps it from being kept twice.
    """
    base = settings.PUBLIC_BASE_URL
    found = {}
    if line.texts:
        found["sms_url"] = found["sms_fallback_url"] = base + reverse("twilio:text")
    if line.calls:
        found["voice_url"] = base + reverse("twilio:call-in")
        found["voice_fallback_url"] = settings.TWILIO_VOICE_FALLBACK_URL or base + reverse("twilio:call-fallback")
        found["status_callback"] = base + reverse("twilio:call-status")
    return found


def in_words(problem: PhoneError) -> str:
    if isinstance(problem, Gone) or problem.code in WRONG_LOGIN:
        return _("Twilio refused the sign-in. Compare TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN with its console.")
    if problem.code == FORBIDDEN:
        return _("These credentials may not see this. Look in Twilio’s console.")
    if problem.code == 20429:
        return _("Twilio is busy. Press Check again in a minute.")
    if isinstance(problem, TryLater | OutcomeUnknown):
        return _("Twilio could not be reached from this server. Check its network, then press Check again.")
    return _("Twilio refused this (error %(code)s).") % {"code": problem.code}


def asked(question: Callable[..., Answer], *about: str) -> tuple[Answer | None, str]:
    """The answer, or None and in words why there is none."""
    try:
        return question(*about), ""
    except PhoneError as problem:
        return None, in_words(problem)


def look(lines: Iterable[ContactNumber]) -> dict[str, Any]:
    """Everything Check shows of these lines; `problem` in words when Twilio could not be asked.

    What one part of the account refuses hides no other part.
    """
    account = gateway().account()
    numbers, problem = asked(account.numbers)
    if numbers is None:
        return {"problem": problem}
    own = {one.number: one for one in numbers}
    checked = [compared(line, own.get(line.number)) for line in lines]
    balance, _problem = asked(account.balance)
    return {
        "checked": checked,
        "differ": [each["line"].pk for each in checked if each["own"] and not each["right"]],
        "balance": balance or "",
        **the_service(account, [each["line"] for each in checked]),
        **the_spending(account),
        **the_countries(account),
    }


def the_service(account: Account, lines: list[ContactNumber]) -> dict[str, Any]:
    sid = settings.TWILIO_MESSAGING_SERVICE_SID
    service, problem = asked(account.service, sid) if sid else (None, "")
    outside = [line for line in lines if service and line.texts and line.number not in service.senders]
    return {"service": service, "service_problem": problem, "outside": outside}


def the_spending(account: Account) -> dict[str, Any]:
    """Usage triggers on money or texts; `capped` when one tells us of everything, each day or month."""
    caps, problem = asked(account.caps)
    told = told_when_spent()
    watching = sorted((cap for cap in caps or () if cap.category in WATCHED), key=lambda cap: cap.category)
    return {
        "caps": [(cap, amount(cap), cap.told == told) for cap in watching],
        "caps_problem": problem,
        "capped": any(whole(cap) and cap.told == told for cap in watching),
    }


def whole(cap: Cap) -> bool:
    return (cap.category, cap.by) == ("totalprice", "price") and cap.period in {"daily", "monthly"}


def amount(cap: Cap) -> str:
    """ "50 USD a day"; a count of texts or calls has no currency."""
    much = f"{cap.limit.normalize():f}" + (" USD" if cap.by == "price" else "")
    within = {"daily": _("%(much)s a day"), "monthly": _("%(much)s a month"), "yearly": _("%(much)s a year")}
    return within.get(cap.period, _("%(much)s in all")) % {"much": much}


def told_when_spent() -> str:
    return settings.PUBLIC_BASE_URL + reverse("twilio:spent")


def the_countries(account: Account) -> dict[str, Any]:
    """What Twilio allows beyond `PHONE_COUNTRIES`, and what it forbids of them: label, the countries, why it matters."""
    ours: frozenset[str] = settings.PHONE_COUNTRIES
    texted, texts_problem = asked(account.texted)
    called, calls_problem = asked(account.called)
    rows: list[tuple[str, frozenset[str], str]] = []
    if texted is not None:
        rows += [
            (_("Texts allowed beyond ours"), texted - ours, _("A stolen password can text there at your cost.")),
            (_("Texts switched off at Twilio"), ours - texted, _("Texts to people there fail.")),
        ]
    if called is not None:
        ordinary, costly = called
        rows += [
            (_("Calls allowed beyond ours"), ordinary - ours, _("A stolen password can call there at your cost.")),
            (_("Calls to costly numbers allowed"), costly, _("Nobody here calls them. Switch them off.")),
            (_("Calls switched off at Twilio"), ours - ordinary, _("Calls back to people there fail.")),
        ]
    return {
        "beyond": [(label, sorted(countries), why) for label, countries, why in rows if countries],
        "texts_problem": texts_problem,
        "calls_problem": calls_problem,
        "looked": True,
    }


def compared(line: ContactNumber, own: OwnNumber | None) -> dict[str, Any]:
    labels = {
        "sms_url": _("A message comes in"),
        "sms_fallback_url": _("Primary handler fails (messages)"),
        "voice_url": _("A call comes in"),
        "voice_fallback_url": _("Primary handler fails (calls)"),
        "status_callback": _("Call status changes"),
    }
    addresses = [
        Address(name, labels[name], " ".join(own.addresses.get(name, ("", ""))).strip() if own else "", url)
        for name, url in wanted(line).items()
    ]
    return {
        "line": line,
        "own": own,
        "addresses": addresses,
        "right": own and all(one.right for one in addresses),
        "deaf": own and line.texts and not own.texts,
        "mute": own and line.calls and not own.calls,
    }


def set_addresses(actor: StaffMember, lines: Iterable[ContactNumber]) -> str:
    """Sets the lines' addresses at Twilio, each on record; returns what went wrong, or ""."""
    account = gateway().account()
    try:
        own = {one.number: one.sid for one in account.numbers()}
        for line in lines:
            if line.number not in own:
                return _("“%s” does not belong to the account.") % line.label
            account.set_addresses(own[line.number], wanted(line))
            audit.record(actor, "phone.set-addresses", line.pk)
    except PhoneError as problem:
        return in_words(problem)
    return ""


def add_cap(actor: StaffMember, typed: str) -> str:
    """Asks Twilio to tell us when a day has cost this many dollars; returns what went wrong, or ""."""
    dollars = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
    if not LEAST <= dollars <= MOST:
        return _("Write whole dollars, %(least)s to %(most)s.") % {"least": LEAST, "most": MOST}
    try:
        gateway().account().add_cap(dollars, told_when_spent())
    except PhoneError as problem:
        return in_words(problem)
    audit.record(actor, "phone.add-cap", dollars)
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
