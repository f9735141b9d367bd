"""The kill switch: one update in all its languages, or everything published, off the public site at once."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Revision

from blog import letters
from blog.ledger import Kind, note
from blog.models import TakeDown, UpdatePage
from firm import page_cache
from firm.models import FirmProfile, StaffMember
from firm.page_cache import watch
from firm.roles import Role

MAY = (Role.ATTORNEY, Role.EDITOR)


class CannotTakeDown(Exception):
    """Why nothing was done, for the person who tried."""


@transaction.atomic
def take_down(member: StaffMember, reason: str, page: UpdatePage | None = None) -> TakeDown:
    """Off the public site in the transaction's commit; every attorney is told.

    Args:
        page: the update, with its translations; None for everything published.

    Raises:
        PermissionDenied: neither attorney nor editor.
        CannotTakeDown: no reason, or it is down already.
    """
    if not member.has_role(*MAY):
        raise PermissionDenied
    if not reason.strip():
        raise CannotTakeDown("reason")
    key = page.translation_key if page else None
    FirmProfile.objects.select_for_update().first()  # one at a time: two frightened people press at once
    if TakeDown.objects.filter(translation_key=key, back_at=None).exists():
        raise CannotTakeDown("already")
    row = TakeDown.objects.create(
        translation_key=key, title=page.title if page else "", reason=reason.strip(), taken_by=member
    )
    if page:
        for each in UpdatePage.objects.filter(translation_key=key, live=True):
            row.revisions[str(each.pk)] = each.live_revision_id or each.save_revision().pk
            UnpublishPageAction(each, user=member).execute(skip_permission_checks=True)
            note(Kind.TAKEN_DOWN, each, member, facts={"reason": row.reason})
        row.save(update_fields=["revisions"])
    else:
        note(Kind.TAKEN_DOWN, None, member, facts={"reason": row.reason, "everything": True})
    page_cache.bump()
    tell(row, member, down=True)
    return row


@transaction.atomic
def bring_back(row: TakeDown, attorney: StaffMember, reason: str) -> None:
    """Shows again exactly what was taken down. Only an attorney answers for that.

    Raises:
        PermissionDenied: not an attorney.
        CannotTakeDown: no reason, or it is back already.
        MayNotPublish: words that meanwhile need a signature they do not have.
    """
    if not attorney.has_role(Role.ATTORNEY):
        raise PermissionDenied
    if not reason.strip():
        raise CannotTakeDown("reason")
    row = TakeDown.objects.select_for_update().get(pk=row.pk)
    if row.back_at:
        raise CannotTakeDown("already")
    row.back_at, row.back_by = timezone.now(), attorney
    row.save(update_fields=["back_at", "back_by"])
    for page_id, revision_id in row.revisions.items():
        page = UpdatePage.objects.filter(pk=page_id).first()
        revision = Revision.objects.filter(pk=revision_id).first()
        if page and revision:
            revision.publish(user=attorney, skip_permission_checks=True)
            note(Kind.BROUGHT_BACK, page, attorney, facts={"reason": reason})
    if row.translation_key is None:
        note(Kind.BROUGHT_BACK, None, attorney, facts={"reason": reason, "everything": True})
    page_cache.bump()
    tell(row, attorney, down=False)


def is_down(page: UpdatePage) -> bool:
    """True while this update is taken down. While everything is, nothing is served, whatever is published."""
    down = TakeDown.objects.filter(back_at=None)
    return down.filter(translation_key=page.translation_key).exists()


_closed: tuple[str, bool] = ("", False)


def everything_is_down() -> bool:
    """Asked by every public page that is not in the cache: no query while nothing public has changed."""
    global _closed  # noqa: PLW0603
    token = watch.current()
    if _closed[0] != token:
        _closed = (token, TakeDown.objects.filter(translation_key=None, back_at=None).exists())
    return _closed[1]


def tell(row: TakeDown, member: StaffMember, *, down: bool) -> None:
    letters.send("taken_down", letters.in_roles(Role.ATTORNEY), reverse("approvals"), row=row, member=member, down=down)
