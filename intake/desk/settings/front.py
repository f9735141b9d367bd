"""`/desk/settings/` itself."""

from django.http import HttpResponse
from django.shortcuts import redirect

from firm.roles import Role
from intake.desk.door import DeskRequest, desk_page


@desk_page(opened=False)
def front(request: DeskRequest) -> HttpResponse:
    """The first tab this person may open."""
    return redirect("desk:numbers" if request.user.has_role(Role.ADMINISTRATOR, Role.ATTORNEY) else "desk:on-duty")
