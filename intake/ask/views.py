"""The public request: the form, its stamp, and the post that answers with the confirmation."""

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from firm.facts import facts
from firm.opening_hours import zone
from intake.ask import signs, source, stamp, wording
from intake.ask.acknowledge import acknowledge
from intake.ask.confirmation import context_for
from intake.ask.forms import NEUTRAL, YES, AskForm
from intake.ask.limits import Tally, address_of
from intake.ask.reach import TEXT
from intake.mailbox import drop
from intake.models import Envelope
from intake.vault import VaultError
from intake.vault.visitor import new_return_key, recipient_of

log = logging.getLogger(__name__)
LARGEST = 128 * 1024  # bytes of a posted form: far more than anybody types
WORDS_ONLY = "application/x-www-form-urlencoded"
FLOOD_WITHIN = 10 * 60
# What makes a second click the same as the first.
REPEATED = ("detained", "language", "reach", "phone", "email", "wording", "name", "question", "source")
STATUS = {"busy": 429, "large": 413, "kind": 415, "broken": 503}

posts_within_the_hour = Tally(60 * 60)
posts_lately = Tally(FLOOD_WITHIN)


@csrf_exempt  # no cookie on public pages; firm.cross_origin refuses what another site sends
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: keeps the request and answers with the confirmation, or says what is wrong."""
    if request.method != "POST":
        return form_page(request, AskForm(initial={"stamp": stamp.issue()}))
    if problem := unreadable(request):
        return form_page(request, AskForm(initial={"stamp": stamp.issue()}), problem)
    return receive(request, AskForm.typed(request.POST.dict()))


@never_cache
@require_safe
def new_stamp(request: HttpRequest) -> JsonResponse:
    """A stamp for the form on a page that everybody gets in the same bytes."""
    return JsonResponse({"stamp": stamp.issue()})


def unreadable(request: HttpRequest) -> str:
    """Why the body is not read, or "".

    Only words are: a file would be written to a temporary folder in the clear before any view could stop it.
    """
    if request.content_type != WORDS_ONLY:
        return "kind"
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            return "large"
        request.POST  # noqa: B018 (reads the body)
    except (RequestDataTooBig, TooManyFieldsSent, UnreadablePostError, ValueError):
        return "large"
    return ""


def receive(request: HttpRequest, form: AskForm) -> HttpResponse:
    """Judges the posted form, keeps what is complete, and answers."""
    mark = stamp.read(form.data["stamp"])
    address = address_of(request)
    posts = posts_within_the_hour.add(address) if address else 0
    if address and posts_lately.add(address) > signs.FLOOD:
        return form_page(request, form.unjudged(mark), "busy")
    if not form.is_valid():
        return form_page(request, form.stamped(mark))
    found = signs.signs_in(form.cleaned_data, mark, posts)
    content = content_of(form, found)
    once = stamp.once(mark, {name: form.cleaned_data[name] for name in REPEATED})
    return_key = once.return_key or new_return_key()
    content["reference"], content["visitor_key"] = once.reference, recipient_of(return_key)
    suspect = signs.is_suspect(found, detained=content["detained"])
    try:
        receipt = drop(Envelope.Kind.FORM, content, key=once.key, urgent=content["detained"], suspect=suspect)
    except (OSError, VaultError) as error:
        log.error("A request could not be kept: %s", type(error).__name__)
        return form_page(request, form.unjudged(mark), "broken")
    firm = facts()
    context = context_for(content, firm, timezone.now())
    # Sent again without a stamp, the request has its key already, and this one would open nothing.
    context["return_key"] = return_key if once.return_key or receipt.fresh else ""
    context["unsure"] = suspect
    if not suspect:  # or a program could have us text whom it likes
        line = firm.text_number.e164 if firm.text_number else ""
        context["acknowledged"] = acknowledge(content, once, receipt, line)
    with timezone.override(zone()):  # the times on it are the firm's own
        return render(request, "intake/ask/confirmation.html", context)


def content_of(form: AskForm, found: list[str]) -> dict[str, Any]:
    """What the envelope holds (docs/envelopes.md), but for the reference and the visitor's key."""
    answers = form.cleaned_data
    language = get_language() or "en"
    page = source.read(answers["source"])
    consent = {"text": wording.consent(language, facts(language).name), "version": wording.CONSENT_VERSION}
    return {
        "detained": answers["detained"] == YES,
        "language": answers["language"],
        "page_language": language,
        "reach": answers["reach"],
        "phone": answers["phone"],
        "email": answers["email"],
        "name": answers["name"],
        "neutral": answers["wording"] == NEUTRAL,
        "question": answers["question"],
        "notice": wording.NOTICE_VERSION,
        "consent": consent if answers["reach"] == TEXT else None,
        "page": page.page,
        "page_title": page.title,
        "page_path": page.path,
        "signs": found,
    }


def form_page(request: HttpRequest, form: AskForm, problem: str = "") -> HttpResponse:
    """The page with the form, as typed so far, and what is wrong with it."""
    context = {"form": form, "problem": problem, "source": source.read(form["source"].value() or ""), **beside_form()}
    status = STATUS.get(problem, 422 if form.errors else 200)
    return render(request, "intake/ask/page.html", context, status=status)


def beside_form() -> dict[str, Any]:
    """What stands around the questions, here and on an article: notice, consent, numbers, hours."""
    language = get_language() or "en"
    firm = facts(language)
    usual = firm.text_number or firm.call_number
    return {
        "notice": wording.notice(language),
        "consent": wording.consent(language, firm.name),
        "text_line": firm.text_number,
        "call_line": firm.call_number,
        "urgent_line": firm.urgent_number,
        "hours": usual.hours if usual else (),
    }
