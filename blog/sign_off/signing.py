"""From draft to public: sent, fact-checked, signed, published; or sent back with a reason."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState
from wagtail.models import WorkflowState as Path

from blog import letters, substance
from blog.ledger import Kind, note
from blog.models import AttorneySignOffTask, FactCheckState, FactCheckTask, SignOff, UpdatePage
from blog.sign_off.gate import MayNotPublish, verdict
from firm.models import StaffMember
from firm.roles import Role


class NotSigned(Exception):
    """The step could not be taken; the text says why, for the person who tried."""


def page_of(state: TaskState) -> UpdatePage:
    """The draft that waits, as its latest revision has it."""
    page: UpdatePage = UpdatePage.objects.get(pk=state.workflow_state.object_id).get_latest_revision_as_object()
    return page


def held(state_id: int, task: type[Any], member: StaffMember) -> tuple[Any, Any]:
    """Locks the step and answers it with its task.

    Raises:
        NotSigned: somebody was faster.
        PermissionDenied: not this person's to do.
    """
    # Of the bare row: `select_for_update` may not lock the outer side of a join on PostgreSQL.
    bare = TaskState.objects.select_for_update().filter(pk=state_id).first()
    if bare is None or bare.status != TaskState.STATUS_IN_PROGRESS or not isinstance(bare.task.specific, task):
        raise NotSigned(_("Somebody was faster: this is no longer waiting."))
    if not bare.task.specific.is_for(member):
        raise PermissionDenied
    return bare.specific, bare.task.specific


@transaction.atomic
def check_facts(state_id: int, member: StaffMember, *, ticked: list[int], seen: str, comment: str = "") -> None:
    """Records that every source was opened, and passes the page on.

    Args:
        ticked: positions of the sources in the page, from 1.
        seen: the digest of the words the checker had before them.

    Raises:
        NotSigned: a source is left, the words changed meanwhile, or the checker wrote them.
    """
    state, _task = held(state_id, FactCheckTask, member)
    page = page_of(state)
    must_be_what_was_seen(page, seen)
    if state.workflow_state.requested_by_id == member.pk:
        raise NotSigned(_("Somebody else must check what you sent."))
    titles = [block.value["title"] for block in page.sources]
    if set(ticked) != set(range(1, len(titles) + 1)):
        raise NotSigned(_("Open every source and tick it, or send the page back."))
    state.substance, state.ticked = seen, titles
    state.save(update_fields=["substance", "ticked"])
    state.approve(user=member, comment=comment)


@transaction.atomic
def sign(state_id: int, attorney: StaffMember, *, seen: str, comment: str = "") -> SignOff:
    """An attorney signs the words they read; the workflow then publishes exactly these.

    Raises:
        NotSigned: the words changed meanwhile, or were changed after the fact-check.
        MayNotPublish: an advertising rule blocks them.
    """
    state, _task = held(state_id, AttorneySignOffTask, attorney)
    page = page_of(state)
    must_be_what_was_seen(page, seen)
    check = fact_check_of(state.workflow_state)
    if check is not None and check.substance != seen:
        raise NotSigned(_("Changed after the fact-check. Send it back, so that the new words are checked."))
    said = substance.statements(page)
    revision = page.get_latest_revision()
    signature = SignOff.objects.create(
        page_id=page.pk,
        page_title=page.title[:255],
        revision_id=revision.pk,
        substance=seen,
        statement=said,
        content=revision.content,
        signed_by=attorney,
        comment=comment,
    )
    note(Kind.SIGNED, page, attorney, facts={"signature": signature.pk, "substance": seen, "comment": comment})
    state.approve(user=attorney, comment=comment)
    return signature


@transaction.atomic
def send_back(state_id: int, member: StaffMember, comment: str) -> None:
    """To the writer, with the reason.

    Raises:
        NotSigned: no reason given, or somebody was faster.
    """
    state, _task = held(state_id, (FactCheckTask, AttorneySignOffTask), member)  # type: ignore[arg-type]
    if not comment.strip():
        raise NotSigned(_("Say what has to change, so that the writer knows."))
    state.reject(user=member, comment=comment.strip())


@transaction.atomic
def withdraw(signature: SignOff, attorney: StaffMember, reason: str) -> bool:
    """Takes a signature back: its words can no longer become public. What is public stays until taken down.

    Returns:
        Whether a publication was called off; its page then waits for its fact-check and a new signature.

    Raises:
        PermissionDenied: not an attorney.
        NotSigned: no reason given, or it was withdrawn already.
    """
    if not attorney.has_role(*AttorneySignOffTask.roles):
        raise PermissionDenied
    if not reason.strip():
        raise NotSigned(_("Give the reason; it goes into the record."))
    if not SignOff.objects.filter(pk=signature.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise NotSigned(_("Somebody was faster: it was withdrawn already."))
    page = UpdatePage.objects.filter(pk=signature.page_id).first()
    called_off = page is not None and call_off(page, attorney)
    facts = {"signature": signature.pk, "reason": reason.strip(), "publication_called_off": called_off}
    note(Kind.WITHDRAWN, page, attorney, facts=facts, **({} if page else {"title": signature.page_title}))
    tell_of_withdrawal(signature, attorney, asked_for_it(page))
    return called_off


def call_off(page: UpdatePage, attorney: StaffMember) -> bool:
    """Takes back a publication on a date whose words no signature covers any more, and sends the page round again."""
    revision = page.scheduled_revision
    if revision is None or verdict(revision.as_object(), page).may_publish:
        return False
    revision.approved_go_live_at = None
    revision.save(user=attorney, update_fields=["approved_go_live_at"])
    workflow = page.get_workflow()
    if workflow and not page.current_workflow_state:
        workflow.start(page, asked_for_it(page) or attorney)
    return True


def asked_for_it(page: UpdatePage | None) -> StaffMember | None:
    """Who last sent the page for a signature."""
    path = page.workflow_states.order_by("-created_at").first() if page else None
    return path.requested_by if path else None


def tell_of_withdrawal(signature: SignOff, attorney: StaffMember, editor: StaffMember | None) -> None:
    """The other attorneys, and who sent the page: which one, and where the reason stands."""
    words = {"title": signature.page_title, "attorney": attorney}
    others = [member for member in letters.in_roles(Role.ATTORNEY) if member != attorney]
    letters.send("signature_withdrawn", others, reverse("signature", args=[signature.pk]), **words)
    if editor and editor not in others:
        letters.send("signature_withdrawn", [editor], reverse("sign_off", args=[signature.page_id]), **words)


def must_be_what_was_seen(page: UpdatePage, seen: str) -> None:
    if substance.digest(page) != seen:
        raise NotSigned(_("The words changed while you were reading. Here they are as they stand now."))


def fact_check_of(path: Path) -> FactCheckState | None:
    """The last finished fact-check on this way to the signature."""
    states = FactCheckState.objects.filter(workflow_state=path, status=TaskState.STATUS_APPROVED)
    return states.order_by("-finished_at").first()


def publish_signed(page: UpdatePage, user: Any) -> None:
    """Publishes the newest signed revision, at once or on its date. The signature is the permission.

    Raises:
        MayNotPublish: nothing signed, or an advertising rule is against it.
    """
    signature = SignOff.objects.filter(page_id=page.pk, withdrawn_at=None).order_by("-id").first()
    revision = page.revisions.filter(pk=signature.revision_id).first() if signature else None
    if signature is None or revision is None:
        raise MayNotPublish(page, _("No attorney has signed it yet."))
    revision.publish(user=user, skip_permission_checks=True)


def sealed(revision: Any) -> bool:
    """True for a revision that somebody checks, has signed or scheduled: autosave must not write over it."""
    if revision.approved_go_live_at:
        return True
    watched = (TaskState.STATUS_IN_PROGRESS, TaskState.STATUS_APPROVED)
    return (
        SignOff.objects.filter(revision_id=revision.pk).exists()
        or revision.task_states.filter(status__in=watched).exists()
        or UpdatePage.objects.filter(live_revision=revision).exists()
    )
