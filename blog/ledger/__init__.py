"""The record: who showed what to the public, when, and who answered for it. Rows are added, never changed."""

from typing import Any

from django.utils import timezone

from blog.models import LedgerEntry, UpdatePage
from firm.models import StaffMember

Kind = LedgerEntry.Kind


def note(kind: str, page: UpdatePage | None = None, actor: Any = None, **said: Any) -> LedgerEntry:
    """Adds one entry to the chain, in the caller's transaction.

    Args:
        said: further fields of the entry; for a page its address, language and title are filled in.
    """
    if page is not None:
        about = {
            "path": page.address,
            "language": page.locale.language_code,
            "page_id": page.pk,
            "title": page.title[:255],
        }
        said = {**about, **said}
    actor = actor if isinstance(actor, StaffMember) else None
    return LedgerEntry.append(lambda: LedgerEntry(at=timezone.now(), kind=kind, actor=actor, **said))
