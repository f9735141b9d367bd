"""`/desk/settings/replies/`: words the firm has ready, and which attorney approved them."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from firm.models import StaffMember
from firm.roles import Role
from intake.desk.audit import record
from intake.desk.door import DeskRequest, desk_page
from intake.desk.languages import NAMES, name_of
from intake.desk.replies import fill, unknown_places
from intake.desk.settings.pages import page
from intake.models import PreparedReply
from intake.phone.segments import LIMIT, count, too_long

SAMPLE_CODE = "K7F-3MQ"
WRITERS = (Role.ADMINISTRATOR, Role.ATTORNEY)


class ReplyForm(forms.ModelForm[PreparedReply]):
    """The words, counted as they will be sent: with the firm's name and hours filled in."""

    class Meta:
        model = PreparedReply
        fields = ["language", "title", "body"]
        labels = {
            "language": gettext_lazy("Language"),
            "title": gettext_lazy("Name of this reply, for staff"),
            "body": gettext_lazy("Words"),
        }
        help_texts = {
            "body": gettext_lazy("{firm}, {hours} and {code} are filled in: the firm’s name, its hours, their code."),
        }
        widgets = {
            "language": forms.Select(choices=[(code, name) for code, name in NAMES.items()]),
            "body": forms.Textarea(attrs={"rows": 5, "dir": "auto", "data-counts": "reply-count"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].replace("\r\n", "\n").strip()
        if unknown := unknown_places(body):
            raise ValidationError(_("{%s} is not filled in. Known are {firm}, {hours} and {code}.") % unknown[0])
        return str(body)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "body" in cleaned and too_long(fill(cleaned["body"], cleaned.get("language", ""), SAMPLE_CODE)):
            self.add_error("body", _("One text takes %(limit)s characters at most.") % {"limit": LIMIT})
        return cleaned


@desk_page(*WRITERS, opened=False)
@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    replies = PreparedReply.objects.select_related("approved_by", "changed_by")
    shown = []
    for reply in replies:
        words = fill(reply.body, reply.language, SAMPLE_CODE)
        shown.append({"reply": reply, "words": words, "segments": count(words), "language": name_of(reply.language)})
    return page(request, "replies", {"replies": shown, "may_approve": request.user.has_role(Role.ATTORNEY)})


@desk_page(*WRITERS, opened=False)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, reply_id: int | None = None) -> HttpResponse:
    """A new reply, or other words for one; what an administrator wrote waits for an attorney."""
    reply = get_object_or_404(PreparedReply, pk=reply_id) if reply_id else None
    form = ReplyForm(request.POST or None, instance=reply)
    if form.is_valid():
        save(form, request.user)
        messages.success(
            request,
            _("Saved. It is in the composer.") if form.instance.approved_at else _("Saved. An attorney approves it."),
        )
        return redirect("desk:replies")
    words = fill(form["body"].value() or "", form["language"].value() or "", SAMPLE_CODE)
    context = {"form": form, "reply": reply, "segments": count(words), "words": words}
    return page(request, "reply_form", context, status=422 if form.errors else 200)


def save(form: ReplyForm, author: StaffMember) -> None:
    """An attorney approves what they write; other words of anybody else lose the approval."""
    with transaction.atomic():
        reply = form.save(commit=False)
        reply.changed_by = author
        if author.has_role(Role.ATTORNEY):
            reply.approved_by, reply.approved_at = author, timezone.now()
        elif form.has_changed():
            reply.approved_by = reply.approved_at = None
        reply.save()
        record(author, "reply.save", reply.pk, approved=reply.approved_at is not None)


@desk_page(Role.ATTORNEY, opened=False)
@require_POST
def approve(request: DeskRequest, reply_id: int) -> HttpResponse:
    """Exactly the words that were looked at: changed meanwhile, they must be read again."""
    with transaction.atomic():
        reply = get_object_or_404(PreparedReply.objects.select_for_update(), pk=reply_id)
        if reply.changed_at.isoformat() != request.POST.get("seen"):
            messages.error(request, _("Somebody changed it meanwhile. Read it again."))
            return redirect("desk:replies")
        reply.approved_by, reply.approved_at = request.user, timezone.now()
        reply.save()
        record(request.user, "reply.approve", reply.pk)
    messages.success(request, _("Approved. It is in the composer."))
    return redirect("desk:replies")


@desk_page(*WRITERS, opened=False)
@require_POST
def remove(request: DeskRequest, reply_id: int) -> HttpResponse:
    with transaction.atomic():
        get_object_or_404(PreparedReply, pk=reply_id).delete()
        record(request.user, "reply.remove", reply_id)
    messages.success(request, _("Removed."))
    return redirect("desk:replies")


@desk_page(*WRITERS, opened=False)
@require_POST
def counted(request: DeskRequest) -> HttpResponse:
    """How long the words are as they would be sent; asked while somebody writes them."""
    words = fill(request.POST.get("body", "").replace("\r\n", "\n"), request.POST.get("language", ""), SAMPLE_CODE)
    return render(request, "intake/desk/settings/reply_count.html", {"segments": count(words), "words": words})
