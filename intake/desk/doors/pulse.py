"""How the page learns how long the desk stays open, and that another tab closed it."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from intake.desk.door import DeskRequest, never_stored
from intake.vault import open_desks


def pulse(request: HttpRequest | DeskRequest) -> HttpResponse:
    """`{"state", "left"}`: seconds until the desk covers itself. Tells nothing to whoever has no open desk.

    The page sends it every half minute: as a poll while nobody touches anything, otherwise as activity.
    """
    door = request.door  # type: ignore[union-attr]
    left = 0
    if door.row and door.state == open_desks.OPEN:
        left = open_desks.seconds_left(door.row)
    return never_stored(JsonResponse({"state": door.state, "left": left}))
