"""May these words be public? Asked by `UpdatePage.save` for every path that makes a page live."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from blog import substance
from blog.minor_fix import Fix, NotMinor, fixes

if TYPE_CHECKING:
    from blog.models import SignOff, UpdatePage


class MayNotPublish(Exception):
    """These words may not become public; the text says why and what to do next."""

    def __init__(self, page: Any, text: str) -> None:
        super().__init__(text)
        self.page = page


@dataclass(frozen=True)
class Verdict:
    """How a page's words stand to what was signed."""

    required: bool
    signature: "SignOff | None" = None  # the one that covers these words, or the newest
    covered: bool = False
    fixes: list[Fix] = field(default_factory=list)  # the typos between the signature and these words
    why_not: str = ""

    @property
    def may_publish(self) -> bool:
        return self.covered or not self.required


def required(page: "UpdatePage", stored: "UpdatePage | None" = None) -> bool:
    """True when the firm, or this update, asks for a signature. Once public, an update cannot be let off."""
    from firm.models import FirmProfile

    once = stored is not None and stored.needs_sign_off and stored.first_published_at is not None
    return page.needs_sign_off or once or FirmProfile.load().sign_off_required


def verdict(page: "UpdatePage", stored: "UpdatePage | None" = None) -> Verdict:
    """Compares the page as it is in memory with its signatures."""
    asked = required(page, stored)
    said = substance.statements(page)
    signatures = signatures_of(page)
    same = signatures.filter(substance=substance.digest_of(said)).first()
    if same:
        return Verdict(asked, same, covered=True)
    newest = signatures.first()
    if newest is None:
        return Verdict(asked, why_not=_("No attorney has signed it yet."))
    try:
        found = fixes(substance.read(newest.statement), said, published(page), page.locale.language_code)
    except NotMinor as more:
        return Verdict(asked, newest, why_not=_("Changed since it was signed: %(what)s.") % {"what": more})
    return Verdict(asked, newest, covered=True, fixes=found)


def signatures_of(page: "UpdatePage") -> Any:
    """The signatures that stand, newest first; an alias shows its source's words and needs no other."""
    from blog.models import SignOff

    return SignOff.objects.filter(page_id=page.alias_of_id or page.pk, withdrawn_at=None).order_by("-id")


def published(page: "UpdatePage") -> Iterable[str]:
    """What else the firm has published in the page's language: the words it is known to write."""
    from blog.models import SearchRow

    rows = SearchRow.objects.filter(language=page.locale.language_code).exclude(pk=page.pk)
    return rows.values_list("text", flat=True)


def let_through(page: "UpdatePage", update_fields: Iterable[str] | None) -> None:
    """Refuses a save that would show the public words nobody signed; notes a minor fix in the record.

    Raises:
        MayNotPublish: with what to do next.
    """
    from blog.advertising import blocking
    from blog.models import UpdatePage
    from blog.take_down import is_down

    stored = UpdatePage.objects.filter(pk=page.pk).first() if page.pk else None
    shown = page if update_fields is None or writes_words(page, update_fields) else stored
    if not page.live or shown is None:
        return
    if stored is not None and stored.live and substance.digest(stored) == substance.digest(shown):
        return  # nothing new becomes public
    if is_down(shown):
        raise MayNotPublish(page, _("It was taken down. An attorney brings it back at /staff/approvals/take-down/."))
    if blocked := blocking(shown):
        first = blocked[0]
        raise MayNotPublish(page, f"{first.explanation} ({first.citation})")
    found = verdict(shown, stored)
    if not found.may_publish:
        raise MayNotPublish(page, f"{found.why_not} {what_next()}")
    if found.required and found.fixes:
        note_fixes(page, found)


def writes_words(page: "UpdatePage", update_fields: Iterable[str]) -> bool:
    signed = {each.name for each in page._meta.local_fields} - substance.UNSIGNED | set(substance.PAGE_FIELDS)
    return bool(signed & set(update_fields))


def what_next() -> str:
    return _("Send it for sign-off; what an attorney signs publishes by itself.")


def note_fixes(page: "UpdatePage", found: Verdict) -> None:
    from blog.ledger import Kind, note

    assert found.signature is not None  # noqa: S101  a fix is told from a signature
    note(
        Kind.MINOR_FIX,
        page,
        page.live_revision.user if page.live_revision else None,
        facts={
            "signature": found.signature.pk,
            "signed_by": found.signature.signed_by.name,
            "words": [[fix.place, fix.signed, fix.now] for fix in found.fixes],
        },
    )
