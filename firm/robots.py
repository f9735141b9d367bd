"""`/robots.txt`: staff doors are nobody's search result, and what the firm allows the crawlers of AI companies."""

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from firm.models import CrawlerRules
from firm.page_cache import public_page


@cache
def crawlers() -> list[dict[str, str]]:
    """The known crawlers: name, operator, use ("training" or "answers"), source, noted, verified_by."""
    path = Path(__file__).with_name("crawlers.toml")
    listed: list[dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))["crawler"]
    return listed


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    rules = CrawlerRules.objects.first() or CrawlerRules()
    allowed = {"training": rules.training, "answers": rules.answers}
    refused = [crawler["name"] for crawler in crawlers() if not allowed[crawler["use"]]]
    context = {"base": settings.PUBLIC_BASE_URL, "refused": refused}
    return render(request, "firm/robots.txt", context, content_type="text/plain; charset=utf-8")
