"""In the editors' room: a translation beside its original, and the word of who compared them."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from blog.models import TranslationReview, UpdatePage
from blog.translations.segments import SAME, compare, original_of, segments
from firm.facts import time_zone
from firm.models import StaffMember


@require_admin_access
@require_http_methods(["GET", "POST"])
def translation(request: HttpRequest, page_id: int) -> HttpResponse:
    """Segment by segment; a post says that this person compared them all as they are now public.

    Raises:
        Http404: the page is no translation of a public update.
        PermissionDenied: who may not edit the page may not vouch for it.
    """
    page = get_object_or_404(UpdatePage.objects.select_related("locale"), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    original = original_of(page)
    if original is None or not page.live:
        raise Http404
    if request.method == "POST":
        return vouch(request, page, original)
    pairs = compare(page, original)
    context = {
        "page": page,
        "original": original,
        "pairs": pairs,
        "open": sum(pair.state != SAME for pair in pairs),
        "review": TranslationReview.objects.filter(page=page).first(),
        "seen": seen(original),
        "page_title": _("Translation"),
        "page_subtitle": page.title,
        "header_icon": "wagtail-localize-language",
    }
    return render(request, "blog/cms/translation.html", context)


def vouch(request: HttpRequest, page: UpdatePage, original: UpdatePage) -> HttpResponse:
    """Keeps the word, unless the original changed while they were reading."""
    if request.POST.get("seen") != seen(original):
        messages.error(request, _("The original changed while you were comparing. Please look again."))
        return redirect("translation", page.pk)
    reviewer = cast(StaffMember, request.user)
    TranslationReview.objects.update_or_create(
        page=page,
        defaults={
            "compared": {segment.key: segment.digest for segment in segments(original)},
            "reviewer": reviewer,
            "reviewer_name": reviewer.name,
            "reviewed_on": timezone.now().astimezone(time_zone()).date(),
        },
    )
    messages.success(request, _("The page now says that you compared it."))
    return redirect("translation", page.pk)


def seen(original: UpdatePage) -> str:
    """Which wording of the original a form was made from."""
    return "-".join(segment.digest[:6] for segment in segments(original))[:500]
