"""What the buttons and keys of the desk do. Each view calls one action and answers with the parts that changed."""

import re
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firm.models import StaffMember
from intake.desk import phones, replies, snoozes
from intake.desk.actions import (
    calling,
    moving,
    permission,
    person,
    private_page,
    reading,
    talking,
    triage,
)
from intake.desk.actions.change import Stale
from intake.desk.cards import open_card, open_details
from intake.desk.door import DeskRequest, desk_page
from intake.desk.filing import file_arrivals
from intake.desk.pages import WORKERS, asked_lead, back_to, lead_context, parts, queue_context, view_named
from intake.desk.queue import national, row_of
from intake.desk.search import search
from intake.desk.texting import CannotSend, CannotText
from intake.desk.timeline import CALL_STATES
from intake.models import Entry, Lead, PreparedReply
from intake.phone.duty import is_on_duty
from intake.phone.outgoing import waiting_outbox
from intake.phone.segments import count
from intake.phone.statuses import OPTED_OUT
from intake.vault import VaultError

View = Callable[..., HttpResponse]


def step(act: Callable[..., Any], *, composer: bool = False) -> View:
    """A post that changes one lead: acts, then draws list, rail and (when it is open) the lead anew."""

    @desk_page(*WORKERS)
    @require_POST
    @wraps(act)
    def view(request: DeskRequest, **where: Any) -> HttpResponse:
        status, said = 200, ""
        if composer and where.get("lead_id"):
            keep_typed(request, where["lead_id"])
        try:
            said = act(request, **where) or ""
        except Stale:
            status, said = 409, _("Somebody changed this first. Here is how it is now; nothing was done.")
        except Lead.DoesNotExist:
            raise Http404 from None
        return redrawn(request, where.get("lead_id"), said, status=status, composer=composer)

    return view


def composer_step(act: Callable[..., Any]) -> View:
    """A step after which the composer says something else; what is half typed in it comes along and is kept."""
    return step(act, composer=True)


def keep_typed(request: DeskRequest, lead_id: uuid.UUID) -> None:
    if "body" in request.POST and Lead.objects.filter(pk=lead_id).exists():
        body = request.POST["body"].replace("\r\n", "\n")
        talking.save_draft(request.desk, request.user, lead_id, request.POST.get("kind", "text"), body)


def redrawn(
    request: DeskRequest, lead_id: uuid.UUID | None, said: str = "", *, status: int = 200, composer: bool = False
) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return back_to(request, lead_id)
    context = queue_context(request, view_named(request).name) | {"said": said, "said_wrong": status >= 400}
    names = ["queue", "rail", "said"]
    shown = asked_lead(request)
    if shown and (found := Lead.objects.select_related("assignee").filter(pk=shown).first()):
        context |= lead_context(request, found)
        names += ["head", "timeline", "info", "composer" if composer else "may"]
    return parts(request, *names, context=context, status=status)


def version_of(request: DeskRequest) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() else None


@step
def assign(request: DeskRequest, lead_id: uuid.UUID) -> str:
    to = request.POST.get("to", "")
    staff = StaffMember.objects.filter(pk=int(to)).first() if to.isdecimal() else None
    triage.assign(request.user, lead_id, staff, version=version_of(request))
    return _("Given to %(name)s") % {"name": staff.get_short_name()} if staff else _("Nobody’s now")


@step
def snooze(request: DeskRequest, lead_id: uuid.UUID) -> str:
    named = {choice.name: choice for choice in snoozes.choices(timezone.now())}
    choice = named.get(request.POST.get("until", ""), named["tomorrow"])
    triage.snooze(request.user, lead_id, choice.until, version=version_of(request))
    return _("Snoozed: %(until)s") % {"until": choice.shown or choice.label}


@step
def done(request: DeskRequest, lead_id: uuid.UUID) -> str:
    triage.done(request.user, lead_id, version=version_of(request))
    return _("Done. Z takes it back.")


@step
def reopen(request: DeskRequest, lead_id: uuid.UUID) -> str:
    triage.reopen(request.user, lead_id, version=version_of(request))
    return _("Open again")


@step
def release(request: DeskRequest, lead_id: uuid.UUID) -> str:
    triage.release(request.user, lead_id, version=version_of(request))
    return _("Out of quarantine")


@step
def undo(request: DeskRequest) -> str:
    step = triage.last_step(request.user)
    try:
        moved = step is not None and step.action == "lead.move"
        lead = moving.back(request.desk, request.user, step) if moved and step else triage.undo(request.user)
    except triage.NothingToUndo:
        return _("There is nothing to take back.")
    except moving.CannotMove:
        raise Stale from None
    return _("Taken back: %(reference)s") % {"reference": lead.reference}


@step
def link(request: DeskRequest, lead_id: uuid.UUID, other_id: uuid.UUID) -> str:
    person.link(request.desk, request.user, lead_id, other_id)
    return _("Shown as the same person")


@step
def dismiss(request: DeskRequest, lead_id: uuid.UUID, other_id: uuid.UUID) -> str:
    person.dismiss(request.desk, request.user, lead_id, other_id)
    return _("Another person")


@step
def move(request: DeskRequest, lead_id: uuid.UUID, entry_id: uuid.UUID, other_id: uuid.UUID) -> str:
    """A text or call belongs to the other lead of its number."""
    get_object_or_404(Entry.objects.only("id"), pk=entry_id, lead=lead_id)
    try:
        lead = moving.move(request.desk, request.user, entry_id, other_id)
    except (moving.CannotMove, Entry.DoesNotExist):
        raise Http404 from None
    return _("Moved to %(reference)s. Z takes it back.") % {"reference": lead.reference}


@step
def keep_safe(request: DeskRequest, lead_id: uuid.UUID) -> str:
    hours = request.POST.get("hours", "")
    rules = {
        "neutral": "neutral" in request.POST,
        "no_voicemail": "no_voicemail" in request.POST,
        "hours": hours if re.fullmatch(r"\d{1,2}-\d{1,2}", hours) else "",
        "words": request.POST.get("words", "")[:300],
    }
    person.keep_safe(request.desk, request.user, lead_id, rules)
    return _("Kept")


@step
def call(request: DeskRequest, lead_id: uuid.UUID) -> str:
    """Rings one's own phone, then theirs."""
    try:
        call_id = uuid.UUID(request.POST.get("call_id", ""))
    except ValueError:
        raise Http404 from None
    try:
        placed = calling.call(request.desk, request.user, lead_id, call_id)
    except calling.CannotCall as reason:
        return str(reason)
    return str(CALL_STATES[placed.state])


@step
def retry(request: DeskRequest, lead_id: uuid.UUID, entry_id: uuid.UUID) -> str:
    get_object_or_404(Entry.objects.only("id"), pk=entry_id, lead=lead_id, kind=Entry.Kind.TEXT_OUT)
    try:
        talking.retry(request.desk, request.user, entry_id)
    except CannotText as reason:
        return str(reason)
    return ""


@composer_step
def texting(request: DeskRequest, lead_id: uuid.UUID, what: str) -> str:
    """They asked us to stop; they did not; they said yes on the phone."""
    acts: dict[str, tuple[Callable[..., None], str]] = {
        "stop": (permission.stop, _("No text leaves for this number any more")),
        "go-on": (permission.go_on, _("Texts may leave again")),
        "agreed": (permission.agreed, _("Their yes is kept")),
    }
    if what not in acts:
        raise Http404
    act, said = acts[what]
    try:
        act(request.desk, request.user, lead_id)
    except CannotText as reason:
        return str(reason)
    return said


@desk_page(*WORKERS)
def prepared(request: DeskRequest, lead_id: uuid.UUID) -> HttpResponse:
    """The prepared replies, filled in for this person."""
    found = get_object_or_404(Lead, pk=lead_id)
    try:
        card, details = open_card(request.desk, found), open_details(request.desk, found)
    except VaultError:
        raise Http404 from None
    offers = replies.offered(card.language, found.reference, neutral=bool(details.rules.get("neutral")))
    context = {"offered": offers, "lead_id": lead_id, "view": view_named(request)}
    template = "parts/replies.html" if request.headers.get("HX-Request") else "replies_page.html"
    return render(request, f"intake/desk/{template}", context)


@composer_step
def insert(request: DeskRequest, lead_id: uuid.UUID, reply_id: int) -> str:
    """Puts a prepared reply behind what is typed already. Nothing is sent."""
    found = get_object_or_404(Lead.objects.only("id", "reference"), pk=lead_id)
    reply = get_object_or_404(PreparedReply.objects.exclude(approved_at=None), pk=reply_id)
    typed = talking.read_draft(request.desk, request.user, lead_id)["body"].rstrip()
    words = replies.fill(reply.body, reply.language, found.reference)
    talking.save_draft(request.desk, request.user, lead_id, "text", f"{typed}\n{words}" if typed else words)
    return ""


@composer_step
def take_back(request: DeskRequest, lead_id: uuid.UUID, entry_id: uuid.UUID) -> str:
    """A text that was to leave later."""
    get_object_or_404(Entry.objects.only("id"), pk=entry_id, lead=lead_id, kind=Entry.Kind.TEXT_OUT)
    try:
        talking.take_back(request.desk, request.user, entry_id)
    except CannotText as reason:
        return str(reason)
    return _("Taken back. Its words are in the composer.")


@desk_page(*WORKERS)
@require_POST
def duty(request: DeskRequest) -> HttpResponse:
    """On phones, or off."""
    phones.switch(request.user, not is_on_duty(request.user))
    return redrawn(request, asked_lead(request))


@desk_page(*WORKERS)
@require_POST
def hand_over(request: DeskRequest) -> HttpResponse:
    """Asks a colleague to take the phones, or one line of them."""
    said = phones.hand_over_to(request.user, request.POST.get("to", ""), request.POST.get("line", ""))
    return redrawn(request, asked_lead(request), said)


@desk_page(*WORKERS)
@require_POST
def answer_hand_over(request: DeskRequest, question_id: int) -> HttpResponse:
    """Takes the phones, or says no; or the one who asked has read how it ended."""
    said = phones.answer(request.user, question_id, request.POST.get("answer", ""))
    return redrawn(request, asked_lead(request), said)


@desk_page(*WORKERS)
@require_POST
def say(request: DeskRequest, lead_id: uuid.UUID) -> HttpResponse:
    """The composer: a text, an answer on their page, a staff note or a logged call. Nothing typed is lost, whatever the answer."""
    get_object_or_404(Lead.objects.only("id"), pk=lead_id)
    kind, body = request.POST.get("kind", "text"), request.POST.get("body", "").replace("\r\n", "\n")
    send_id = send_id_of(request)
    trouble: dict[str, Any] = {}
    file_arrivals(request.desk)  # what came in since the last poll is read before anything is sent
    try:
        said = speak(request, lead_id, kind, body, send_id)
    except CannotSend as reason:
        said, trouble = "", {"trouble": str(reason)}
    except talking.NewArrived as news:
        said, trouble = "", {"newer": {entry.pk for entry in news.entries}}
    if not request.headers.get("HX-Request") and not trouble:
        return back_to(request, lead_id)
    draft = {"kind": kind, "body": body} if trouble else {"kind": kind, "body": ""}
    if trouble:
        talking.save_draft(request.desk, request.user, lead_id, kind, body)
    found = Lead.objects.select_related("assignee").get(pk=lead_id)
    context = queue_context(request, view_named(request).name)
    context |= lead_context(request, found, draft=draft, said=said, **trouble)
    if trouble and "newer" in trouble:
        context["newer"] = [
            one for one in context["open"].moments if getattr(one, "entry", None) and one.entry.pk in trouble["newer"]
        ]
    if trouble:
        context["send_id"] = send_id
    if not request.headers.get("HX-Request"):
        return render(request, "intake/desk/queue.html", context)
    return parts(request, "queue", "rail", "head", "timeline", "info", "composer", "said", context=context)


def send_id_of(request: DeskRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("send_id", ""))
    except ValueError:
        raise Http404 from None


def speak(request: DeskRequest, lead_id: uuid.UUID, kind: str, body: str, send_id: uuid.UUID) -> str:
    if kind == "note":
        if not body.strip():
            raise CannotText(_("There is nothing to keep yet."))
        talking.note(request.desk, request.user, lead_id, body, send_id)
        return _("Noted")
    if kind == "call":
        outcome = request.POST.get("outcome", "reached")
        if outcome not in talking.OUTCOMES:
            raise Http404
        talking.log_call(request.desk, request.user, lead_id, outcome, body, send_id)
        return _("Call logged")
    seen, later = request.POST.get("seen", ""), request.POST.get("later", "")
    said = answer(request, kind, talking.Reply(lead_id, send_id, body, int(seen) if seen.isdecimal() else 0, later))
    if until := request.POST.get("snooze"):
        choice = {one.name: one for one in snoozes.choices(timezone.now())}.get(until)
        if choice and choice.until:
            triage.snooze(request.user, lead_id, choice.until)
    return said


def answer(request: DeskRequest, kind: str, words: talking.Reply) -> str:
    if kind == "page":
        private_page.answer_on_page(request.desk, request.user, words)
        return _("It is on their private page now")
    if talking.reply(request.desk, request.user, words).error_code == OPTED_OUT:
        file_arrivals(request.desk)  # Twilio told us that they said STOP: the composer says so at once
    return ""


@desk_page(*WORKERS)
@require_POST
def draft(request: DeskRequest, lead_id: uuid.UUID) -> HttpResponse:
    """Keeps what is half typed, and answers with the segment counter."""
    get_object_or_404(Lead.objects.only("id"), pk=lead_id)
    body = request.POST.get("body", "").replace("\r\n", "\n")
    send_id = send_id_of(request) if request.POST.get("send_id") else None
    talking.save_draft(request.desk, request.user, lead_id, request.POST.get("kind", "text"), body, send_id)
    return render(request, "intake/desk/parts/counter.html", {"segments": count(body), "kept": bool(body.strip())})


@desk_page(*WORKERS)
@require_POST
def reveal(request: DeskRequest, lead_id: uuid.UUID) -> HttpResponse:
    """The whole number. Recorded."""
    get_object_or_404(Lead.objects.only("id"), pk=lead_id)
    phone, email = reading.reveal_number(request.desk, request.user, lead_id)
    context = {
        "phone": phone,
        "shown": national(phone),
        "email": email,
        "lead_id": lead_id,
        "view": view_named(request),
    }
    template = "parts/reach.html" if request.headers.get("HX-Request") else "reach_page.html"
    return render(request, f"intake/desk/{template}", context)


@desk_page(*WORKERS)
def find(request: DeskRequest) -> HttpResponse:
    """Search by POST, because an address is kept by browsers and logs and these words name people."""
    asked = request.POST.get("q", "").strip() if request.method == "POST" else ""
    rows = []
    if asked:
        ids = search(request.desk, asked)
        reading.searched(request.user, len(ids))
        found = Lead.objects.select_related("assignee").defer("details").in_bulk(ids)
        rows = [row_of(request.desk, found[lead_id], timezone.now()) for lead_id in ids if lead_id in found]
    context = {"found": rows, "asked": asked, "view": view_named(request)}
    if request.headers.get("HX-Request"):
        return render(request, "intake/desk/parts/found.html", context)
    return render(request, "intake/desk/find.html", queue_context(request, "now") | context)


@desk_page(*WORKERS)
def outbox(request: DeskRequest) -> HttpResponse:
    """Replies that did not leave yet."""
    texts = list(waiting_outbox().select_related("lead")[:100])
    return render(request, "intake/desk/outbox.html", queue_context(request, "now") | {"texts": texts})
