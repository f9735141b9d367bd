"""Who can open the desk: making one's own key, proving its words, and admitting a colleague's."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from firm.roles import Role
from intake.desk.door import DeskRequest, desk_page
from intake.models import StaffKey
from intake.vault import VaultError, go_live, key_holders, staff_key
from intake.vault.phrase import fingerprint, first_unknown_word

HOLDERS = (Role.PARALEGAL, Role.ATTORNEY)


class WordsForm(forms.Form):
    phrase = forms.CharField(label=_("Your six words"), max_length=200)

    def clean_phrase(self) -> str:
        phrase: str = self.cleaned_data["phrase"]
        if place := first_unknown_word(phrase):
            raise forms.ValidationError(
                gettext("Word %(place)d is not in the list; check its spelling.") % {"place": place}
            )
        return phrase


class AdmitForm(WordsForm):
    said = forms.CharField(label=_("The four words they read to you"), max_length=120)
    field_order = ["said", "phrase"]


@desk_page(*HOLDERS, opened=False)
def people(request: DeskRequest) -> HttpResponse:
    """One's own key, those who wait to be admitted, and those who can open the desk."""
    return render(request, "intake/desk/doors/people.html", _shown(request))


@require_POST
@desk_page(*HOLDERS, opened=False)
def make_key(request: DeskRequest) -> HttpResponse:
    """Makes a key and shows its six words, this once."""
    try:
        phrase = key_holders.renew(request.user)
    except key_holders.LastHolder:
        problem = _("You are the only one who can open the desk, so your key stays. Use the paper key to renew it.")
        return render(request, "intake/desk/doors/people.html", _shown(request, problem=problem), status=409)
    except VaultError:
        problem = _("Others are unlocking at this moment. Try again.")
        return render(request, "intake/desk/doors/people.html", _shown(request, problem=problem), status=503)
    return render(request, "intake/desk/doors/words.html", {"words": phrase.split()})


@desk_page(*HOLDERS, opened=False)
def prove_key(request: DeskRequest) -> HttpResponse:
    """Asks for the words just shown, to be typed back from paper or memory."""
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        problem = problem_of(lambda: staff_key.prove(request.user, form.cleaned_data["phrase"]))
        if not problem:
            return HttpResponseRedirect(reverse("desk:people"))
        form.add_error("phrase", problem)
    return render(request, "intake/desk/doors/prove.html", {"form": form})


@require_POST
@desk_page(*HOLDERS)
def admit(request: DeskRequest, staff_id: int) -> HttpResponse:
    """Admits a waiting key after its four words were read aloud and typed here."""
    newcomer = get_object_or_404(key_holders.waiting(), pk=staff_id)
    form = AdmitForm(request.POST)
    if form.is_valid():
        said, phrase = form.cleaned_data["said"], form.cleaned_data["phrase"]
        problem = problem_of(lambda: key_holders.admit(newcomer, said, request.user, phrase))
        if not problem:
            return HttpResponseRedirect(f"{reverse('desk:people')}?admitted={newcomer.pk}")
        form.add_error(None, problem)
    return render(request, "intake/desk/doors/people.html", _shown(request, tried=(newcomer.pk, form)), status=422)


def problem_of(act: Any) -> str:
    """Does `act` and says in a sentence why the vault refused, or ""."""
    try:
        act()
    except key_holders.WrongFingerprint:
        return gettext("These are not the words of the key that waits. Do not admit it; ask them to read again.")
    except staff_key.WrongPhrase:
        return gettext("These are not your six words.")
    except staff_key.Pause:
        return gettext("Too many tries. Wait a few minutes.")
    except VaultError:
        return gettext("It did not work. Try again.")
    return ""


def _shown(request: DeskRequest, *, problem: Any = "", tried: tuple[int, AdmitForm] | None = None) -> dict[str, Any]:
    mine = StaffKey.objects.filter(staff=request.user).first()
    waiting = []
    if request.desk is not None:
        for key in key_holders.waiting().exclude(staff=request.user):
            form = tried[1] if tried and tried[0] == key.pk else AdmitForm(auto_id=f"%s_{key.pk}")
            waiting.append((key, form))
    return {
        "mine": mine,
        "admitted": bool(mine and mine.wraps.exists()),
        "fingerprint": fingerprint(mine.public_key) if mine else "",
        "waiting": waiting,
        "holders": key_holders.holders().order_by("staff__name"),
        "missing": go_live.missing(),
        "problem": problem,
        "opened": request.desk is not None,
    }
