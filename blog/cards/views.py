"""The card at its address; the page names it with its fingerprint, so readers may keep it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from blog.lists import published
from blog.models import SocialCard
from firm.views import language_code


@require_safe
def card(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    pages = [page for page in published(language_code(), slug) if page.in_month(year, month)]
    found = SocialCard.objects.filter(page__in=pages).exclude(png=b"").first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.png), content_type="image/png")
    response.headers["ETag"] = f'"{found.fingerprint}"'
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is made to be shown elsewhere
    patch_cache_control(response, public=True, max_age=24 * 60 * 60)
    return response
