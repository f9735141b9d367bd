"""How a visitor wants to be reached: asked once with the question, and again on their private page."""

from collections.abc import Callable
from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

TEXT, CALL, EMAIL, PAGE = "text", "call", "email", "page"
HOME = "US"  # where a number without a country code is


class Reachable(forms.Form):
    """One way to be reached, and the number or address it takes."""

    errors_stand_alone = True  # every message names its question itself
    conditional: tuple[str, ...] = ("phone", "email")  # one may be needed, so neither is marked "(optional)"
    use_required_attribute = False  # the browser's own bubbles speak the browser's language, not the page's

    reach = forms.ChoiceField(
        label=_("How should we reach you?"),
        choices=[
            (TEXT, _("Text message")),
            (CALL, _("Phone call")),
            (EMAIL, _("E-mail")),
            (PAGE, _("Only on a private page here")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we should reach you: text, call, e-mail or your private page.")},
    )
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=40,
        help_text=_("With area code, for example 202-555-0199"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "tab"}),
        error_messages={"max_length": _("This phone number is too long. Write the number only.")},
    )
    email = forms.CharField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Checks the one way to reach the visitor that was chosen, and forgets the other."""
        answers = self.cleaned_data
        reach = answers.get("reach")
        if reach in {TEXT, CALL} and "phone" in answers:
            self._clean_with("phone", parse_phone)
        if reach == EMAIL and "email" in answers:
            self._clean_with("email", parse_email)
        for field, chosen in (("phone", reach in {TEXT, CALL}), ("email", reach == EMAIL)):
            if not chosen:
                answers[field] = ""
                self.errors.pop(field, None)
        return answers

    def _clean_with(self, field: str, parse: Callable[[str], str]) -> None:
        try:
            self.cleaned_data[field] = parse(self.cleaned_data[field])
        except forms.ValidationError as error:
            self.add_error(field, error)


def parse_phone(text: str) -> str:
    """E.164 of a number as somebody typed it; without a country code it is read as American.

    Raises:
        ValidationError: says what is wrong with it.
    """
    if not text:
        raise forms.ValidationError(_("Write the phone number where we can reach you."))
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        raise forms.ValidationError(
            _("This does not look like a phone number. Write it with area code, for example 202-555-0199.")
        ) from None
    if number.extension:
        raise forms.ValidationError(_("Leave the extension out of the phone number, and write it in your question."))
    match phonenumbers.is_possible_number_with_reason(number):
        case phonenumbers.ValidationResult.TOO_SHORT | phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            raise forms.ValidationError(
                _("This phone number has too few digits. Write it with area code, for example 202-555-0199.")
            )
        case phonenumbers.ValidationResult.TOO_LONG:
            raise forms.ValidationError(
                _("This phone number has too many digits. A number from another country begins with +.")
            )
    if not phonenumbers.is_valid_number(number):
        raise forms.ValidationError(
            _("No phone has this number. Check the area code, or begin with + and the country code.")
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse_email(text: str) -> str:
    """An e-mail address as somebody typed it.

    Raises:
        ValidationError: empty, or not an address.
    """
    if not text:
        raise forms.ValidationError(_("Write the e-mail address where we can reach you."))
    field = forms.EmailField(
        error_messages={"invalid": _("This e-mail address is not complete. It looks like name@example.com.")}
    )
    address: str = field.clean(text)
    return address
