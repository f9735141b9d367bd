"""Do the sources still answer? Looked at politely, only when the firm lets the server go out (`CHECK_LINKS`)."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from blog.links.asking import Answer, ask
from blog.models import SourceLink, UpdatePage

State = SourceLink.State
A_TURN = 2  # addresses a minute, whatever there are
AGAIN = timedelta(days=7)
SOONER = (timedelta(hours=6), timedelta(days=1), timedelta(days=3))  # after the first, second, third miss


def addresses() -> dict[str, list[UpdatePage]]:
    """Every address a public update names as a source, and the updates that do."""
    found: dict[str, list[UpdatePage]] = {}
    for page in UpdatePage.objects.live().select_related("locale"):
        for block in page.sources:
            url = str(block.value.get("url") or "")[:600]
            if url:
                found.setdefault(url, []).append(page)
    return found


def gather() -> None:
    """Makes a row for each address named, and drops rows nobody names any more."""
    named = set(addresses())
    known = set(SourceLink.objects.values_list("url", flat=True))
    SourceLink.objects.bulk_create([SourceLink(url=url) for url in sorted(named - known)], ignore_conflicts=True)
    SourceLink.objects.filter(url__in=known - named).delete()


def look() -> None:
    """Looks at the few addresses that are due; nothing at all where the server may not go out."""
    if not settings.CHECK_LINKS:
        return
    for link in SourceLink.objects.filter(next_look__lte=timezone.now()).order_by("next_look")[:A_TURN]:
        answer = ask(link.url)  # outside any transaction: it may take half a minute
        note(link, answer)


def note(link: SourceLink, answer: Answer) -> None:
    """Keeps what was met. One silence is not a dead link: it is asked again sooner, and counted."""
    now = timezone.now()
    link.state, link.status, link.moved_to, link.looked_at = answer.state, answer.status, answer.moved_to[:600], now
    if answer.state in {State.ALIVE, State.MOVED}:
        link.alive_at, link.misses, link.next_look = now, 0, now + AGAIN
    else:
        link.next_look = now + (SOONER[link.misses] if link.misses < len(SOONER) else AGAIN)
        link.misses += 1
    link.save()


def broken() -> Any:
    """Dead, or silent three times."""
    return SourceLink.objects.filter(state=State.DEAD) | SourceLink.objects.filter(state=State.SILENT, misses__gte=3)
