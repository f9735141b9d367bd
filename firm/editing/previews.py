"""Drafts shown by a link: made and ended in the CMS, opened by anybody who was sent it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.models import Page

from firm.addresses import absolute
from firm.models.preview_link import HOURS, PreviewLink


@require_http_methods(["GET", "POST"])
def previews(request: HttpRequest, page_id: int) -> HttpResponse:
    """The preview links of one page: those still open, and a form for a new one."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        return HttpResponse(status=403)
    made = ""
    if request.method == "POST":
        if ended := request.POST.get("end"):
            get_object_or_404(PreviewLink, page=page_id, pk=int(ended) if ended.isdigit() else 0).end()
            return redirect("previews", page_id)
        hours = request.POST.get("hours", "")
        _link, token = PreviewLink.make(
            page_id,
            request.user.pk,
            hours=int(hours) if hours in map(str, HOURS) else HOURS[0],
            for_whom=request.POST.get("for_whom", "").strip(),
        )
        made = absolute(reverse("preview", args=[token]))
    links = PreviewLink.objects.open().filter(page=page_id).select_related("made_by")
    context = {"page": page, "links": links, "made": made, "hours": HOURS}
    return render(request, "firm/cms/previews.html", context)


@require_GET
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The newest draft, as it would be public; 410 once the link has ended."""
    link = PreviewLink.at(token)
    response = shown(request, link) if link else render(request, "firm/preview_ended.html", status=410)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    patch_cache_control(response, no_store=True, private=True)
    return response


def shown(request: HttpRequest, link: PreviewLink) -> HttpResponse:
    draft = link.page.specific.get_latest_revision_as_object()
    request.preview_link = link  # type: ignore[attr-defined]  # the banner in base.html
    code = draft.locale.language_code
    with translation.override(code):
        request.LANGUAGE_CODE = code
        response: HttpResponse = draft.serve(request)
        render_now = getattr(response, "render", None)
        return render_now() if render_now else response
