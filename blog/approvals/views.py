"""The list of what waits for an approval."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from blog.approvals import waiting_for
from blog.take_down import MAY
from firm.facts import time_zone
from firm.models import StaffMember
from firm.roles import Role


def approvals(request: HttpRequest) -> HttpResponse:
    member = cast(StaffMember, request.user)
    context = {
        "lines": waiting_for(member),
        "zone": time_zone(),
        "may_take_down": member.has_role(*MAY),
        "attorney": member.has_role(Role.ATTORNEY),
    }
    return render(request, "blog/approvals/list.html", context)
