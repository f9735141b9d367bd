"""Where the firm is and what it does: offices and practice areas."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from firm import markup
from firm.facts import facts
from firm.models import Office, Person, PracticeArea
from firm.page_cache import public_page
from firm.views import alternates, everywhere, language_code


@public_page
def offices(request: HttpRequest) -> HttpResponse:
    """Every office with its address, a link to a map, and the firm's numbers and hours."""
    code = language_code()
    rows = [
        (office, next((text for text in office.texts.all() if text.language == code), None))
        for office in Office.objects.prefetch_related("texts")
    ]
    context = {
        "offices": rows,
        "lines": facts(code).lines,
        "alternates": everywhere("/offices/"),
        "markup": markup.offices(code, [office for office, _text in rows]),
    }
    return render(request, "firm/offices.html", context)


@public_page
def practice_areas(request: HttpRequest) -> HttpResponse:
    code = language_code()
    context = {
        "areas": PracticeArea.objects.filter(locale__language_code=code),
        "alternates": everywhere("/practice-areas/"),
        "markup": markup.practice_areas(code),
    }
    return render(request, "firm/practice_areas.html", context)


@public_page
def practice_area(request: HttpRequest, slug: str) -> HttpResponse:
    """One area, who practises here, and the other areas."""
    every = list(PracticeArea.objects.filter(slug=slug).select_related("locale"))
    here = next((area for area in every if area.locale.language_code == language_code()), None)
    if here is None:
        raise Http404
    context = {
        "area": here,
        "others": PracticeArea.objects.filter(locale=here.locale_id).exclude(pk=here.pk),
        "people": Person.objects.filter(listed=True),
        "alternates": alternates([area.locale.language_code for area in every], f"/practice-areas/{slug}/"),
        "markup": markup.practice_area(here, here.locale.language_code),
    }
    return render(request, "firm/practice_area.html", context)
