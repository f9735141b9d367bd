"""A fault in the running site, to see what a failing request leaves behind: for the sweep alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from firm.settings import *  # noqa: F403
from firm.settings import MIDDLEWARE as AS_IT_IS

MIDDLEWARE = [*AS_IT_IS, "tests.browser.failing.Failing"]


class Failing:
    """Fails where it is asked to, quoting what was sent, as a library's exception would."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("X-Fail"):
            words = request.POST.urlencode() + repr(request.POST.dict()) + repr(request.body)
            try:
                raise KeyError(words)
            except KeyError as error:
                raise ValueError(words) from error
        return self.get_response(request)
