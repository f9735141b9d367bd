"""The locked door: six words open the desk."""

from itertools import pairwise
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from firm.roles import Role
from firm.staff import passkeys
from intake.desk.door import DeskRequest, door_page, sent_to, way_back
from intake.models import Envelope, StaffKey
from intake.vault import VaultError, key_holders, open_desks
from intake.vault.doorway import set_cookie
from intake.vault.phrase import first_unknown_word
from intake.vault.staff_key import NoKey, Pause, WrongPhrase
from intake.vault.stretching import Busy


def validate_pin(pin: str) -> None:
    """Six digits that are not the first six anybody would try.

    Raises:
        forms.ValidationError: with the reason.
    """
    if len(pin) != 6 or not (pin.isascii() and pin.isdigit()):
        raise forms.ValidationError(gettext("A PIN has six digits."))
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        raise forms.ValidationError(gettext("Anybody would try this PIN first; choose another."))


class UnlockForm(forms.Form):
    phrase = forms.CharField(label=_("Your six words"), max_length=200)
    pin = forms.CharField(label=_("A PIN for today"), required=False, max_length=6, validators=[validate_pin])

    def clean_phrase(self) -> str:
        phrase: str = self.cleaned_data["phrase"]
        place = first_unknown_word(phrase)
        if place:
            raise forms.ValidationError(
                gettext("Word %(place)d is not in the list; check its spelling.") % {"place": place}
            )
        return phrase


@door_page(Role.PARALEGAL, Role.ATTORNEY)
def unlock(request: DeskRequest) -> HttpResponse:
    """Shows how many wait and asks for the words; opens the desk."""
    if request.desk_state == open_desks.OPEN:
        return HttpResponseRedirect(way_back(request))
    if request.desk_state == open_desks.IS_COVERED and request.method == "GET" and "words" not in request.GET:
        return sent_to(request, "/desk/cover/", back=False)
    form = UnlockForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (response := _opened(request, form)):
        return response
    return render(request, "intake/desk/doors/unlock.html", _shown(request, form))


def _opened(request: DeskRequest, form: UnlockForm) -> HttpResponse | None:
    try:
        secrets = key_holders.secrets_of(request.user, form.cleaned_data["phrase"])
    except WrongPhrase:
        form.add_error("phrase", _("These words do not open the desk."))
    except Pause as pause:
        minutes = max(1, -(-int((pause.until - timezone.now()).total_seconds()) // 60))
        form.add_error("phrase", gettext("Too many tries. Try again in %(minutes)d min.") % {"minutes": minutes})
    except Busy:
        form.add_error(None, _("Others are unlocking at this moment. Try again."))
    except NoKey:
        form.add_error(None, _("Your key does not open the desk yet: a colleague has to admit it."))
    except VaultError:
        form.add_error(None, _("Your key was altered and does not open. Make a new one and be admitted again."))
    else:
        cookie = open_desks.open_for(request.user, secrets, request.session.session_key or "", form.cleaned_data["pin"])
        response = HttpResponseRedirect(way_back(request))
        set_cookie(response, cookie)
        return response
    return None


def _shown(request: DeskRequest, form: UnlockForm) -> dict[str, Any]:
    unopened = Q(filed_at=None, suspect=False)
    counts = Envelope.objects.filter(unopened).aggregate(all=Count("pk"), urgent=Count("pk", filter=Q(urgent=True)))
    key = StaffKey.objects.filter(staff=request.user).first()
    return {
        "form": form,
        "next": way_back(request),
        "waiting": counts["all"],
        "urgent": counts["urgent"],
        "key": key,
        "admitted": bool(key and key.wraps.exists()),
        "passkey": bool(passkeys.verifying(request.user)),
    }
