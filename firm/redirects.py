"""Old addresses lead to pages in one step, never in a circle, and never to a page that is gone.

Wagtail writes a row when a public page moves. Rows may point at addresses that moved again, or back:
whatever they say, a reader is sent once, to the end of the chain.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect


class OldAddressMiddleware(MiddlewareMixin):
    """Asked only when nothing answers at an address."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        found = destination(request)
        if found is None:
            return response
        link, permanent = found
        return HttpResponsePermanentRedirect(link) if permanent else HttpResponseRedirect(link)


def destination(request: HttpRequest) -> tuple[str, bool] | None:
    """Where the asked address leads in the end, and whether for good; None for nowhere, or in a circle."""
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    seen: set[str] = set()
    link, permanent = "", True
    while path not in seen and (row := row_for(request, path)):
        target = public_link(row)
        if target is None:
            return None
        seen.add(path)
        link, permanent = target, permanent and row.is_permanent
        path = own_path(target) or ""
        if row.redirect_page_id or not path:
            break  # a public page, or another site's: the end of the way
    return (link, permanent) if link and path not in seen else None


def row_for(request: HttpRequest, path: str) -> Redirect | None:
    """The row of this address, or of it without its query."""
    row: Redirect | None = get_redirect(request, path)
    bare = path.partition("?")[0]
    if row is None and bare != path:
        row = get_redirect(request, bare)
    return row


def public_link(row: Redirect) -> str | None:
    """Where one row points; None when its page is not public."""
    if row.redirect_page_id and not row.redirect_page.live:
        return None
    link: str | None = row.link
    return link


def own_path(link: str) -> str | None:
    """The path of an address of this site, as rows keep it; None for another site's."""
    parts = urlsplit(link)
    if parts.netloc and parts.netloc != urlsplit(settings.PUBLIC_BASE_URL).netloc:
        return None
    path: str = Redirect.normalise_path(parts.path + (f"?{parts.query}" if parts.query else ""), decode_unicode=False)
    return path
