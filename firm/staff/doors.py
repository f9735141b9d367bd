"""Which door a member of staff may enter, checked for the whole path and not view by view."""

from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode

from firm.models import StaffMember
from firm.roles import APPROVAL_ROLES, CMS_ROLES, DESK_ROLES, LEAD_ROLES, Role
from firm.staff import second_factor

ACCOUNT, CMS, DESK, STAFF = "/accounts/", "/cms/", "/desk/", "/staff/"
# Pages that lead to a sign-in, and so cannot ask for one.
OPEN = (
    "/accounts/login/",
    "/accounts/logout/",
    "/accounts/inactive/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/invitation/",
    "/accounts/2fa/authenticate/",
    "/accounts/2fa/webauthn/login/",
    "/cms/login/",
    "/cms/logout/",
    "/desk/pulse/",  # a script's question; it says "locked" to whoever has no open desk
)
# Pages a person signed in by password alone needs, to show or set up the second factor.
TOWARDS_SECOND_FACTOR = (
    "/accounts/reauthenticate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/webauthn/reauthenticate/",
)
ENROLMENT = ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/")
ROLES_OF_DOOR = {CMS: CMS_ROLES, DESK: DESK_ROLES, STAFF: APPROVAL_ROLES}
# Versioned files of the CMS, the same for everyone and heavy.
CACHEABLE = ("/cms/sprite", "/cms/jsi18n/")


def home_of(member: StaffMember) -> str:
    """Where a sign-in lands: the desk before the CMS, and an account without a role at its own page."""
    if member.has_role(*LEAD_ROLES):
        return DESK
    if member.has_role(Role.ADMINISTRATOR):
        return "/desk/settings/"
    if member.has_role(*CMS_ROLES):
        return CMS
    return reverse("staff_account")


class StaffDoorMiddleware:
    """Asks at each door for a sign-in, a second factor and a role, in this order.

    Must come after allauth's middleware; public paths pass without a look at the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        door = next((door for door in (ACCOUNT, CMS, DESK, STAFF) if request.path_info.startswith(door)), None)
        if door is None:
            return self.get_response(request)
        response = turned_away(request, door) or self.get_response(request)
        if not request.path_info.startswith(CACHEABLE):
            patch_cache_control(response, no_store=True, private=True)
        response.headers["X-Frame-Options"] = "SAMEORIGIN" if door == CMS else "DENY"  # the CMS frames its previews
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answers in our own pages to a role that is missing and to a sign-in that is too old."""
        if not isinstance(request.user, StaffMember):
            return None
        if isinstance(exception, ReauthenticationRequired):
            return prove_again(request, request.user)
        roles = getattr(getattr(request.resolver_match, "func", None), "desk_roles", None)
        if isinstance(exception, PermissionDenied) and roles and not request.user.has_role(*roles):
            return wrong_door(request, roles)
        return None


def turned_away(request: HttpRequest, door: str) -> HttpResponse | None:
    """The answer to somebody who may not pass `door`; None for who may."""
    if request.path_info.startswith(OPEN):
        return None
    member = request.user
    if not isinstance(member, StaffMember):
        return send_to(request, redirect_to_login(came_for(request)).url)
    if not second_factor.shown(request):
        return without_second_factor(request, member)
    roles = ROLES_OF_DOOR.get(door)
    if roles and not member.has_role(*roles):
        return wrong_door(request, roles)
    return None


def without_second_factor(request: HttpRequest, member: StaffMember) -> HttpResponse | None:
    if request.path_info.startswith(TOWARDS_SECOND_FACTOR):
        return None
    # Who already has one must show it, or a stolen password could enrol another beside it.
    if request.path_info.startswith(ENROLMENT) and not is_mfa_enabled(member):
        return None
    address = second_factor.address_to_show_it(member)
    return send_to(request, f"{address}?{urlencode({'next': came_for(request)})}")


def came_for(request: HttpRequest) -> str:
    """The page to return to afterwards: never a fragment that htmx asked for, never a post."""
    if request.method == "GET" and "HX-Request" not in request.headers:
        return request.get_full_path()
    return next(door for door in (DESK, CMS, STAFF, ACCOUNT) if request.path_info.startswith(door))


def prove_again(request: HttpRequest, member: StaffMember) -> HttpResponse:
    """To the password or the code, and then back to the page; not to the post.

    allauth would keep the whole post in the session meanwhile, cookies included: with the desk's own
    cookie both halves of its key would lie in one database.
    """
    methods = get_adapter(request).get_reauthentication_methods(member)
    return send_to(request, f"{methods[0]['url']}?{urlencode({'next': page_behind(request)})}")


def page_behind(request: HttpRequest) -> str:
    """The page a form was sent from; a post itself cannot be returned to."""
    came = urlsplit(request.headers.get("Referer", ""))
    if request.method != "GET" and came.netloc == request.get_host():
        return came.path
    return came_for(request)


def send_to(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect that htmx follows with the whole page."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def wrong_door(request: HttpRequest, roles: frozenset[Role]) -> HttpResponse:
    """403, naming the roles that open this door."""
    named = [role.label for role in Role if role in roles]
    context = {"needed": named, "home": home_of(request.user) if isinstance(request.user, StaffMember) else None}
    return render(request, "firm/staff/wrong_door.html", context, status=403)
