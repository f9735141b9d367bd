"""A ruling came down: propose it, see what it touches, take it back, and afterwards the texts to send on."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.forms import WagtailAdminModelForm

from blog import rulings
from blog.models import Ruling, Story, UpdatePage
from firm.models import StaffMember
from firm.views import render_page

HISTORY = 200


class RulingForm(WagtailAdminModelForm):  # type: ignore[misc]
    """The ruling, and for each update it touches the one that replaces it, if one does."""

    class Meta:
        model = Ruling
        fields = ["story", "standing", "deadline", "date", "sentence", "next_step", "next_on", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.touched: dict[str, str] = {}  # field -> translation key of the update it is about
        chosen = str(self["story"].value())
        story = Story.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
        if story is None:
            return
        choices = [
            (str(page.translation_key), f"{page.title} ({page.published_on})")
            for page in rulings.replacing(self.instance, story)
        ]
        for page in rulings.replaceable(story):
            name, key = f"replaced_{page.translation_key.hex}", str(page.translation_key)
            self.touched[name] = key
            self.fields[name] = forms.ChoiceField(
                label=_("“%(title)s” is replaced by") % {"title": page.title},
                choices=[("", _("Nothing: it stays as it is")), *(choice for choice in choices if choice[0] != key)],
                initial=self.instance.replaced.get(key, ""),
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Collects the pairs; what is itself replaced can replace nothing, or readers would walk in a circle."""
        cleaned: dict[str, Any] = super().clean()
        self.instance.replaced = {key: cleaned[name] for name, key in self.touched.items() if cleaned.get(name)}
        for name, key in self.touched.items():
            if self.instance.replaced.get(key) in self.instance.replaced:
                self.add_error(name, _("That one is replaced by this ruling as well."))
        return cleaned

    def clean_story(self) -> Story:
        """Only one ruling at a time may wait on a story, or the second would be approved against a past."""
        story: Story = self.cleaned_data["story"]
        if story.rulings.filter(state=Ruling.State.PROPOSED).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("A ruling on this story is already waiting for an attorney."))
        return story


def may_propose(request: HttpRequest) -> StaffMember:
    """The editor who asks.

    Raises:
        PermissionDenied: signed in, but not to write rulings.
    """
    if not request.user.has_perm("blog.add_ruling"):
        raise PermissionDenied
    return cast(StaffMember, request.user)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What waits, and everything decided so far."""
    may_propose(request)
    found = Ruling.objects.select_related("story", "proposed_by", "decided_by")[:HISTORY]
    return render(request, "blog/cms/rulings.html", {"rulings": found, "page_title": _("Rulings")})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ruling_id: UUID | None = None) -> HttpResponse:
    """A new proposal on the story in `?story=`, asked for first; or a change to one nobody has decided yet."""
    member = may_propose(request)
    ruling = get_object_or_404(Ruling, pk=ruling_id, state=Ruling.State.PROPOSED) if ruling_id else None
    if request.method == "GET" and ruling is None and "story" not in request.GET:
        stories = Story.objects.exclude(rulings__state=Ruling.State.PROPOSED).defer("track")
        return render(
            request, "blog/cms/ruling_story.html", {"stories": stories, "page_title": _("A ruling came down")}
        )
    start: dict[str, Any] = {} if ruling else {"story": request.GET.get("story")}
    form = RulingForm(request.POST or None, instance=ruling, initial=start, for_user=member)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                proposed = rulings.propose(form.save(commit=False), member)
        except rulings.AlreadyDecided:
            messages.error(request, _("An attorney decided this meanwhile. Nothing was changed."))
            return redirect("cms_ruling", cast(Ruling, ruling).pk)
        except IntegrityError:
            form.add_error("story", _("A ruling on this story is already waiting for an attorney."))
        else:
            messages.success(request, _("The attorneys have been told. Nothing changes until one approves."))
            return redirect("cms_ruling", proposed.pk)
    context = {"form": form, "ruling": ruling, "page_title": _("A ruling came down"), "media": form.media}
    return render(request, "blog/cms/ruling_form.html", context)


@require_safe
def detail(request: HttpRequest, ruling_id: UUID) -> HttpResponse:
    """Every page it touches, before and after, and how it was decided."""
    may_propose(request)
    ruling = get_object_or_404(Ruling.objects.select_related("story__checked_by", "proposed_by"), pk=ruling_id)
    context = {
        "ruling": ruling,
        "page_title": str(ruling.story),
        "languages": by_language(ruling),
        "texts": [(code, text) for code, _name in settings.LANGUAGES if (text := rulings.ready_text(ruling, code))],
    }
    return render(request, "blog/cms/ruling.html", context)


def by_language(ruling: Ruling) -> list[dict[str, Any]]:
    """Per language: the card before and after, and the pages that show it."""
    pages = rulings.touched(ruling.story)
    after = ruling.after() if ruling.waiting else None
    return [
        {
            "code": code,
            "before": ruling.story,
            "after": after,
            "pages": [page for page in pages if page.locale.language_code == code],
            "replaced": rulings.pairs(ruling, code),
            "written": bool(ruling.sentence.get(code)),
        }
        for code, _name in settings.LANGUAGES
    ]


@require_safe
def page(request: HttpRequest, ruling_id: UUID, page_id: int) -> HttpResponse:
    """One whole page as it would be."""
    from blog.views import update_context

    may_propose(request)
    ruling = get_object_or_404(Ruling.objects.select_related("story"), pk=ruling_id, state=Ruling.State.PROPOSED)
    update = get_object_or_404(UpdatePage.objects.live().select_related("locale"), pk=page_id, story=ruling.story)
    update.story = ruling.after()
    code = update.locale.language_code
    newer = [new for old, new in rulings.pairs(ruling, code) if old == update]
    with translation.override(code):
        context = update_context(update)
        return render_page(request, update, {**context, "newer": newer or context["newer"]})


@require_POST
def withdraw(request: HttpRequest, ruling_id: UUID) -> HttpResponse:
    member = may_propose(request)
    try:
        rulings.withdraw(get_object_or_404(Ruling, pk=ruling_id), member, request.POST.get("reason", "").strip()[:500])
    except rulings.AlreadyDecided:
        messages.error(request, _("An attorney decided this meanwhile. Nothing was changed."))
    else:
        messages.success(request, _("Taken back. Nothing was changed on the site."))
    return redirect("cms_ruling", ruling_id)
