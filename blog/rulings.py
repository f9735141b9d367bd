"""A ruling came down: proposing, approving, declining, withdrawing. Every change of a standing goes through here."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from blog import letters
from blog.models import Ruling, SignOff, Story, UpdatePage
from blog.models.ruling import standing_of
from blog.words import said
from firm.addresses import absolute
from firm.facts import today
from firm.models import Person, StaffMember
from firm.roles import Role

NEWEST = 100  # updates of other stories offered as the one that replaces


class Refused(Exception):
    """Base of what stands in the way; nothing was done."""


class AlreadyDecided(Refused):
    """Somebody approved, declined or withdrew it first."""


class Changed(Refused):
    """The proposal, or the story under it, is no longer what the approver saw."""


class NotAnAttorney(Refused):
    """Only an attorney answers for where the law stands."""


def touched(story: Story) -> list[UpdatePage]:
    """Every public page that shows the story, by language and title."""
    pages = UpdatePage.objects.live().filter(story=story).select_related("locale").defer_streamfields()
    order = [code for code, _name in settings.LANGUAGES]
    return sorted(pages, key=lambda page: (order.index(page.locale.language_code), page.title))


def replaceable(story: Story) -> list[UpdatePage]:
    """One page of each public update of the story that no other replaces yet, in the first language it has."""
    kept: dict[Any, UpdatePage] = {}
    replaced: set[Any] = set()
    for page in touched(story):
        kept.setdefault(page.translation_key, page)
        replaced |= {page.translation_key} if page.superseded_by_id else set()
    return [page for key, page in kept.items() if key not in replaced]


def replacing(ruling: Ruling, story: Story) -> list[UpdatePage]:
    """One page of each public update that may replace another: those of the story, then the newest of all others."""
    live = UpdatePage.objects.live().defer_streamfields()
    newest = list(live.order_by("-published_on", "-pk").values_list("pk", flat=True)[:NEWEST])
    likely = Q(story=story) | Q(translation_key__in=ruling.replaced.values()) | Q(pk__in=newest)
    kept: dict[Any, UpdatePage] = {}
    pages = live.filter(likely).select_related("locale").order_by("-published_on", "pk")
    for page in sorted(
        pages, key=lambda page: (page.story_id != story.pk, page.locale.language_code != settings.LANGUAGE_CODE)
    ):
        kept.setdefault(page.translation_key, page)
    return list(kept.values())


def pairs(ruling: Ruling, code: str) -> list[tuple[UpdatePage, UpdatePage]]:
    """(replaced, replacing) in one language; the second in another one where it has not been written in this."""
    keys = {*ruling.replaced, *ruling.replaced.values()}
    found = UpdatePage.objects.filter(translation_key__in=keys).select_related("locale").defer_streamfields()
    pages = {(str(page.translation_key), page.locale.language_code): page for page in found}
    return [
        (pages[old, code], newer)
        for old, new in ruling.replaced.items()
        if (old, code) in pages and (newer := pages.get((new, code)) or pages.get((new, settings.LANGUAGE_CODE)))
    ]


def replace(ruling: Ruling) -> None:
    """Marks what the ruling replaces, in every language, on the page and in its drafts.

    Without the second, publishing a draft begun before would take the mark off again.

    Raises:
        Changed: the one that was to replace it is no longer public.
    """
    live = {str(key) for key in UpdatePage.objects.live().values_list("translation_key", flat=True)}
    if not live.issuperset(ruling.replaced.values()):
        raise Changed
    for code, _name in settings.LANGUAGES:
        for old, new in pairs(ruling, code):
            old.superseded_by = new
            old.save(update_fields=["superseded_by"])
            for revision in may_be_published(old):
                revision.content["superseded_by"] = new.pk
                revision.save(update_fields=["content"])


def may_be_published(page: UpdatePage) -> QuerySet[Revision]:
    """The newest draft, what is scheduled and what was signed; the older ones are history and stay as they were."""
    signed = SignOff.objects.filter(page_id=page.pk, withdrawn_at=None).values("revision_id")
    return page.revisions.filter(
        Q(pk=page.latest_revision_id) | Q(approved_go_live_at__isnull=False) | Q(pk__in=signed)
    )


@transaction.atomic
def propose(ruling: Ruling, member: StaffMember) -> Ruling:
    """Puts it before the attorneys, or again after a change: an earlier look no longer counts.

    Raises:
        AlreadyDecided: it was approved, declined or withdrawn meanwhile.
    """
    if not ruling._state.adding:
        _still_open(ruling.pk)
    ruling.before = standing_of(Story.objects.get(pk=ruling.story_id))
    ruling.proposed_by = member
    ruling.save()
    tell_attorneys(ruling)
    return ruling


@transaction.atomic
def approve(ruling: Ruling, member: StaffMember, digest: str) -> Ruling:
    """Applies it to the story, and so to every page, in one transaction.

    Args:
        digest: of what the attorney had before their eyes.

    Raises:
        NotAnAttorney, AlreadyDecided, Changed: nothing was applied.
    """
    if not member.has_role(Role.ATTORNEY):
        raise NotAnAttorney
    ruling = _still_open(ruling.pk)
    story = Story.objects.select_for_update().get(pk=ruling.story_id)
    ruling.story = story
    if digest != ruling.digest or standing_of(story) != ruling.before:
        raise Changed
    after = ruling.after()
    after.checked_on = today()
    after.checked_by = Person.objects.filter(member=member).first()
    after.save()
    replace(ruling)
    return _decide(ruling, Ruling.State.APPLIED, member, approved_digest=digest)


@transaction.atomic
def decline(ruling: Ruling, member: StaffMember, reason: str) -> Ruling:
    """An attorney says no, and why.

    Raises:
        NotAnAttorney, AlreadyDecided.
    """
    if not member.has_role(Role.ATTORNEY):
        raise NotAnAttorney
    return _decide(_still_open(ruling.pk), Ruling.State.DECLINED, member, reason=reason)


@transaction.atomic
def withdraw(ruling: Ruling, member: StaffMember, reason: str) -> Ruling:
    """The editors take it back before anybody approved it.

    Raises:
        AlreadyDecided.
    """
    return _decide(_still_open(ruling.pk), Ruling.State.WITHDRAWN, member, reason=reason)


def _still_open(pk: Any) -> Ruling:
    ruling = Ruling.objects.select_for_update().select_related("proposed_by").get(pk=pk)
    if not ruling.waiting:
        raise AlreadyDecided
    return ruling


def _decide(ruling: Ruling, state: Ruling.State, member: StaffMember, **fields: str) -> Ruling:
    ruling.state, ruling.decided_by, ruling.decided_at = state, member, timezone.now()
    for name, value in fields.items():
        setattr(ruling, name, value)
    ruling.save()
    if member != ruling.proposed_by:
        tell_editor(ruling)
    return ruling


def tell_attorneys(ruling: Ruling) -> None:
    """A mail that says where to look, and nothing of what is there."""
    letters.send("ruling_waits", letters.in_roles(Role.ATTORNEY), reverse("approve_ruling", args=[ruling.pk]))


def tell_editor(ruling: Ruling) -> None:
    letters.send("ruling_decided", [ruling.proposed_by], reverse("cms_ruling", args=[ruling.pk]))


def ready_text(ruling: Ruling, code: str) -> str:
    """What to paste into a messenger or the firm's group, in one language; empty where nothing is written in it.

    Ends with the address of the newest public update of the story in that language.
    """
    sentence = said(ruling.sentence, code)
    if not sentence:
        return ""
    pages = UpdatePage.objects.live().filter(story=ruling.story_id, locale__language_code=code)
    page = pages.select_related("locale").order_by("-published_on", "-pk").first()
    lines = [sentence, said(ruling.next_step, code), absolute(page.address) if page else ""]
    return "\n\n".join(line for line in lines if line)
