"""The five questions of a first request."""

import re
from collections.abc import Mapping
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from intake.ask.reach import Reachable
from intake.ask.stamp import Stamp, issue

YES, NO = "yes", "no"
NEUTRAL, NAMED = "neutral", "named"
QUESTION_LIMIT = 1000  # no more is asked before a conflict check (ABA Model Rule 1.18(d)(2))

# C0 and C1 controls but tab and newline, and the marks that reorder what a reader sees (UAX #9); the
# marks that right-to-left scripts need, and joiners, stay.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def tidy(text: str) -> str:
    """`text` with plain newlines, and without what no one can see and some use to deceive."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class InOwnNames(forms.Select):
    """Each option in the language it names."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = value
        return option


class AskForm(Reachable):
    """Stage 1 of the consultation request. Nothing is preselected but the neutral wording."""

    field_order = ("detained", "language", "reach")  # a summary of mistakes goes down the page

    detained = forms.ChoiceField(
        label=_("Is someone detained, or in contact with ICE, right now?"),
        choices=[(YES, _("Yes, now")), (NO, _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether someone is detained, or in contact with ICE, right now.")},
    )
    language = forms.ChoiceField(
        label=_("Which language should we answer in?"),
        widget=InOwnNames,
        error_messages={
            "required": _("Choose the language we should answer in."),
            "invalid_choice": _("Choose one of the languages in the list."),
        },
    )
    wording = forms.ChoiceField(
        label=_("If someone else may see your phone"),
        help_text=_("We can leave the firm’s name and the word “immigration” out."),
        choices=[(NAMED, _("Say who you are")), (NEUTRAL, _("Keep it neutral"))],
        widget=forms.RadioSelect,
        initial=NEUTRAL,
    )
    name = forms.CharField(
        label=_("What should we call you?"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": _("This name is too long. A first name is enough.")},
    )
    question = forms.CharField(
        label=_("What would you like to ask?"),
        help_text=_(
            "Two or three sentences are enough. Leave out A-numbers, papers, and anything about arrests. "
            "We will talk about those in private."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )
    # The trap: people do not see it, programs that fill everything do.
    reply_subject = forms.CharField(label=_("Leave this empty"), required=False)
    source = forms.CharField(required=False, widget=forms.HiddenInput)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "ask_%s")
        super().__init__(*args, **kwargs)
        languages = cast(forms.ChoiceField, self.fields["language"])
        languages.choices = [("", _("Choose a language")), *native_languages()]
        self.fields["reply_subject"].widget.attrs.update(autocomplete="off", tabindex="-1")
        self.fields["stamp"].widget.attrs["autocomplete"] = "off"  # or a reload would keep the old one

    @classmethod
    def typed(cls, post: Mapping[str, str]) -> "AskForm":
        """The form bound to what was posted, each value tidied and nothing else kept."""
        answers = {name: tidy(post.get(name, "")) for name in cls.base_fields}
        answers["wording"] = answers["wording"] or NEUTRAL
        return cls(answers)

    def stamped(self, mark: Stamp) -> "AskForm":
        """The same form on a stamp of ours: the one it came with, or else a new one."""
        self.data = {**self.data, "stamp": self.data["stamp"] if mark.id else issue()}
        return self

    def unjudged(self, mark: Stamp) -> "AskForm":
        """A form that shows what was typed and finds no fault with it."""
        return type(self)(initial=self.stamped(mark).data)

    @property
    def helper(self) -> FormHelper:
        """How the questions are laid out; no CSRF token, so that the page is the same for everyone."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            "stamp",
            "source",
            HTML('{% include "intake/ask/notice.html" %}'),
            Field("detained", template="intake/ask/detained.html"),
            "language",
            Div("reach", Field("phone", template="intake/ask/phone.html"), "email", css_class="reach"),
            "wording",
            "name",
            "question",
            Field("reply_subject", template="intake/ask/trap.html"),
            HTML('{% include "intake/ask/send.html" %}'),
        )
        return helper

    def clean_question(self) -> str:
        """The question, trimmed.

        Raises:
            ValidationError: over the limit, with how much over.
        """
        question: str = self.cleaned_data["question"]
        if (over := len(question) - QUESTION_LIMIT) > 0:
            message = _("Please make your question shorter by %(over)s characters. We will hear the rest when we talk.")
            raise forms.ValidationError(message, params={"over": over})
        return question


def native_languages() -> list[tuple[str, str]]:
    """The languages the firm answers in, each in its own name, as a select's options."""
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]
