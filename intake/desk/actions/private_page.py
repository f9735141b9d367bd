"""Answers on the visitor's private page: sealed to their own key, and kept in the timeline for the desk."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from firm.models import StaffMember
from intake.desk.actions.change import allow, changing, lock, next_position
from intake.desk.actions.talking import NewArrived, Reply, answered, arrived_since
from intake.desk.cards import Details, new_entry, open_details
from intake.desk.clock import hour_of
from intake.desk.texting import CannotSend
from intake.models import Entry, Lead, PageMessage, PrivatePage
from intake.vault import OpenedDesk, VaultError
from intake.vault.visitor import MESSAGE, seal_for

LONGEST = 10_000  # characters; a page bears more than a text, and a letter should be one


def answer_on_page(desk: OpenedDesk, actor: StaffMember, said: Reply) -> Entry:
    """Puts the words on the page and into the timeline, together. The same press twice is one answer.

    Nothing leaves the house, so there is nothing to wait for: once this returns, the visitor can read it.

    Raises:
        CannotSend: they have no page, or the words are none or too many.
        NewArrived: read that first; nothing was written.
    """
    allow(actor)
    if not said.body.strip():
        raise CannotSend(_("There is nothing to send yet."))
    if len(said.body) > LONGEST:
        raise CannotSend(_("This is longer than one message may be. Cut it, or send it in two."))
    with transaction.atomic():
        lock([said.lead_id])  # the same press comes twice at once, too
        if again := Entry.objects.filter(pk=said.send_id, lead=said.lead_id, kind=Entry.Kind.PAGE_OUT).first():
            return again
        with changing(actor, said.lead_id, "lead.answer", entry=str(said.send_id)) as lead:
            page, recipient = page_of(lead, open_details(desk, lead))
            if since := arrived_since(lead, said.seen):
                raise NewArrived(since)
            now = timezone.now()
            body = {"at": now.isoformat(), "body": said.body}
            entry = new_entry(
                desk, lead, Entry.Kind.PAGE_OUT, next_position(lead), body,
                id=said.send_id, hour=hour_of(now), author=actor,
            )  # fmt: skip
            entry.save(force_insert=True)
            message_id = uuid.uuid4()
            for_them = {**body, "from": actor.get_short_name()}
            try:
                sealed = seal_for(recipient, message_id, MESSAGE, for_them)
            except VaultError:
                raise CannotSend(NO_PAGE) from None
            PageMessage(id=message_id, page=page, entry=entry, sealed=sealed).save(force_insert=True)
            answered(lead, actor)
    return entry


NO_PAGE = _("They have no private page: they did not ask by the form, or their key was lost.")


def page_of(lead: Lead, details: Details) -> tuple[PrivatePage, str]:
    """The lead's page and whom to seal to.

    Raises: CannotSend.
    """
    page = PrivatePage.objects.filter(lead=lead).first()
    if page is None or not details.visitor_key:
        raise CannotSend(NO_PAGE)
    return page, details.visitor_key
