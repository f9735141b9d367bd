"""The forms of the private page: its two codes, a message, another way to be reached."""

from collections.abc import Mapping
from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from intake.ask.forms import tidy
from intake.ask.reach import Reachable

MESSAGE_LIMIT = 2000  # characters; longer things are better said by voice


class OwnForm(forms.Form):
    """A form of the private page. Nothing is preselected, and nothing of it is the browser's to judge."""

    errors_stand_alone = True
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "ask_%s")
        super().__init__(*args, **kwargs)

    @classmethod
    def typed(cls, post: Mapping[str, str]) -> Self:
        """The form bound to what was posted, each value tidied and nothing else kept."""
        return cls({name: tidy(post.get(name, "")) for name in cls.base_fields})

    def unjudged(self) -> Self:
        """The same words, and no fault found with them."""
        return type(self)(initial=self.data)

    @property
    def helper(self) -> FormHelper:
        """No form tag, and no CSRF token: the page sets no cookie."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class EnterForm(OwnForm):
    """Code and key. Which of the two is wrong is never said, so neither complains alone."""

    reference = forms.CharField(
        label=_("Your code"),
        help_text=_("Six letters and numbers, for example K7F-3MQ"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": _("Write your code.")},
    )
    key = forms.CharField(
        label=_("Your return key"),
        help_text=_("Six groups of four. Capitals, spaces and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": _("Write your return key.")},
    )


class MessageForm(OwnForm):
    """Words to the firm."""

    body = forms.CharField(
        label=_("Write back"),
        help_text=_("Leave out A-numbers and anything about arrests."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("Write something first.")},
    )

    def clean_body(self) -> str:
        """The words, trimmed.

        Raises:
            ValidationError: over the limit, with how much over.
        """
        body: str = self.cleaned_data["body"]
        if (over := len(body) - MESSAGE_LIMIT) > 0:
            message = _("Please make your message shorter by %(over)s characters, or send it in two.")
            raise forms.ValidationError(message, params={"over": over})
        return body


class ReachForm(OwnForm, Reachable):
    """Another way to be reached from now on."""

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            Div("reach", Field("phone", template="intake/ask/phone.html"), "email", css_class="reach")
        )
        return helper
