"""When a page is looked at: at once when somebody publishes, and by the worker after any other change."""

import logging
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from blog import sitemap
from blog.ledger import Kind, note
from blog.ledger.capture import VERSIONS, capture, latest, responsible_for
from blog.models import KeptBytes, LedgerEntry, LedgerMark, UpdatePage
from firm.models import FirmProfile, HomePage
from firm.page_cache import watch

logger = logging.getLogger(__name__)
PUBLIC_ACTIONS = ("wagtail.publish", "wagtail.publish.scheduled", "wagtail.unpublish", "wagtail.unpublish.scheduled", "wagtail.delete")  # fmt: skip
AT_ONCE = 40  # pages a turn of the worker looks at; the heart beats between turns


def logged(sender: Any, instance: PageLogEntry, created: bool, **kwargs: Any) -> None:
    """After Wagtail's log says that somebody published: the log knows who, the signals do not."""
    if created and not kwargs.get("raw") and instance.action in PUBLIC_ACTIONS:
        transaction.on_commit(partial(look_at, instance.page_id, instance.user))


def look_at(page_id: int, actor: Any) -> None:
    """Keeps the page as it is now. A page that cannot be kept is still published; the worker tries again."""
    try:
        page = Page.objects.filter(pk=page_id).first()
        paths = {path_of(page.specific)} if page else set()
        paths |= set(LedgerEntry.objects.filter(page_id=page_id, kind__in=VERSIONS).values_list("path", flat=True))
        watch.seen_at = float("-inf")  # or the cache may answer as of half a second ago
        for path in sorted(paths):
            capture(path, actor=actor, **about(page.specific if page else None, path))
    except DatabaseError:
        raise
    except Exception:
        logger.exception("A published page was not kept in the record.")


def path_of(page: Any) -> str:
    from firm.addresses import prefixed

    if isinstance(page, UpdatePage):
        return page.address
    return prefixed(page.locale.language_code, "/" + page.url_path.split("/", 2)[2])


def about(page: Any, path: str) -> dict[str, Any]:
    """What an entry says of its page besides the bytes."""
    if page is None:
        last = latest(path)
        return {"responsible": last.responsible} if last else {}
    language = page.locale.language_code
    return {
        "page_id": page.pk,
        "title": page.title[:255],
        "language": language,
        "responsible": responsible_for(page, language),
    }


def walk() -> None:
    """A piece of the way round the public site, begun whenever anything public has changed, and monthly."""
    mark, _made = LedgerMark.objects.get_or_create(pk=1)
    token = watch.current()[:64]
    if not mark.waiting:
        if mark.walking:  # the way round is finished
            survey(mark)
        if mark.token == token and not is_new_month(mark):
            return
        mark.walking, mark.waiting = token, public_paths()
    now, mark.waiting = mark.waiting[:AT_ONCE], mark.waiting[AT_ONCE:]
    pages = pages_at(now)
    for path in now:
        page = pages.get(path)
        known = about(page, path) if page else {"responsible": responsible_for(None, settings.LANGUAGE_CODE)}
        capture(path, **known)
    if not mark.waiting:
        survey(mark)
    mark.save()


def pages_at(paths: list[str]) -> dict[str, Any]:
    """The pages of these addresses, by address; what is no page of the tree (the list of people) is missing."""
    slugs = {path.rstrip("/").rsplit("/", 1)[-1] for path in paths}
    found = [*HomePage.objects.live(), *Page.objects.live().filter(slug__in=slugs).specific()]
    return {path_of(page): page for page in found}


def survey(mark: LedgerMark) -> None:
    """The way round is done: once a month the record says so, with one hash over all it saw."""
    if is_new_month(mark):
        shown = [(path, entry.sha256) for path in public_paths() if (entry := latest(path))]
        digest = sha256(repr(shown).encode()).hexdigest()
        note(Kind.SURVEY, facts={"pages": len(shown)}, sha256=digest)
        mark.surveyed_on = timezone.now().date()
    mark.token, mark.walking = mark.walking, ""


def is_new_month(mark: LedgerMark) -> bool:
    today = timezone.now().date()
    return mark.surveyed_on is None or (mark.surveyed_on.year, mark.surveyed_on.month) != (today.year, today.month)


def public_paths() -> list[str]:
    """Every address of the sitemap, and those the record still believes are public."""
    listed = {urlsplit(entry.url).path for entry in sitemap.entries()}
    newest: dict[str, str] = {}
    for path, kind in LedgerEntry.objects.filter(kind__in=VERSIONS).order_by("id").values_list("path", "kind"):
        newest[path] = kind
    return sorted(listed | {path for path, kind in newest.items() if kind == Kind.SHOWN})


def forget_what_is_over() -> int:
    """Empties the bytes of versions that left the site longer ago than the firm keeps them; the entries stay.

    Returns how many were emptied.
    """
    limit = timezone.now() - timedelta(days=round(365.25 * FirmProfile.load().record_years))
    wanted: set[str] = set()
    until: dict[str, Any] = {}
    for entry in LedgerEntry.objects.filter(kind__in=VERSIONS).order_by("-id").iterator():
        ended = until.get(entry.path)
        until[entry.path] = entry.at
        if entry.kind == Kind.SHOWN and (ended is None or ended > limit):
            wanted |= {entry.sha256, *entry.assets.values()}
    return KeptBytes.objects.filter(kept_at__lt=limit).exclude(packed=b"").exclude(pk__in=wanted).update(packed=b"")
