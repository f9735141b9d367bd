"""What every settings page shares: its guard, its tabs, and the proof asked again before what matters."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from firm.opening_hours import zone
from firm.roles import Role
from firm.staff.second_factor import signed_in_lately
from intake.desk.door import DeskRequest

View = Callable[..., HttpResponse]

# What people call the zones of the United States, by their winter abbreviation (tz database).
ZONES = {
    "EST": _("Eastern Time"),
    "CST": _("Central Time"),
    "MST": _("Mountain Time"),
    "PST": _("Pacific Time"),
    "AKST": _("Alaska Time"),
}

# URL name, who may look.
TABS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("numbers", (Role.ADMINISTRATOR, Role.ATTORNEY)),
    ("replies", (Role.ADMINISTRATOR, Role.ATTORNEY)),
    ("staff", (Role.ADMINISTRATOR,)),
    ("phone", (Role.ADMINISTRATOR,)),
    ("rota", (Role.ADMINISTRATOR, Role.ATTORNEY, Role.PARALEGAL)),
    ("on-duty", (Role.ADMINISTRATOR, Role.ATTORNEY, Role.PARALEGAL)),
    ("audit", (Role.ADMINISTRATOR, Role.ATTORNEY)),
)

# Which tab each template belongs under.
TAB_OF = {
    "numbers": "numbers",
    "number_form": "numbers",
    "replies": "replies",
    "reply_form": "replies",
    "staff": "staff",
    "invite": "staff",
    "member": "staff",
    "phone": "phone",
    "kept": "phone",
    "rota": "rota",
    "rota_form": "rota",
    "duty": "on-duty",
    "audit": "audit",
}


def page(request: DeskRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A settings page with the tabs this person may open."""
    tabs = [tab for tab, roles in TABS if request.user.has_role(*roles)]
    shared = {
        "tabs": tabs,
        "tab": TAB_OF[name],
        "zone": zone(),
        "zone_name": zone_in_words(),
        "leads": request.user.has_role(Role.PARALEGAL, Role.ATTORNEY),
    }
    return render(request, f"intake/desk/settings/{name}.html", shared | context, status=status)


def zone_in_words() -> str:
    """ "Eastern Time (New York)"; a zone without a common name is its city."""
    key = zone().key
    city = key.rpartition("/")[2].replace("_", " ")
    common = (
        ZONES.get(f"{datetime(2026, 1, 15, tzinfo=UTC).astimezone(zone()):%Z}")
        if key.startswith(("America/", "US/"))
        else None
    )
    return f"{common} ({city})" if common else city


def proven_lately(view: View) -> View:
    """Asks for the password or code again when the last one is more than five minutes old."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not signed_in_lately(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asked
