"""The report of dead links: each address, what it answered, and the updates that rest on it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.components import Component

from blog.links import addresses, broken
from blog.models import SourceLink

WORST_FIRST = {"dead": 0, "silent": 1, "forbidden": 2, "refused": 3, "moved": 4, "waiting": 5, "alive": 6}


@require_admin_access
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    named = addresses()
    rows = {row.url: row for row in SourceLink.objects.all()}
    lines = [(rows.get(url) or SourceLink(url=url), pages) for url, pages in named.items()]
    lines.sort(key=lambda line: (WORST_FIRST[line[0].state], line[0].url))
    context = {
        "page_title": _("Sources and dead links"),
        "header_icon": "link",
        "lines": lines,
        "looks": settings.CHECK_LINKS,
    }
    return render(request, "blog/cms/links.html", context)


class BrokenSources(Component):
    """On the dashboard, only when there is something to mend."""

    order = 150

    def render_html(self, parent_context: object = None) -> str:
        count = broken().count()
        if not count:
            return ""
        said = ngettext("%d source no longer answers", "%d sources no longer answer", count) % count
        return format_html('<section class="nice-padding"><p><a href="/cms/sources/">{}</a></p></section>', said)
