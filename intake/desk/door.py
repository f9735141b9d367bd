"""Who may see a desk page, and what everybody else is sent to: one decorator for every view under /desk/."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from firm.models import StaffMember
from firm.roles import DESK_ROLES, Role
from firm.staff import second_factor
from intake.vault import OpenedDesk
from intake.vault.doorway import DESK_PATH
from intake.vault.open_desks import IS_COVERED, OPEN, Door

View = Callable[..., HttpResponse]


class DeskRequest(HttpRequest):
    """What a desk view gets, for the type checker: the middlewares put these on the request."""

    user: StaffMember  # type: ignore[assignment]
    desk: OpenedDesk
    desk_state: str
    door: Door
    is_poll: bool
    htmx: Any


def desk_page(*roles: Role, opened: bool = True) -> Callable[[View], View]:
    """Guards a view: signed in with MFA, in one of `roles` (any desk role by default), and the desk open.

    Args:
        opened: False for pages that show nothing sealed (settings, people). They, too, are refused
            while the desk is covered. Inside, `request.desk` may be None.

    The answer is always `no-store`. Who is refused is redirected; htmx is told so with `HX-Redirect`.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refusal = _without_account(request, frozenset(roles) or DESK_ROLES) or _behind_door(request, opened=opened)
            return never_stored(refusal or view(request, *args, **kwargs))

        guarded.desk_roles, guarded.needs_open_desk = frozenset(roles) or DESK_ROLES, opened  # type: ignore[attr-defined]
        return guarded

    return guard


def door_page(*roles: Role) -> Callable[[View], View]:
    """Guards the doors themselves: signed in with MFA and in a role, whatever the state of the desk."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refusal = _without_account(request, frozenset(roles) or DESK_ROLES)
            return never_stored(refusal or view(request, *args, **kwargs))

        guarded.desk_roles, guarded.needs_open_desk = frozenset(roles) or DESK_ROLES, False  # type: ignore[attr-defined]
        return guarded

    return guard


def never_stored(response: HttpResponse) -> HttpResponse:
    """No cache keeps it, so that Back shows nothing after a lock."""
    response.headers["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Cookie"])
    return response


def sent_to(request: HttpRequest, address: str, *, back: bool = True) -> HttpResponse:
    """A redirect that works for pages and for htmx, which would otherwise swap a whole page into a pane."""
    if back:
        address = f"{address}?{urlencode({'next': _came_from(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def way_back(request: HttpRequest) -> str:
    """Where `next` asks to go on, if that is a desk page; otherwise the queue."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    parts = urlsplit(wanted)
    inside = wanted.startswith(DESK_PATH) and not parts.netloc and "\\" not in wanted and ".." not in wanted
    doors = {reverse(f"desk:{name}") for name in ("unlock", "cover", "cover-passkey", "lock", "pulse")}
    return parts.path if inside and parts.path not in doors else DESK_PATH


def _without_account(request: HttpRequest, roles: frozenset[Role]) -> HttpResponse | None:
    if not isinstance(request.user, StaffMember) or not request.user.is_active:
        return sent_to(request, resolve_url("account_login"))
    if not second_factor.shown(request):
        return sent_to(request, second_factor.address_to_show_it(request.user))
    if not request.user.has_role(*roles):
        raise PermissionDenied
    return None


def _behind_door(request: HttpRequest, *, opened: bool) -> HttpResponse | None:
    state = getattr(request, "desk_state", "")
    if state == IS_COVERED:
        return sent_to(request, reverse("desk:cover"))
    if opened and state != OPEN:
        return sent_to(request, reverse("desk:unlock"))
    return None


def _came_from(request: HttpRequest) -> str:
    # The path alone: a search's words are in the query and go nowhere.
    if request.headers.get("HX-Request"):
        path = urlsplit(request.headers.get("HX-Current-URL", "")).path
    else:
        path = request.path if request.method == "GET" else DESK_PATH
    return path if path.startswith(DESK_PATH) else DESK_PATH
