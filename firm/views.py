"""The public site: home, plain pages, the people, and what machines ask for.

Served by plain views at the addresses Wagtail would use, because Wagtail's own way to a page costs
eight queries before the first template line. Wagtail's preview renders the same templates through
the same `…_context` functions.
"""

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from wagtail.models import Page
from wagtail.views import serve

from firm import markup
from firm.addresses import prefixed
from firm.models import HomePage, Person, PlainPage, PracticeArea, RightsPage
from firm.page_cache import public_page
from firm.parts import Part, contents_of, parts_of
from firm.redirects import destination

LATELY = 6


def language_code() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def render_page(request: HttpRequest, page: Page, context: dict[str, Any]) -> HttpResponse:
    """A page in its own template, as Wagtail would render it."""
    return render(request, page.template, {"page": page, "self": page, **context})


# By hand, because every public page asks it: Django would take ten times as long to write it.
LANGUAGES_OF = """
    SELECT language_code FROM wagtailcore_locale WHERE id IN (
        SELECT locale_id FROM wagtailcore_page WHERE live AND translation_key = (
            SELECT translation_key FROM wagtailcore_page WHERE id = %s))
"""


def languages_of(page: Page) -> list[str]:
    """The languages in which a page of this address is public, the default one first."""
    with connection.cursor() as cursor:
        cursor.execute(LANGUAGES_OF, [page.pk])
        codes = {row[0] for row in cursor.fetchall()} | {page.locale.language_code}
    return [code for code, _ in settings.LANGUAGES if code in codes]


def alternates(codes: list[str], path: str) -> list[dict[str, str]]:
    """What the language row and the hreflang links need; `path` without a language prefix."""
    return [{"code": code, "path": prefixed(code, path)} for code in codes]


def home_context(page: HomePage) -> dict[str, Any]:
    from blog.lists import rows

    return {
        "alternates": alternates(languages_of(page), "/"),
        "updates": rows(page.locale.language_code)[:LATELY],
        "markup": markup.home(page),
    }


def plain_context(page: PlainPage) -> dict[str, Any]:
    path = f"/{page.slug}/" if page.depth == 3 else "/" + page.url_path.split("/", 2)[2]
    parts: list[Part] = parts_of(page.body)
    return {
        "alternates": alternates(languages_of(page), path),
        "parts": parts,
        "contents": contents_of(parts),
        "markup": markup.plain(page, prefixed(page.locale.language_code, path)),
    }


@public_page
def home(request: HttpRequest) -> HttpResponse:
    if moved := page_by_number(request):
        return redirect(moved, permanent=True)
    page = HomePage.objects.live().select_related("locale").filter(locale__language_code=language_code()).first()
    if page is None:
        raise Http404
    return render_page(request, page, home_context(page))


def page_by_number(request: HttpRequest) -> str | None:
    """`/?p=7`, as WordPress numbers its pages: the address of the page that was imported from it, while it is public."""
    if not {"p", "page_id"} & set(request.GET):
        return None
    found = destination(request)
    return found[0] if found else None


@public_page
def plain_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A plain page directly under the home page; any other address is Wagtail's to find."""
    pages = PlainPage.objects.live().select_related("locale").filter(locale__language_code=language_code())
    page = pages.filter(slug=slug, depth=3).first()
    if page is None and (rights := rights_page(slug)):
        return render_page(request, rights, rights_context(rights))
    if page is None:
        return serve(request, f"{slug}/")
    return render_page(request, page, plain_context(page))


def rights_page(slug: str) -> RightsPage | None:
    pages = RightsPage.objects.live().filter(locale__language_code=language_code(), slug=slug, depth=3)
    return pages.select_related("locale", "reviewer").first()


def rights_context(page: RightsPage) -> dict[str, Any]:
    path = "/" + page.url_path.split("/", 2)[2]
    return {
        "alternates": alternates(languages_of(page), path),
        "markup": markup.rights(page, prefixed(page.locale.language_code, path)),
    }


@public_page
def people(request: HttpRequest) -> HttpResponse:
    code = language_code()
    rows = (
        Person.objects.filter(listed=True)
        .select_related("portrait")
        .prefetch_related("texts", "admissions", "portrait__renditions")
    )
    areas = PracticeArea.objects.filter(locale__language_code=code)
    return render(
        request,
        "firm/people.html",
        {
            "people": [(row, text_in(row, code)) for row in rows],
            "areas": areas,
            "alternates": everywhere("/attorneys/"),
            "markup": markup.people(code),
        },
    )


@public_page
def person(request: HttpRequest, slug: str) -> HttpResponse:
    from blog.lists import by_person

    code = language_code()
    row = get_object_or_404(
        Person.objects.select_related("portrait").prefetch_related("portrait__renditions"), slug=slug, listed=True
    )
    return render(
        request,
        "firm/person.html",
        {
            "person": row,
            "text": text_in(row, code),
            "updates": by_person(row, code),
            "alternates": everywhere(f"/attorneys/{slug}/"),
            "markup": markup.profile(row, code),
        },
    )


def text_in(row: Person, code: str) -> Any:
    """Position and biography in `code`; never another language's words under this address."""
    return next((text for text in row.texts.all() if text.language == code), None)


def everywhere(path: str) -> list[dict[str, str]]:
    """Alternates of a view that exists in every language."""
    return alternates([code for code, _ in settings.LANGUAGES], path)
