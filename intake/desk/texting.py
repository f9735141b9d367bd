"""May this person be texted: by what permission, on which line, and when. The composer asks, and so does Send."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firm.models import ContactNumber
from firm.opening_hours import zone
from intake.desk.cards import Card, Details
from intake.desk.clock import clock_in
from intake.desk.permissions import EXPRESS, permission_of
from intake.phone import quiet_hours
from intake.phone.gateway import LATEST, SOONEST, can_schedule

MARGIN = timedelta(minutes=2)  # between choosing a moment and Twilio's own reading of it
ZONES = {
    "E": gettext_lazy("Eastern"),
    "C": gettext_lazy("Central"),
    "M": gettext_lazy("Mountain"),
    "P": gettext_lazy("Pacific"),
    "AK": gettext_lazy("Alaska"),
    "H": gettext_lazy("Hawaii"),
}


class CannotSend(Exception):
    """Why this answer may not leave, in words for the person at the desk."""


class CannotText(CannotSend):
    """Why no text may leave."""


@dataclass(frozen=True)
class Later:
    """A moment a text may be scheduled for; `value` is what the button posts."""

    at: datetime
    label: str

    @property
    def value(self) -> str:
        return self.at.isoformat()


@dataclass(frozen=True)
class Texting:
    """`refused`: not at all, and what lifts it. `quiet`: not at this hour. Both empty: a text may leave now."""

    refused: str = ""
    quiet: str = ""
    permission: dict[str, str] | None = None
    later: list[Later] = field(default_factory=list)


def texting(card: Card, details: Details, last_said: datetime | None, now: datetime) -> Texting:
    """How things stand with one person.

    Args:
        last_said: when they last wrote or called; an answer within `quiet_hours.ANSWERING` is theirs to get.
    """
    allowed = permission_of(card, details)
    try:
        text_route(card)
        if allowed is None:
            raise CannotText(
                _("No permission to text is on record. Call and ask, and note their yes; or let them text first.")
            )
    except CannotText as reason:
        return Texting(refused=str(reason), permission=allowed)
    own = own_hours(details)
    answering = last_said is not None and now - last_said < quiet_hours.ANSWERING
    if answering or quiet_hours.may_send(card.phone, now, own):
        choices = list(chosen_moments(card.phone, own, now)) if allowed["kind"] in EXPRESS else []
        return Texting(permission=allowed, later=choices if can_schedule() else [])
    return quiet(card, allowed, own, now)


def quiet(card: Card, allowed: dict[str, str], own: quiet_hours.Hours | None, now: datetime) -> Texting:
    """Not at this hour: why, and the first moment that is allowed."""
    opens = quiet_hours.next_moment(card.phone, now + SOONEST + MARGIN, own)
    said = _("It is %(time)s for them (%(zone)s).") % told(card.phone, now)
    if opens is None:
        said += " " + _("No hour suits both the law and the hours they asked for: change those, or call.")
        return Texting(quiet=said, permission=allowed)
    said += " " + _("Texts may leave again at %(time)s their time.") % told(card.phone, opens)
    if not can_schedule():
        said += " " + _("Twilio schedules texts through a Messaging Service only; tell an administrator.")
        return Texting(quiet=said, permission=allowed)
    return Texting(quiet=said, permission=allowed, later=[later(card.phone, opens, now)])


def text_route(card: Card) -> tuple[str, str]:
    """The number to text and the line it leaves from: the line they wrote to, else the first that texts.

    Raises: CannotText.
    """
    if card.stopped:
        raise CannotText(
            _("They asked us to stop texting. That holds for every line of ours until they text START. Call instead.")
        )
    if card.held:
        raise CannotText(_("What they wrote may mean stop. Nothing leaves until somebody has read it and decided."))
    if not card.phone:
        raise CannotText(_("No phone number was given."))
    lines = [number.number for number in ContactNumber.objects.all() if number.texts]
    used = [thread["line"] for thread in reversed(card.threads) if thread["number"] == card.phone]
    line = next((line for line in used if line in lines), None) or next(iter(lines), None)
    if line is None:
        raise CannotText(_("The firm has no line that sends texts."))
    return card.phone, line


def own_hours(details: Details) -> quiet_hours.Hours | None:
    """The hours this person asked for ("8-20" in the keep-it-safe rules); None for any."""
    return quiet_hours.read_hours(str(details.rules.get("hours") or ""))


def chosen_moments(number: str, own: quiet_hours.Hours | None, now: datetime) -> Iterator[Later]:
    """This evening, tomorrow morning and Monday morning on their clock, each moved to where it is allowed."""
    there = now.astimezone(their_zone(number))
    days = (0, time(18)), (1, time(9)), (7 - there.weekday(), time(9))
    seen: set[datetime] = set()
    for ahead, clock in days:
        wanted = datetime.combine(there.date() + timedelta(days=ahead), clock, there.tzinfo)
        if wanted < now + SOONEST + MARGIN:
            continue
        moment = quiet_hours.next_moment(number, wanted, own)
        if moment and moment not in seen and moment < now + LATEST:
            seen.add(moment)
            yield later(number, moment, now)


def later(number: str, moment: datetime, now: datetime) -> Later:
    where, today = their_zone(number), now.astimezone(their_zone(number)).date()
    day = (moment.astimezone(where).date() - today).days
    facts = told(number, moment) | {"day": formats.date_format(moment.astimezone(where).date(), "l")}
    if day == 0:
        return Later(moment, _("Send at %(time)s their time (%(zone)s)") % facts)
    if day == 1:
        return Later(moment, _("Send tomorrow at %(time)s their time (%(zone)s)") % facts)
    return Later(moment, _("Send %(day)s at %(time)s their time (%(zone)s)") % facts)


def read_moment(value: str, card: Card, details: Details, now: datetime) -> datetime:
    """The moment a button posted, once it is still one that is allowed.

    Raises: CannotText.
    """
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = now
    soon_enough = moment.tzinfo is not None and now + SOONEST <= moment <= now + LATEST
    if not soon_enough or not quiet_hours.may_send(card.phone, moment, own_hours(details)):
        raise CannotText(_("That moment has passed or is not allowed any more. Choose again."))
    return moment


def their_zone(number: str) -> ZoneInfo:
    """Where a clock is read for them: by the area code, else the firm's own zone."""
    return next(iter(quiet_hours.known_zones(number)), None) or zone()


def told(number: str, moment: datetime) -> dict[str, str]:
    known = quiet_hours.known_zones(number)
    names = list(dict.fromkeys(str(zone_name(one, moment)) for one in known))
    said = (
        _(" or ").join(names)
        if names
        else _("%(zone)s; where they are is not known") % {"zone": zone_name(zone(), moment)}
    )
    return {"time": clock_in(moment, their_zone(number)), "zone": said}


def zone_name(where: ZoneInfo, moment: datetime) -> str | Promise:
    """ "Pacific" for America/Los_Angeles, the city elsewhere."""
    short = moment.astimezone(where).tzname() or ""
    named = ZONES.get(short[:-2]) if short.endswith(("ST", "DT")) else None
    return named or where.key.rpartition("/")[2].replace("_", " ")
